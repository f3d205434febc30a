"""Keras models, observed by what they do: the same weights in, the same outputs out.

Two models that behave alike may hold their layers in another order and under other names. So weights
are not copied from one to the other: both get values drawn from each variable's role (kernel, bias,
gamma ...) and shape alone, which gives the same network the same function however it was written.
"""

from __future__ import annotations

import functools
import importlib
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from dlkit.comparing.arrays import Tolerance
from dlkit.comparing.causes import same_outcome
from dlkit.comparing.compare import Call, Known, diagnose_error, explain, is_right
from dlkit.comparing.diagnosis import Diagnosis
from dlkit.comparing.differences import difference
from dlkit.comparing.outcome import Interruption, Outcome, describe_error
from dlkit.comparing.precision import full_float32
from dlkit.comparing.text import MAX_TOLD, clean_line
from dlkit.comparing.values import MAX_AXES, MAX_KIND, Handle, KerasInput, KerasNetwork, Tensor

BATCH = 2
MAX_DRAWN = 65_521  # numbers drawn for one variable; more are repeats: a prime, so that they fall in step with no axis
Shape = Sequence[int | None]


def observe_model(
    build: Callable[..., Any],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    *,
    training: bool = False,
    outputs: bool = True,
    input_shapes: Sequence[Shape] | None = None,
) -> Outcome:
    """Builds a model and tells what it does.

    Args:
        build: returns a `keras.Model`; or, when it is given a `KerasInput`, a symbolic tensor or a tuple of them.
        args: positional arguments; each `KerasInput` becomes a `keras.Input`, each `KerasNetwork` a `keras.Model`.
        kwargs: keyword arguments, likewise.
        training: whether the training-mode output is observed too.
        outputs: whether outputs are computed at all; without it, shapes and counts only.
        input_shapes: the shapes to build with where the model does not know its own, batch axis included.

    Returns:
        An outcome whose value is a dict: `input_shapes`, `output_shape`, `parameters`,
        `trainable_parameters`, `layers` and, where asked for, `output` and `training_output` (shapes and
        outputs are lists of these where the model has several outputs);
        or a handle that names the type of what came back, where that is no model.
    """
    options: dict[str, Any] = {"training": training, "outputs": outputs}
    try:
        importlib.import_module("keras")  # for whatever is imported computes in full float32
        with full_float32():
            observed = _observe_graph(build, args, kwargs, **options) or _observe_anything(
                build, args, kwargs, input_shapes, **options
            )
    except (KeyboardInterrupt, MemoryError, Interruption):
        raise
    except BaseException as error:
        return Outcome(raised=describe_error(error))
    return Outcome(value=observed)


def _observe_graph(
    build: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any], **options: bool
) -> dict[str, Any] | None:
    """Builds and observes a model whose variables never come to be, which takes a third of the time.

    Returns:
        The observation; None if that is not possible: the model is no graph of layers, or something is wrong.
    """
    import keras

    try:
        with keras.StatelessScope(initialize_variables=False), _no_first_values():
            model = _as_model(*_build(build, args, kwargs))
        if model is None or not getattr(model, "outputs", None):
            return None
        with _values_by_role(model):
            return _observe(model, [list(tensor.shape) for tensor in model.inputs], **options)
    except (KeyboardInterrupt, MemoryError, Interruption):
        raise
    except BaseException:
        return None
    finally:
        _forget_uninitialized_variables()


def _values_by_role(model: Any) -> Any:
    """A scope in which every float variable of a model has the value that its role and shape give it.

    A large one is made when a layer asks for it and goes with it: a ResNet-50 has 100 MB of them in all.
    """
    import keras

    variables = {id(variable): variable for variable in model.variables}

    class ValuesByRole(keras.StatelessScope):  # type: ignore[misc]
        def get_current_value(self, variable: Any) -> Any:
            found = super().get_current_value(variable)
            if found is None and id(variable) in variables and (value := _value_by_role(variable)) is not None:
                found = keras.ops.convert_to_tensor(value, dtype=variable.dtype)
                if value.size <= MAX_DRAWN:
                    self.add_update((variable, found))
            return found

    return ValuesByRole(initialize_variables=False)


@contextmanager
def _no_first_values() -> Iterator[None]:
    """Puts off variables with a given first value too, as an optimizer has; a stateless scope alone refuses them."""
    from keras.src.backend.common.variables import Variable

    make = Variable.__init__

    @functools.wraps(make)
    def put_off(self: Any, initializer: Any, shape: Any = None, dtype: Any = None, *args: Any, **kwargs: Any) -> None:
        if callable(initializer) or isinstance(initializer, str):
            make(self, initializer, shape, dtype, *args, **kwargs)
        else:
            dtype = dtype or getattr(initializer, "dtype", None)
            make(self, lambda shape, dtype: initializer, np.shape(initializer), dtype, *args, **kwargs)

    Variable.__init__ = put_off
    try:
        yield
    finally:
        Variable.__init__ = make


def _forget_uninitialized_variables() -> None:
    """Without this, Keras would give them values after all, when the next model is built, and keep them until then."""
    from keras.src.backend.common import global_state

    global_state.set_global_attribute("uninitialized_variables", [])


def _observe_anything(
    build: Callable[..., Any],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    input_shapes: Sequence[Shape] | None,
    **options: bool,
) -> dict[str, Any] | Handle:
    result = _build(build, args, kwargs)
    model = _as_model(*result)
    if model is None:
        return Handle(0, type(result[0]).__name__)
    shapes = _input_shapes(model, input_shapes)
    if not getattr(model, "outputs", None):
        model(_batch(_inputs(shapes)), training=False)  # it gets its variables only now
    set_weights_by_role(model)
    return _observe(model, shapes, **options)


def with_keras_inputs(value: Any, created: list[Any]) -> Any:
    """Replaces every `KerasInput` in a value by a `keras.Input`, which is added to `created`.

    Each `KerasNetwork` becomes a `keras.Model`, each `Tensor` a tensor.
    """
    if isinstance(value, KerasInput):
        import keras

        created.append(keras.Input(value.shape))
        return created[-1]
    if isinstance(value, dict):
        return {key: with_keras_inputs(item, created) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(with_keras_inputs(item, created) for item in value)
    if isinstance(value, KerasNetwork):
        return _network(value)
    if isinstance(value, Tensor):
        import keras

        return keras.ops.convert_to_tensor(value.array)
    return value


def _network(described: KerasNetwork) -> Any:
    """Makes the model that is described."""
    import keras

    def chained(parts: list[Any], **settings: Any) -> Any:
        inputs = x = keras.Input(described.shape)
        for part in parts:
            x = part(x)
        return keras.Model(inputs, x, **settings)  # unlike a Sequential it knows its input and output

    parts = [getattr(keras.layers, name)(**arguments) for name, arguments in described.parts()]
    for name in described.model_names:
        parts = [chained(parts, name=name)]
    name, arguments = described.last_part()
    parts.append(getattr(keras.layers, name)(**arguments))
    network = chained(parts, name="network")
    if described.frozen:
        network.trainable = False  # which, unlike the constructor's argument, is handed down to the layers
    return network


def with_plain_tensors(value: Any) -> Any:
    """Replaces every tensor in a value by a `Tensor`, which travels; needs no Keras where none was imported."""
    keras = sys.modules.get("keras")
    if isinstance(value, dict):
        return {key: with_plain_tensors(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(with_plain_tensors(item) for item in value)
    if keras is not None and keras.ops.is_tensor(value) and not isinstance(value, keras.KerasTensor):
        return Tensor(np.asarray(keras.ops.convert_to_numpy(value)))
    return value


def _build(build: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, list[Any]]:
    created: list[Any] = []
    args = with_keras_inputs(list(args), created)
    kwargs = with_keras_inputs(dict(kwargs), created)
    return build(*args, **kwargs), created


def _as_model(result: Any, inputs: list[Any]) -> Any:
    import keras

    if isinstance(result, keras.Model):
        return result
    tensors = list(result) if isinstance(result, (list, tuple)) else [result]
    if inputs and tensors and all(isinstance(tensor, keras.KerasTensor) for tensor in tensors):
        return keras.Model(inputs if len(inputs) > 1 else inputs[0], tensors if len(tensors) > 1 else tensors[0])
    return None


def _input_shapes(model: Any, fallback: Sequence[Shape] | None) -> list[list[int | None]]:
    known = getattr(model, "inputs", None)
    if known:
        return [list(tensor.shape) for tensor in known]
    if not fallback:
        raise ValueError("the model does not know its input shape; start it with keras.Input(...)")
    return [list(shape) for shape in fallback]


def _inputs(shapes: Sequence[Shape]) -> list[np.ndarray]:
    rng = np.random.default_rng(7)
    sizes = [[BATCH, *(8 if n is None else n for n in shape[1:])] for shape in shapes]
    return [rng.standard_normal(size).astype(np.float32) for size in sizes]


def _batch(inputs: list[np.ndarray]) -> Any:
    return inputs if len(inputs) > 1 else inputs[0]


def _observe(model: Any, shapes: list[list[int | None]], *, training: bool, outputs: bool) -> dict[str, Any]:
    inputs = _inputs(shapes)
    output = _as_arrays(model(_batch(inputs), training=False)) if outputs else None
    shape = _output_shape_for(model, inputs) if output is None else _shape_of(output)
    observed: dict[str, Any] = {
        "input_shapes": [shape[1:] for shape in shapes],
        "output_shape": _without_batch(shape),
        "parameters": int(model.count_params()),
        "trainable_parameters": sum(int(np.prod(v.shape)) for v in model.trainable_variables),
        "layers": [{key: row[key] for key in ("kind", "output_shape", "parameters")} for row in layer_table(model)],
    }
    if output is not None:
        observed["output"] = output
    if outputs and training:
        observed["training_output"] = _as_arrays(model(_batch(inputs), training=True))
    return observed


def _as_arrays(output: Any) -> Any:
    """The array of a model's output, or a list of arrays where it has several.

    Raises:
        TypeError: if the outputs stand in a dict, by their names.
    """
    _require_no_dict(output)
    return [np.asarray(part) for part in output] if isinstance(output, (list, tuple)) else np.asarray(output)


def _require_no_dict(output: Any) -> None:
    if isinstance(output, dict):
        raise TypeError("the model gives a dict of outputs; give one output, or a list of them")


def _without_batch(shape: Any) -> list[Any]:
    """A shape without its batch axis, or a list of such shapes where there are several outputs."""
    if any(isinstance(part, (list, tuple)) for part in shape):
        return [_without_batch(part) for part in shape]
    return [int(n) for n in shape[1:]]


def _output_shape_for(model: Any, inputs: list[np.ndarray]) -> Any:
    """The shape of the output, or of each of several: by calculation where the model is a graph, else by a call."""
    if getattr(model, "outputs", None):
        shapes = [array.shape for array in inputs]
        shape = model.compute_output_shape(shapes if len(shapes) > 1 else shapes[0])
        _require_no_dict(shape)
        return shape
    return _shape_of(_as_arrays(model(_batch(inputs), training=False)))


def _shape_of(output: Any) -> Any:
    return [array.shape for array in output] if isinstance(output, list) else output.shape


def set_weights_by_role(model: Any) -> None:
    """Gives every float variable of a model values drawn from its role and shape alone."""
    for variable in model.variables:
        if (value := _value_by_role(variable)) is not None:
            variable.assign(value)


def _value_by_role(variable: Any) -> np.ndarray | None:
    if "float" not in str(variable.dtype):
        return None
    drawn = _drawn(str(variable.name), _grouped(tuple(variable.shape)))
    return np.resize(drawn, tuple(variable.shape))


@functools.lru_cache(maxsize=64)
def _drawn(role: str, shape: tuple[int, ...]) -> np.ndarray:
    """What a variable's values are repeats of."""
    rng = np.random.default_rng(zlib.crc32(f"{role} {shape}".encode()))
    drawn = min(int(np.prod(shape)), MAX_DRAWN)
    if "variance" in role or role == "gamma":
        values = rng.uniform(0.5, 1.5, drawn)
    elif len(shape) >= 2:
        values = rng.standard_normal(drawn) / np.sqrt(np.prod(shape[:-1]))
    else:
        values = 0.2 * rng.standard_normal(drawn)
    return values.astype(np.float32)


def _grouped(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape under which a kernel is drawn: a depthwise one (h, w, c, 1) as the grouped one (h, w, 1, c) that it is."""
    return (*shape[:2], 1, shape[2]) if len(shape) == 4 and shape[3] == 1 else shape


def layer_table(model: Any) -> list[dict[str, Any]]:
    """The layers of a model, nested ones opened: `name`, `kind`, `output_shape` (no batch axis), `parameters`."""
    import keras

    rows: list[dict[str, Any]] = []
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            rows += layer_table(layer)
        else:
            rows.append(
                {
                    "name": str(layer.name),
                    "kind": type(layer).__name__,
                    "output_shape": _output_shape(layer),
                    "parameters": int(layer.count_params()) if layer.built else 0,
                }
            )
    return rows


def _output_shape(layer: Any) -> list[int | None] | None:
    try:
        return list(layer.output.shape[1:])
    except (AttributeError, ValueError):
        return None


_FIELDS = ("input_shapes", "output_shape", "parameters", "trainable_parameters", "output", "training_output")


def diagnose_model(
    actual: Outcome, expected: Outcome, call: Call, *, tolerance: Tolerance, known: Sequence[Known] = ()
) -> Diagnosis | None:
    """Says what is wrong with a model, from the two observations of `observe_model`.

    Args:
        actual: the student's observation.
        expected: the reference's.
        call: the call that built both, for the report.
        tolerance: how near outputs must be.
        known: the observations of catalogued wrong builders.

    Returns:
        The diagnosis, or None where the model behaves right.
    """
    found = _find(actual, expected, call, tolerance)
    if found is None:
        return None
    telling = [item for item in known if not behaves_right(item.outcome, expected, tolerance)]
    matching = [item for item in telling if same_behaviour(actual, item.outcome, expected, tolerance)]
    return explain(found, call, without_layers(actual), matching)


def same_behaviour(actual: Outcome, other: Outcome, expected: Outcome, tolerance: Tolerance) -> bool:
    """Whether a model does what a known mistake's does; their tables of layers do not count."""
    same = same_outcome(without_layers(actual), without_layers(other), without_layers(expected), tolerance)
    return same and _sizes(actual) == _sizes(other)


def behaves_right(outcome: Outcome, expected: Outcome, tolerance: Tolerance) -> bool:
    """Whether an observation is of a model that does what it should; its table of layers does not count."""
    right = is_right(without_layers(outcome), without_layers(expected), tolerance)
    return right and _sizes(outcome) == _sizes(expected)


def _sizes(outcome: Outcome) -> list[Any]:
    """Shapes and numbers of parameters, which no tolerance is for: 256 of 23 million make another model."""
    observed = outcome.value if isinstance(outcome.value, dict) else {}
    return [observed.get(name) for name in _FIELDS[:4]]


def without_layers(outcome: Outcome) -> Outcome:
    """An observation without its table of layers, which explains but is no part of what a model does."""
    if isinstance(outcome.value, dict):
        return Outcome(value={key: outcome.value[key] for key in _FIELDS if key in outcome.value})
    return outcome


def _find(actual: Outcome, expected: Outcome, call: Call, tolerance: Tolerance) -> Diagnosis | None:
    name = call.function
    if actual.raised:
        return diagnose_error(actual.raised, name)
    if not _is_observation(actual.value):
        kind = actual.value.kind if isinstance(actual.value, Handle) else type(actual.value).__name__
        if kind == "KerasTensor":  # where it begins at an input of ours, a model has been made of it
            sentence = f"{name} should return a Keras model, but it returned the output of a layer: keras.Model(inputs, outputs) makes one of it."
            return Diagnosis("type", sentence)
        return Diagnosis(
            "type",
            f"{name} should return a Keras model or a layer's output, but it returned {kind}."
            + (" Is there a return at the end?" if kind == "NoneType" else ""),
        )
    found = _compare_observations(actual.value, expected.value, tolerance)
    if found is None:
        return None
    return replace(found, received=_summary(actual.value), expected=_summary(expected.value))


def _summary(observed: dict[str, Any]) -> str:
    return f"output {_shape(observed['output_shape'])}, {observed['parameters']:,} parameters"


def _is_observation(value: Any) -> bool:
    """Whether a value has the form of an observation; the sandbox may send anything."""
    if not isinstance(value, dict) or not set(_FIELDS[:4]) <= set(value):
        return False
    shapes = (value["input_shapes"], value["output_shape"])
    counts = (value["parameters"], value["trainable_parameters"])
    return all(map(_is_shape, shapes)) and all(type(item) is int and 0 <= item < 2**63 for item in counts)


def _is_shape(value: Any) -> bool:
    """Whether a value is a shape, or a list of shapes, of a size that can be."""
    if not isinstance(value, list) or len(value) > MAX_AXES:
        return False
    return all(item is None or type(item) is int or (isinstance(item, list) and _is_axes(item)) for item in value)


def _is_axes(value: list[Any]) -> bool:
    return len(value) <= MAX_AXES and all(item is None or type(item) is int for item in value)


def _compare_observations(actual: dict[str, Any], expected: dict[str, Any], tolerance: Tolerance) -> Diagnosis | None:
    table = _compare_tables(actual.get("layers"), expected.get("layers"))
    for key, noun in (("input_shapes", "input"), ("output_shape", "output")):
        if actual[key] != expected[key]:
            wanted, given = _shape(expected[key]), _shape(actual[key])
            sentence = f"The {noun} of the model should have shape {wanted} for one example, but it has {given}."
            if wanted == given:
                forms = ("a list of one output", "the output itself, in no list")
                wanted, given = forms if _is_list(expected[key]) else forms[::-1]
                sentence = f"The model should give {wanted}, but it gives {given}."
            return Diagnosis("shape", sentence + table)
    for key, noun in (("parameters", "parameters"), ("trainable_parameters", "trainable parameters")):
        if actual[key] != expected[key]:
            more = actual[key] - expected[key]
            return Diagnosis(
                "model",
                f"The model has {actual[key]:,} {noun}, {abs(more):,} too {'many' if more > 0 else 'few'}.{table}",
            )
    for key, mode in (("output", "inference"), ("training_output", "training")):
        if key in expected and (found := difference(actual.get(key), expected[key], tolerance)) is not None:
            return Diagnosis(
                "model",
                "The model has the right shape and number of parameters, but with the same weights "
                f"and the same input its output differs in {mode} mode: look at the order and the wiring "
                f"of the layers.{table}"
                if found.kind != "not_finite"
                else found.message,
            )
    return None


def _is_list(shape: Any) -> bool:
    """Whether it is the shape of a list of outputs, which may hold one."""
    return bool(shape) and all(isinstance(part, list) for part in shape)


def _shape(value: Any) -> str:
    if _is_list(value):
        return ", ".join(str(tuple(shape)) for shape in value)
    return str(tuple(value))


def _compare_tables(actual: Any, expected: Any) -> str:
    """One sentence on the kinds of layer that are too few or too many; a help, never a reason to reject."""
    if not isinstance(actual, list) or not isinstance(expected, list):
        return ""
    counts = [Counter(_kinds(rows)) for rows in (actual, expected)]
    changes = {kind: counts[0][kind] - counts[1][kind] for kind in {*counts[0], *counts[1]} - {"InputLayer"}}
    words = [f"{kind} {'+' if n > 0 else '-'}{abs(n)}" for kind, n in sorted(changes.items()) if n]
    if len(words) > MAX_TOLD:
        words[MAX_TOLD:] = [f"and {len(words) - MAX_TOLD:,} other kinds"]
    return f" Beside a right model, yours has these layers more or less: {', '.join(words)}." if words else ""


def _kinds(rows: list[Any]) -> Iterator[str]:
    for row in rows:
        if isinstance(row, dict) and isinstance(kind := row.get("kind"), str):
            yield clean_line(kind, limit=MAX_KIND)


def _compiled(model: Any) -> dict[str, Any] | None:
    if not getattr(model, "compiled", False):
        return None
    loss = model.loss
    return {
        "loss": loss if isinstance(loss, str) else type(loss).__name__,
        "optimizer": type(model.optimizer).__name__,
        "metrics": [str(getattr(metric, "name", metric)) for metric in getattr(model, "metrics", [])],
    }


def _train_on_batch(model: Any, x: Any, y: Any) -> float:
    model.run_eagerly = True  # tracing and compiling a graph takes far longer than one step
    return float(np.asarray(model.train_on_batch(x, y, return_dict=True)["loss"]))


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "input_shape": lambda model: tuple(model.input_shape),
    "output_shape": lambda model: tuple(model.output_shape),
    "count_params": lambda model: int(model.count_params()),
    "predict": lambda model, x, training=False: _as_arrays(model(x, training=training)),
    "layer_table": layer_table,
    "compiled": _compiled,
    "train_on_batch": _train_on_batch,
    "get_weights": lambda model: [np.asarray(w) for w in model.get_weights()],
    "set_weights": lambda model, weights: model.set_weights(weights),
}


def operate(model: Any, operation: str, args: Sequence[Any]) -> Any:
    """Does one of the few named operations on a model.

    Raises:
        KeyError: if there is no operation of that name.
    """
    with full_float32():
        return _OPERATIONS[operation](model, *args)
