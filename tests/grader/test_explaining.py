"""The whole story of a verdict: the same verdict, calls that can be pasted, and others' text that stays text."""

import re
from dataclasses import replace

import numpy as np
import pytest

from dlkit.comparing import Call, KerasInput, KerasNetwork
from grader.judging import explain
from grader.judging.explaining.explanation import first_difference
from grader.judging.explaining.pasting import INLINE, call_as_code, value_as_code
from grader.terminal.explanations.lines import story_lines
from grader.terminal.explanations.page import write_page
from grader.terminal.explanations.story import Data, Story

HOSTILE = "\x1b[31m<script>alert(1)</script>\u202e"
MINUS_FORGOTTEN = "def sigmoid(z):\n    return 1 / (1 + np.exp(np.asarray(z, dtype=float)))"


@pytest.fixture(scope="module")
def wrong(hand_in, solved):
    """A notebook with a known mistake, an error in what builds on nothing, and an answer with hostile text."""
    return hand_in(
        {
            **solved,
            "sigmoid": MINUS_FORGOTTEN,
            "cost": f"def cost(A, Y):\n    return {{{HOSTILE!r}: 1.0}}",
            "standardize": f"def standardize(X, mean, std):\n    raise ValueError({HOSTILE!r})",
        }
    )


@pytest.fixture(scope="module")
def explained(judge, wrong):
    return explain(judge, "ada", wrong, seed=3)


def _exercise(explained, name):
    return next(item for item in explained.exercises if item.result.name == name)


def test_it_comes_to_the_same_verdict_as_the_judge(judge, wrong, explained):
    assert replace(explained.result, seconds=0) == replace(judge.judge("ada", wrong, seed=3), seconds=0)


def test_one_exercise_is_explained_as_among_all(judge, wrong, explained):
    alone = explain(judge, "ada", wrong, seed=3, exercise="gradients")
    assert [item.result for item in alone.exercises] == [_exercise(explained, "gradients").result]


def test_each_check_has_its_words_weight_and_place_and_what_was_told(explained):
    exercise = _exercise(explained, "sigmoid")
    (run,) = exercise.runs
    assert [(check.name, check.weight) for check in run.checks] == [
        (check.name, check.weight) for check in exercise.result.checks
    ]
    assert {check.diagnosis.mistake for check in run.checks} == {"minus_forgotten"}
    assert all(
        "def test_" in check.source and check.place.startswith("logistic_regression.py:") for check in run.checks
    )
    assert [source for _, source in exercise.code] == [MINUS_FORGOTTEN]


def _evaluated(snippet, **names):
    names = {"np": np, "data": snippet.arrays, **names}
    *above, last = snippet.code.splitlines()
    exec("\n".join(above), names)
    return eval(last, names)


def _same(one, other):
    assert type(one) is type(other)
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        for key, value in one.items():
            _same(value, other[key])
    else:
        np.testing.assert_array_equal(one, other)
        assert np.asarray(one).dtype == np.asarray(other).dtype


def test_a_pasted_call_gives_what_came_and_the_solution_gives_what_was_expected(explained, judge):
    mine = {"np": np}
    exec(MINUS_FORGOTTEN, mine)
    compared = 0
    for run in _exercise(explained, "sigmoid").runs:
        for call in (call for check in run.checks for call in check.calls):
            _same(_evaluated(call.code, sigmoid=mine["sigmoid"]), _evaluated(call.came))
            right = _evaluated(call.code, sigmoid=judge.authored.solution.sigmoid)
            np.testing.assert_array_equal(right, _evaluated(call.expected))
            compared += 1
    assert compared >= 6


def test_it_says_which_mistakes_an_answer_was_compared_with(explained):
    (run,) = _exercise(explained, "sigmoid").runs
    for call in (call for check in run.checks for call in check.calls):
        does = {item.name: item.does for item in call.mistakes}
        assert does.pop("minus_forgotten") == "the same"
        assert does
        assert set(does.values()) <= {"something else", "right here"}


def test_the_first_difference_is_one(explained):
    (run,) = _exercise(explained, "sigmoid").runs
    told = [call.difference for check in run.checks for call in check.calls]
    assert all(re.search(r"\d+ of \d+ numbers differ; the first is .* came, .* was expected", text) for text in told)


def test_what_was_replaced_and_which_run_counts(explained):
    as_handed_in, followed = _exercise(explained, "predict_proba").runs
    assert (as_handed_in.counts, dict(as_handed_in.replaced)) == (False, {})
    assert (followed.counts, dict(followed.replaced)) == (True, {"sigmoid": None})
    assert all(check.diagnosis is None and check.calls for check in followed.checks)


def test_what_ends_or_raises_is_told_in_place_of_a_value(explained):
    (run,) = _exercise(explained, "standardize").runs
    came = [call.came.code for check in run.checks for call in check.calls]
    assert came
    assert all(text.startswith("# raises ValueError: ") for text in came)


def test_others_text_acts_neither_on_a_terminal_nor_on_a_page(explained, tmp_path):
    story = Story(f"ada {HOSTILE}", explained, (HOSTILE,))
    lines = "\n".join(story_lines(story, Data(None), everything=True))
    write_page([story], tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    for text in (lines, page):
        assert "alert(1)" in text
        assert not set(text) & {"\x1b", "\u202e"}
    assert "<script" not in page


def test_a_page_has_the_picture_of_a_difference_of_two_axes(explained, tmp_path):
    write_page([Story("ada", explained)], tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert re.search(r'<svg[^>]*aria-label="difference: [1-9]', page)


def test_what_cannot_be_read_is_explained_by_its_reason(judge):
    found = explain(judge, "eve", b'{"cells": [')
    assert (found.result.status, found.exercises) == ("unreadable", ())
    assert explain(judge, "eve", None).result.status == "missing"


VALUES = {
    "array": np.arange(6.0).reshape(2, 3) / 7,
    "single": np.float32(0.1),
    "odd": np.array([np.nan, np.inf, -np.inf, -0.0]),
    "empty": np.zeros((0, 3), dtype=np.int32),
    "zero_dimensional": np.array(3, dtype=np.uint8),
    "truths": np.array([True, False]),
    "complex": np.array([1 + 2j]),
    "nested": {"W1": [np.ones(3), (1, None, "a'\x1b\n")], 2: (True,)},
    "number": float("inf"),
    "large": np.random.default_rng(0).normal(size=(INLINE, 2)),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_as_code_is_the_value(name):
    snippet = value_as_code(VALUES[name], name)
    back = eval(snippet.code, {"np": np, "data": snippet.arrays})
    np.testing.assert_equal(back, VALUES[name])
    assert type(back) is type(VALUES[name])
    assert getattr(back, "dtype", None) == getattr(VALUES[name], "dtype", None)
    assert "\x1b" not in snippet.code


def test_large_arrays_are_loaded_from_their_file(tmp_path, explained):
    large = VALUES["large"]
    call = Call("f", ("x",), (large,), {"y": [large + 1, 2]})
    first = explained.exercises[0].runs[0].checks[0].calls[0]
    asked = replace(first, code=call_as_code(call), came=value_as_code(large + 2, "came"), expected=None)
    code = Data(tmp_path, str(tmp_path)).code(asked, asked.code, "f-1")
    came = Data(tmp_path, str(tmp_path)).code(asked, asked.came, "f-1")
    *above, last = code.splitlines()
    names = {"np": np, "f": lambda x, y: (x, y)}
    exec("\n".join(above), names)
    x, (y, two) = eval(last, names)
    np.testing.assert_array_equal([x, y], [large, large + 1])
    exec(came.splitlines()[0], names)
    np.testing.assert_array_equal(eval(came.splitlines()[1], names), large + 2)
    assert two == 2


def test_a_generator_draws_the_same_and_keras_stays_keras():
    rng = np.random.default_rng(5)
    rng.normal(size=3)
    before = rng.bit_generator.state
    snippet = call_as_code(Call("draw", ("rng",), (rng,), {}))
    names = {"np": np, "draw": lambda rng: rng.normal(size=4)}
    exec("\n".join(snippet.code.splitlines()[:-1]), names)
    drawn = eval(snippet.code.splitlines()[-1], names)
    assert rng.bit_generator.state == before
    np.testing.assert_array_equal(drawn, rng.normal(size=4))
    code = call_as_code(Call("build", ("x", "net"), (KerasInput((4, None)), KerasNetwork((2, 2), 3, True)), {})).code
    assert "keras.Input((4, None))" in code
    assert 'keras.layers.Dense(3, activation="softmax")' in code


def test_a_network_of_several_layers_can_be_pasted():
    import keras

    from dlkit.comparing import with_keras_inputs

    def paste(network):
        lines = call_as_code(Call("freeze", ("net",), (network,), {})).code.splitlines()
        names = {"keras": keras, "freeze": lambda net: net}
        exec("\n".join(lines[:-1]), names)
        return eval(lines[-1], names)

    network = KerasNetwork((4, 6, 1), 3, False, ("frozen conv 2", "norm", "relu", "pool", "flatten"), nested=1)
    pasted = paste(network)
    assert [layer.name for layer in pasted.layers[1:]] == ["features", "scores"]
    assert [layer.name for layer in pasted.layers[1].layers[1:]] == ["conv1", "norm1", "relu1", "pool1", "flatten1"]
    made = with_keras_inputs(network, [])
    assert [w.shape for w in pasted.trainable_weights] == [w.shape for w in made.trainable_weights]
    assert len(made.trainable_weights) == 4  # gamma, beta, and those of the dense layer
    deep = paste(replace(network, nested=2)).get_layer("features").get_layer("features_2")
    assert [layer.name for layer in deep.layers[1:]] == ["conv1", "norm1", "relu1", "pool1", "flatten1"]
    frozen = paste(KerasNetwork((4,), 3, frozen=True))
    assert not any(layer.trainable for layer in frozen.layers if layer.weights)


def test_the_first_difference_names_part_and_place():
    from dlkit.comparing.arrays import Tolerance

    right = {"dw": np.zeros((2, 2)), "db": 0.0}
    came = {"dw": np.array([[0.0, 0.0], [0.5, 0.0]]), "db": 0.0}
    told = first_difference(came, right, Tolerance(1e-6, 1e-8))
    assert "1 of 4 numbers differ; the first is ['dw'][1, 0]: 0.5 came, 0.0 was expected" in told
    assert first_difference(right, right, Tolerance(1e-6, 1e-8)) == ""
    assert first_difference(np.zeros(3), np.zeros(2), Tolerance(1e-6, 1e-8)) == ""


@pytest.mark.parametrize("name", ["file", "allow_pickle", "x"])
def test_an_argument_may_be_called_as_what_saves_it(name, tmp_path):
    array = np.arange(INLINE + 1.0)
    snippet = call_as_code(Call("f", (name,), (array,), {}))
    np.savez(tmp_path / "call.npz", **snippet.arrays)
    found = {"data": np.load(tmp_path / "call.npz"), "f": lambda given: given}
    lines = snippet.code.splitlines()
    exec("\n".join([*lines[:-1], f"came = {lines[-1]}"]), found)  # what is shown to be pasted
    assert np.array_equal(found["came"], array)


def test_it_says_with_what_the_code_to_paste_begins(explained):
    (line,) = [fact for fact in Story("work", explained).facts if "paste" in fact]
    assert line == "Code to paste begins with: import numpy as np"
