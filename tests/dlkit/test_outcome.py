"""What a call did: its value, its error in the student's own lines, the arguments that it changed."""

import linecache

import numpy as np
import pytest

from dlkit.comparing.compare import diagnose_error
from dlkit.comparing.outcome import MAX_TEXT, headline, observe, unchanged


def student_function(source, name="f"):
    """Define a function as a notebook's cell would."""
    linecache.cache["<cell>"] = (len(source), None, source.splitlines(keepends=True), "<cell>")
    namespace = {"np": np}
    exec(compile(source, "<cell>", "exec"), namespace)
    return namespace[name]


def test_a_call_that_works_gives_its_value():
    outcome = observe(lambda x, y=1: x + y, [2], {"y": 3})
    assert (outcome.value, outcome.raised, outcome.changed) == (5, None, ())


def test_the_function_works_on_copies():
    x, rng = np.zeros(3), np.random.default_rng(1)
    state = rng.bit_generator.state

    def f(x, pair, rng):
        x += 1
        pair[0][:] = 7
        rng.normal()

    observe(f, [x, [np.zeros(2)], rng], {})
    assert np.array_equal(x, np.zeros(3))
    assert rng.bit_generator.state == state


def test_a_changed_argument_is_named():
    def f(w, grads, options):
        w += 1
        grads["dw"] *= 0
        options["new"] = 1

    outcome = observe(f, [np.zeros(2)], {"grads": {"dw": np.ones(2)}, "options": {}})
    assert outcome.changed == ("w", "grads", "options")


def test_a_changed_argument_without_a_name_is_numbered():
    outcome = observe(lambda *args: args[1].sort(), [np.zeros(2), np.array([2, 1])], {}, names=["a"])
    assert outcome.changed == ("argument 2",)


def test_a_list_that_is_sorted_in_place_is_changed():
    scores = [{"score": 0.5}, {"score": float("nan")}, {"score": 0.75}]
    assert observe(lambda trials: trials.reverse(), [scores], {}).changed == ("trials",)
    assert observe(lambda trials: list(trials), [scores], {}).changed == ()


def test_an_argument_written_with_the_same_numbers_is_not_changed():
    assert observe(lambda x: x.__imul__(1), [np.array([1.0, np.nan])], {}).changed == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (np.zeros(2), np.zeros((1, 2))),
        (np.zeros(2), np.zeros(2, np.float32)),
        (np.array([0.0]), np.array([-0.0])),
        ([1, np.zeros(1)], [1, np.ones(1)]),
        ({"a": np.zeros(1)}, {"b": np.zeros(1)}),
        ([np.zeros(1)], []),
        ([0.5, 0.25], [0.25, 0.5]),
        ([float("nan"), 1.0], [1.0, float("nan")]),
        ({"t": 3}, {"t": 4}),
        (["relu"], ["tanh"]),
        ({"best": None}, {"best": 2}),
    ],
)
def test_shape_dtype_sign_of_zero_and_nesting_count_as_change(before, after):
    assert not unchanged(before, after)


def test_an_error_is_told_with_the_lines_of_the_students_code_only():
    f = student_function("def g(x):\n    return np.linalg.inv(x)\n\ndef f(x):\n    return g(x)\n")
    raised = observe(f, [np.zeros((2, 2))], {}).raised
    assert (raised.type, raised.message) == ("LinAlgError", "Singular matrix")
    assert raised.traceback.splitlines() == [
        "  in f, line 5",
        "    return g(x)",
        "  in g, line 2",
        "    return np.linalg.inv(x)",
        "LinAlgError: Singular matrix",
    ]


def test_a_stub_is_told_from_other_errors():
    def raised(statement):
        return observe(student_function(f"def f():\n    raise {statement}"), [], {}).raised

    assert raised("NotImplementedError('f')").is_stub_of("f")
    assert raised("NotImplementedError").is_stub_of("f")
    assert not raised("NotImplementedError('g')").is_stub_of("f")
    assert not raised("ValueError('f')").is_stub_of("f")


@pytest.mark.parametrize("ending", ["sys.exit(0)", "exit()", "raise GeneratorExit", "raise BaseException('x')"])
def test_every_way_out_of_a_function_is_an_error_of_it(ending):
    assert observe(student_function(f"import sys\ndef f():\n    {ending}"), [], {}).raised is not None


def test_an_error_that_cannot_be_read_harms_nobody():
    source = """
class Awful(Exception):
    def __str__(self):
        raise RuntimeError

def f():
    raise Awful
"""
    raised = observe(student_function(source), [], {}).raised
    assert raised.type == "Awful"
    assert "cannot be read" in raised.message


def test_endless_recursion_is_an_error_like_any_other():
    raised = observe(student_function("def f():\n    return f()"), [], {}).raised
    assert raised.type == "RecursionError"
    assert len(raised.traceback) <= MAX_TEXT


def test_a_message_of_a_million_letters_is_cut():
    raised = observe(student_function("def f():\n    raise ValueError('x' * 10**6)"), [], {}).raised
    assert len(raised.message) <= MAX_TEXT
    assert len(raised.traceback) <= MAX_TEXT


def test_an_error_in_a_keras_layer_is_told_in_its_own_words():
    keras = pytest.importorskip("keras")

    def too_small():
        return keras.layers.MaxPooling2D()(keras.Input((1, 1, 3)))

    raised = observe(too_small, (), {}).raised
    told = diagnose_error(raised, "too_small").message
    assert "output size would be zero or negative" in told
    assert told.endswith("(in MaxPooling2D.call)")
    assert "Exception encountered" not in raised.traceback


def test_an_error_of_tensorflow_is_told_without_the_function_that_it_was_made_into():
    def fails():
        raise ValueError("{{function_node __wrapped__Mul_device_/job:localhost}} Incompatible shapes: [3] vs. [2]")

    assert observe(fails, (), {}).raised.message == "Incompatible shapes: [3] vs. [2]"


def test_a_message_made_to_keep_the_judge_busy_takes_no_time():
    piece = "Exception encountered when calling a().\n\n\x1b[1m"
    for message in (piece * 50_000, piece + "a " * 10**6, piece + " \n" * 10**6):
        assert headline(message) == "Exception encountered when calling a()."
