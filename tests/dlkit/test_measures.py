"""Measuring what has no golden answer: one sentence for what is off, the same in the notebook and in the judge."""

import numpy as np
import pytest

from dlkit.comparing import (
    Call,
    Diagnosis,
    FunctionHere,
    Known,
    Mismatch,
    ModelView,
    Outcome,
    Raised,
    Tensor,
    Tolerance,
    diagnose_measure,
    load_measures,
    observe_measure,
)
from dlkit.course import CourseError

SHARE, SHARED = "Half of the coins should show 1.", "Every coin should fall for itself."
CALL, NEAR = Call("toss", ("shape", "rng"), (), {}), Tolerance(0.0, 0.05)


def coins(toss, draw, *, count):
    tossed = toss((2, count), np.random.default_rng(draw))
    assert np.all((tossed == 0) | (tossed == 1)), "A coin shows 0 or 1."
    return {SHARE: np.mean(tossed), SHARED: np.mean(tossed[0] == tossed[1])}


def toss(shape, rng):
    return rng.integers(2, size=shape)


def measured(function, forms=()):
    return observe_measure(
        coins, FunctionHere(function, CALL.function, CALL.names), draw=3, sizes={"count": 2000}, forms=forms
    )


RIGHT = measured(toss)


def told(function, known=()):
    return diagnose_measure(measured(function, RIGHT.forms), RIGHT, CALL, tolerance=NEAR, known=known)


@pytest.mark.parametrize(
    "other",
    [
        lambda shape, rng: rng.random(shape) < 0.5,
        lambda shape, rng: (rng.random(shape) < 0.5).astype(np.float32),
        lambda shape, rng: [[int(rng.random() < 0.5) for _ in range(shape[1])] for _ in range(shape[0])],
    ],
)
def test_another_way_to_draw_is_right(other):
    assert told(lambda shape, rng: np.asarray(other(shape, rng))) is None


def one_coin_for_both(shape, rng):
    return np.repeat(rng.integers(2, size=(1, shape[1])), shape[0], axis=0)


def test_the_sentence_of_the_first_number_that_is_off_is_told_with_both_numbers():
    found = told(lambda shape, rng: (rng.random(shape) < 0.8).astype(int))
    assert (found.kind, found.message) == ("property", SHARE)
    assert (found.received, found.expected) == ("0.8", "about 0.489")
    assert told(one_coin_for_both).message == SHARED


def test_a_known_mistake_is_told_by_its_hint_if_every_number_is_near():
    known = [
        Known("other", "Another.", measured(lambda shape, rng: np.zeros(shape, int))),
        Known("shared", "One coin.", measured(one_coin_for_both)),
    ]
    assert told(one_coin_for_both, known).explains == (("shared", "One coin."),)
    assert not told(lambda shape, rng: np.ones(shape, int), known).explains


def test_an_error_is_told_with_the_students_own_lines():
    source = "def toss(shape, rng):\n    return rng.integers(2, size=shape) / nothing"
    space = {}
    exec(compile(source, "<cell toss>", "exec"), space)
    found = told(space["toss"])
    assert found.kind == "raised"
    assert "NameError: name 'nothing' is not defined" in found.message
    assert "in toss, line 2" in found.traceback


def test_a_stub_is_not_written_yet():
    def stub(shape, rng):
        raise NotImplementedError("toss")

    assert told(stub).kind == "not_written"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda shape, rng: toss(shape[::-1], rng), "should have shape (2, 2000), but it has shape (2000, 2)"),
        (lambda shape, rng: None, "Is there a return at the end?"),
        (lambda shape, rng: "heads", "should be an array"),
        (lambda shape, rng: toss(shape, rng) + 1, "A coin shows 0 or 1."),
        (lambda shape, rng: np.full(shape, np.nan), "NaN"),
    ],
)
def test_another_form_is_told_before_anything_is_measured(answer, words):
    assert words in told(answer).message


def test_an_argument_that_is_changed_is_told_where_all_numbers_are_right():
    def shuffle(values, rng):
        rng.shuffle(values)
        return values

    def first(shuffled, draw):
        return {
            "It should be shuffled.": float(np.any(shuffled(np.arange(9), np.random.default_rng(draw)) != range(9)))
        }

    call = Call("shuffle", ("values", "rng"), (), {})
    right, in_place = (
        observe_measure(first, FunctionHere(f, call.function, call.names), draw=1, sizes={})
        for f in (lambda values, rng: rng.permutation(values), shuffle)
    )
    found = diagnose_measure(in_place, right, call, tolerance=NEAR)
    assert found.kind == "changed_argument"
    assert "values" in found.message


def test_what_ends_the_process_is_no_outcome_of_the_measure():
    class Gone(FunctionHere):
        def outcome(self, args, kwargs):
            raise Mismatch(Diagnosis("timed_out", "too slow"))

    with pytest.raises(Mismatch, match="too slow"):
        observe_measure(coins, Gone(toss, CALL.function, CALL.names), draw=3, sizes={"count": 10})


def test_a_sentence_and_numbers_are_different_outcomes():
    assert diagnose_measure(Outcome("What came back is odd."), RIGHT, CALL, tolerance=NEAR).message.endswith("odd.")


def test_what_could_not_travel_is_told_by_its_type_and_a_known_mistake_is_found_by_it():
    def dice(shape, rng):
        return iter([])

    found = told(dice, [Known("dice", "Not dice.", measured(dice, RIGHT.forms))])
    assert "toss returned a value of type list_iterator" in found.message
    assert found.explains == (("dice", "Not dice."),)


def test_an_error_is_known_whether_or_not_the_batch_is():
    one, other, third = (
        Outcome(raised=Raised("ValueError", f"target.shape={shape}, output.shape=(2, 3)"))
        for shape in ("(9,)", "(None,)", "(9, 1)")
    )
    assert diagnose_measure(one, RIGHT, CALL, tolerance=NEAR, known=[Known("a", "Hint.", other)]).explains
    assert not diagnose_measure(one, RIGHT, CALL, tolerance=NEAR, known=[Known("a", "Hint.", third)]).explains


# Keras models


def steps(train, draw):
    network = train.network((2, 1), 3, softmax=True)
    network.set_weights([np.zeros((2, 3), np.float32), np.zeros(3, np.float32)])
    first = train(network, np.ones((4, 2, 1)), np.full(4, draw))
    second = train(network, np.ones((4, 2, 1)), np.full(4, draw))
    return {"The first loss is off.": first, "The second loss is off.": second, "Compiled.": bool(network.compiled)}


def descend(model, x, y):
    if not model.compiled:
        model.compile("sgd", "sparse_categorical_crossentropy")
    return model.fit(x, y, verbose=0).history["loss"][0]


def test_a_network_is_the_same_in_every_call():
    numbers = list(observe_measure(steps, FunctionHere(descend, "train", ["model"]), draw=1, sizes={}).value.values())
    assert numbers[0] == pytest.approx(np.log(3), abs=1e-3)
    assert numbers[1] < numbers[0] - 1e-2
    assert numbers[2] == 1


def test_training_steps_are_eager_only_while_they_are_measured():
    import tensorflow as tf

    seen = []

    def train(model, x, y):
        seen.append(tf.config.functions_run_eagerly())
        return 0.0

    observe_measure(steps, FunctionHere(train, "train", ["model"]), draw=1, sizes={})
    assert seen == [True, True]
    assert not tf.config.functions_run_eagerly()


def test_a_model_that_comes_back_is_seen_by_its_operations_and_a_tensor_is_one():
    import keras

    def build(x):
        assert keras.ops.is_tensor(x)
        return keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])

    def shape(build, draw):
        model = build(Tensor(np.ones((1, 2))))
        assert isinstance(model, ModelView)
        return {"Units.": model.output_shape[-1], "Rows.": len(model.predict(np.ones((5, 2))))}

    assert list(observe_measure(shape, FunctionHere(build, "build", ["x"]), draw=1, sizes={}).value.values()) == [3, 5]


def test_an_error_of_a_models_own_operation_is_told():
    import keras

    def wide(build, draw):
        return {"Rows.": len(build().predict(np.ones((5, 7))))}

    def build():
        return keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])

    with pytest.raises(Mismatch, match=r"the model of build stopped with an error in predict: ValueError"):
        observe_measure(wide, FunctionHere(build, "build", []), draw=1, sizes={})


# The file


def test_missing_measures_are_told_in_one_sentence(tmp_path):
    with pytest.raises(CourseError, match=r"measures\.py is missing: checks of .* ask for the measures"):
        load_measures(tmp_path / "measures.py")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import numpy as np\n\ndef coins(toss, draw:\n", "measures.py, line 3: SyntaxError"),
        ("import numpy as np\n\nHALF = nunpy.ones(3)\n", "measures.py, line 3: NameError: name 'nunpy' is not defined"),
    ],
)
def test_broken_measures_are_told_with_file_and_line(tmp_path, text, words):
    (tmp_path / "measures.py").write_text(text)
    with pytest.raises(CourseError) as told:
        load_measures(tmp_path / "measures.py")
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_a_return_that_is_missing_everywhere_is_the_cause_of_what_is_measured_too():
    forms = measured(toss).forms
    found = diagnose_measure(measured(lambda shape, rng: print(shape), forms), measured(toss), CALL, tolerance=NEAR)
    assert found.cause == "nothing"
    assert found.message.endswith("but it is None. Is there a return at the end?")
    other = diagnose_measure(measured(lambda shape, rng: "heads", forms), measured(toss), CALL, tolerance=NEAR)
    assert other.cause == ""
