"""The gate goes red where a check is weak, a hint is missing, or a right answer loses points."""

import copy
import io
import re
import types
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from grader.authoring.catalogue import alternative, entries, mistake
from grader.judging.check_session import CheckSession
from grader.judging.fixtures import Reference
from grader.running.gate import verify
from grader.running.static_faults import lost_entries, names_of_demonstrations
from grader.terminal.tables import verification_table


@mistake("The sign of the exponent is wrong here.")
def turned(z):
    return 1 / (1 + np.exp(np.asarray(z, dtype=float)))


@mistake("The sign of the exponent is wrong here.")
def twin(z):
    return np.tanh(z) - 1


@mistake("These are not really different from right ones.")
def harmless(n_x):
    return np.zeros((n_x, 1)), 0


@mistake("Divide by m, the number of examples.")
def summed(A, Y):
    A = np.clip(A, 1e-12, 1 - 1e-12)
    return float(-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)))


@mistake("Another mistake with the same result, so that nobody gets this.")
def summed_too(A, Y):
    A = np.clip(A, 1e-12, 1 - 1e-12)
    return float(-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)))


@mistake("The mean is taken of the sum, which is one number already.")
def slipped(A, Y):
    return len(np.sum(A))


@mistake("The length of the sum is asked for, and a number has none.", raises="TypeError")
def slipped_and_said(A, Y):
    return len(np.sum(A))


@mistake("It is the mean of the probabilities, whatever the labels are.", raises="TypeError")
def said_and_not_slipped(A, Y):
    return float(np.mean(A))


@mistake("Wrong.")
def short_hint(X, mean, std):
    return X


@mistake("Answers are the wrong way round: turn the comparison.")
def predict_and_spoil(w, b, X, threshold=0.5):
    import builtins

    builtins.spoiled = True
    return (predict_proba(w, b, X) < threshold).astype(int)  # noqa: F821


@mistake("Write scale = np.where(std == 0, 1.0, std) instead, " + "and think about it once more, " * 10)
def talkative(X, mean, std):
    return X - mean


@alternative
def not_right_at_all(z):
    return np.tanh(z)


@alternative
def quite_right(n_x):
    return [np.zeros((n_x, 1)), np.float64(0)]


DOCTORED = {
    "sigmoid": [turned, not_right_at_all],
    "initialize": [harmless, quite_right],
    "cost": [summed, summed_too, slipped, slipped_and_said, said_and_not_slipped],
    "standardize": [short_hint, talkative],
    "predict": [predict_and_spoil],
}

WEAK = '''
import numpy as np
import pytest


@pytest.mark.exercise("sigmoid")
@pytest.mark.visible
def test_sigmoid_keeps_the_shape(student, rng):
    """The shape is looked at and the numbers are not."""
    z = rng.normal(size=(2, 3))
    assert np.shape(student.sigmoid(z)) == z.shape, "The shape should stay."


@pytest.mark.exercise("initialize")
def test_initialize_is_not_even_called(student):
    """Nothing is looked at."""


@pytest.mark.exercise("grdients")
def test_of_a_name_that_is_misspelt(student, solution, compare):
    """A misspelt name."""
    compare(student.cost, solution.cost, np.array([[0.5]]), np.array([[1]]))


@pytest.mark.exercise("cost")
def test_cost_asks_too_much(student, solution, compare):
    """The solution itself does not pass."""
    assert student.cost(np.array([[0.5]]), np.array([[1]])) == 0.6931, "The cost should have four digits."
'''


def with_catalogue(judge, functions, checks_path=None):
    """The judge with another catalogue and perhaps other checks, in the same sandbox."""
    doctored = copy.copy(judge)
    doctored.authored = replace(judge.authored)
    vars(doctored.authored)["catalogue"] = entries_of(functions)
    doctored.reference = Reference(doctored.authored.catalogue)
    doctored.checks = CheckSession(checks_path or judge.authored.checks_path, doctored.reference)
    return doctored


def entries_of(functions):
    """A catalogue of functions, given by exercise."""
    found = []
    for exercise, marked in functions.items():
        module = types.ModuleType("doctored")
        vars(module).update({function.__name__: function for function in marked})
        found += entries(module, exercise=exercise)
    return found


@pytest.fixture(scope="module")
def doctored(judge):
    return verify(with_catalogue(judge, DOCTORED), run_notebook=False)


@mistake("It should not give up, whatever the numbers are: return the probabilities.")
def gives_up(w, b, X):
    raise ValueError("no")


@mistake("Zero is the cost of nothing but a perfect prediction.")
def nothing(A, Y):
    return 0.0


@alternative
def a_right_one_that_spoils_another(w, b, X, threshold=0.5):
    globals()["precision_recall_f1"] = lambda *args: (0.0, 0.0, 0.0)
    return (predict_proba(w, b, X) >= threshold).astype(int)  # noqa: F821


@alternative
def all_right(A, Y):
    return {"precision": 1.0, "recall": 1.0, "f1": 1.0}


@mistake("Too few.")
def none_right(A, Y):
    return {"precision": 0.0, "recall": 0.0, "f1": 0.0}


PLANTED = {
    "sigmoid": [turned, twin, not_right_at_all],
    "initialize": [harmless, quite_right],
    "predict_proba": [gives_up],
    "cost": [summed, summed_too, nothing],
    "standardize": [short_hint],
    "precision_recall_f1": [all_right, none_right],
    "predict": [predict_and_spoil, a_right_one_that_spoils_another],
}


def test_the_short_way_finds_the_faults_that_the_thorough_one_finds(judge):
    """Ten planted faults and more: in entries, in what they do to other exercises, and in what replaces one."""
    planted = with_catalogue(judge, PLANTED)
    (stand_in,) = entries_of({"sigmoid": [turned]})
    vars(stand_in)["source"] = "def sigmoid(z):\n    return 0 * z"  # it is not what the reference gets
    vars(planted.authored)["stand_ins"] = {"sigmoid": stand_in}
    short = kinds_of_faults(verify(planted, run_notebook=False))
    assert short == kinds_of_faults(verify(planted, run_notebook=False, thorough=True))
    assert len([fault for fault in short if " has no " not in fault]) >= 10, short
    assert "sigmoid also costs predict_proba" in short


def test_an_exercise_of_another_turn_is_said_to_wait_and_nothing_else_is_left_out(judge):
    planted = with_catalogue(judge, {"sigmoid": [turned, twin], "cost": [summed, summed_too]})
    whole = verify(planted, run_notebook=False)
    turns = [verify(planted, run_notebook=False, exercises=names) for names in (["sigmoid"], ["cost", "gradients"])]
    assert [{item.name for item in turn.exercises if not item.waits} for turn in turns] == [
        {"sigmoid"},
        {"cost", "gradients"},
    ]
    of_catalogue = {fault for fault in kinds_of_faults(whole) if re.search(r"mistake \w+ of (sigmoid|cost)\b", fault)}
    assert of_catalogue
    assert of_catalogue <= kinds_of_faults(turns[0]) | kinds_of_faults(turns[1])
    basis = {fault for fault in kinds_of_faults(whole) if " has no " in fault}
    assert all(basis <= kinds_of_faults(turn) for turn in turns)
    shown = Console(width=150, record=True, file=io.StringIO())
    shown.print(verification_table(turns[0]))
    assert re.search(r"cost .* another turn", shown.export_text())


def kinds_of_faults(verification):
    """The faults; of those that cost other exercises, which exercise costs which."""
    return {
        re.sub(r"^.* mistake \w+ of (\w+ also costs \w+): .*$", r"\1", fault, flags=re.S)
        for fault in verification.faults
    }


@pytest.fixture(scope="module")
def twins(judge):
    return verify(with_catalogue(judge, {"sigmoid": [turned, twin]}), run_notebook=False)


@pytest.fixture(scope="module")
def weakened(judge, tmp_path_factory):
    path = tmp_path_factory.mktemp("checks") / "weak.py"
    path.write_text(WEAK)
    return verify(with_catalogue(judge, {"sigmoid": [turned]}, path), run_notebook=False)


def test_it_is_red_where_the_examples_carry_most_of_the_points(weakened, doctored):
    assert faults(weakened, "sigmoid: its visible checks carry 100% of the points")
    assert not faults(doctored, "visible checks carry")


def test_it_is_red_for_a_hidden_check_that_a_guess_passes(weakened, doctored):
    assert faults(weakened, "initialize: the check 'Nothing is looked at' lets None pass")
    assert not faults(doctored, "gives points to a guess")


def faults(verification, *words):
    """The faults that hold all of these words."""
    return [fault for fault in verification.faults if all(word in fault for word in words)]


def test_it_is_red_for_a_mistake_that_loses_no_points(doctored):
    assert not doctored.green
    assert faults(doctored, "mistake harmless of initialize loses no points")


def test_it_is_red_for_a_mistake_that_does_not_get_its_own_hint(doctored):
    assert faults(doctored, "mistake summed_too of cost does not get its own hint, but that of summed")
    assert not faults(doctored, "mistake summed of cost does not get")


def test_it_is_red_for_a_mistake_that_only_stops_over_how_it_is_written(doctored):
    (fault,) = faults(doctored, "of cost", "whenever it is called: mend it")
    assert "mistake slipped of cost stops with TypeError" in fault
    (fault,) = faults(doctored, "of cost", "but it never stops with it")
    assert "mistake said_and_not_slipped of cost says raises='TypeError'" in fault


def test_it_is_red_for_a_check_of_a_misspelt_exercise(weakened):
    (fault,) = faults(weakened, "a check names grdients, which is no exercise; did you mean gradients?")
    assert "weak.py, line 19: " in fault


def test_it_is_red_for_an_exercise_without_a_mistake_or_an_alternative(doctored):
    assert faults(doctored, "logistic_regression/gradients.py", "gradients has no known mistake")
    assert faults(doctored, "gradients has no alternative")
    assert not faults(doctored, "sigmoid has no")


def test_it_is_red_for_a_hint_that_is_long_or_gives_the_solution_away(doctored):
    assert faults(doctored, "mistake talkative of standardize has a hint of 69 words")
    assert faults(
        doctored, "mistake talkative of standardize", "gives the solution away", "np.where(std == 0, 1.0, std)"
    )


def test_it_is_red_for_a_hint_that_says_nothing(doctored):
    assert faults(doctored, "short_hint", "says too little")


def test_it_is_red_for_an_alternative_that_loses_points(doctored):
    assert faults(doctored, "alternative not_right_at_all of sigmoid loses points")
    assert not faults(doctored, "quite_right")


def test_it_is_red_for_two_mistakes_that_share_a_hint(twins):
    assert faults(twins, "mistake twin of sigmoid has the hint of turned too")


def test_it_is_red_for_an_entry_whose_name_another_takes(tmp_path):
    (tmp_path / "sigmoid.py").write_text('turned = edited("a", ("b", "c"))\n\n\ndef turned(z):\n    return z\n')
    (tmp_path / "cost.py").write_text('turned = edited("a", ("b", "c"))\n')
    (fault,) = lost_entries(tmp_path)
    assert fault.endswith("sigmoid.py, line 1: turned is lost: line 4 takes its name")


def test_it_is_red_for_an_exercise_that_needs_what_only_a_demonstration_gives(authored):
    assert [*names_of_demonstrations(authored)] == []
    without = replace(
        authored,
        cells=[
            replace(cell, role="demo", source=cell.source + "\nFLOOR = 0") if cell.role == "setup" else cell
            for cell in authored.cells
        ],
    )
    found = [*names_of_demonstrations(without)]
    assert any("logistic_regression/notebook.py: sigmoid uses np, which only a demonstration gives" in f for f in found)
    assert not any("FLOOR" in fault for fault in found)  # which no exercise uses


def test_it_names_file_and_line_of_an_entry_with_a_fault(doctored):
    line = harmless.__code__.co_firstlineno
    assert faults(doctored, f"tests/grader/test_verify.py, line {line}: mistake harmless of initialize")


def test_it_finds_nothing_wrong_with_what_is_right(doctored):
    assert not faults(doctored, "mistake turned of sigmoid loses")
    assert not faults(doctored, "mistake turned of sigmoid does not get")
    assert not faults(doctored, "the stub")
    assert not faults(doctored, "the solution fails")


def test_its_table_counts_what_was_caught(doctored):
    rows = {row.name: row for row in doctored.exercises}
    sigmoid, initialize, cost = rows["sigmoid"], rows["initialize"], rows["cost"]
    assert (sigmoid.mistakes, sigmoid.caught, sigmoid.hinted, sigmoid.alternatives, sigmoid.accepted) == (1, 1, 1, 1, 0)
    assert (initialize.mistakes, initialize.caught, initialize.alternatives, initialize.accepted) == (1, 0, 1, 1)
    assert (cost.mistakes, cost.caught, cost.hinted) == (5, 5, 3)
    assert doctored.as_dict()["green"] is False


def test_it_is_red_for_a_check_too_weak_to_tell_a_mistake(weakened):
    assert faults(weakened, "mistake turned of sigmoid loses no points")


def test_it_is_red_for_a_check_that_the_stub_passes(weakened):
    assert faults(weakened, "the stub of initialize scores 6", "Nothing is looked at")


def test_it_is_red_for_a_check_that_the_solution_fails(weakened):
    assert faults(weakened, "the solution fails: cost", "four digits")


def test_it_is_red_for_a_check_that_looks_at_nothing(weakened):
    assert faults(weakened, "test_initialize_is_not_even_called compares nothing and asserts nothing", ", line ")


def test_it_is_red_for_a_check_that_no_known_mistake_fails(weakened):
    assert faults(weakened, "no known mistake of sigmoid fails 'The shape is looked at", "what is it for?", ", line ")


def test_it_is_red_for_an_exercise_without_a_check(weakened):
    assert faults(weakened, "gradients has no hidden check")
