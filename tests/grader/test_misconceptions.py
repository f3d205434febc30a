"""What students get wrong, as pages: every mistake stands under one topic that fits it, and no line of code is shown."""

import ast
import re
import subprocess
import sys

import pytest

from dlkit.course import course
from grader.authoring import MISTAKES
from grader.site.misconceptions import (
    Misconception,
    as_text,
    by_topic,
    misconception_pages,
    misconceptions,
    topic_of,
    topics,
)

SAMPLES = {
    "logistic_regression/sigmoid/exp_overflows": "numerical_stability",
    "logistic_regression/gradients/gradients_summed": "sums_and_averages",
    "logistic_regression/gradients/truth_minus_answer": "signs",
    "logistic_regression/gradients/dw_as_a_row": "shapes_and_axes",
    "logistic_regression/optimize/caller_weights_overwritten": "changed_arguments",
    "logistic_regression/optimize/one_step_too_few": "off_by_one",
    "logistic_regression/optimize/learning_rate_forgotten": "ignored_arguments",
    "logistic_regression/optimize/costs_not_returned": "answers_and_names",
    "logistic_regression/keras_logistic_regression/sigmoid_missing": "probabilities_and_logits",
    "shallow_network/elu_derivative/exponential_on_both_sides": "gradients",
    "optimizers/adam_step/count_stays_at_zero": "off_by_one",
    "optimizers/warmup/no_rise": "optimizers_and_schedules",
    "recurrent/lstm_backward/cell_state_not_carried": "gradients_through_time",
    "yolo/non_max_suppression/suppress_what_is_apart": "boxes",
    "transformer/causal_mask/sees_what_comes": "masks_and_padding",
    "transfer_learning/fine_tune/tuned_with_all_frozen": "training_and_inference",
    "normalization/batch_norm_forward/batch_norm_not_centered": "normalization",
    "tuning/best_by_validation/validation_reported": "data_and_splits",
    "ensembles/bagging_indices/from_np_random": "randomness",
    "resnet/resnet/resnet_four_stages": "building_networks",
    "attention/greedy_decode/ended_is_forgotten": "texts_and_tokens",
    "ensembles/majority_vote/largest_in_a_tie": "choosing",
    "word_vectors/glove_cost/glove_with_logarithms_of_ten": "formulas",
    "linear_classifiers/one_vs_all/against_learns_on": "loops_and_order",
}


@pytest.fixture(scope="module")
def every():
    return [item for slug in course() for item in misconceptions(slug)]


@pytest.fixture(scope="module")
def pages():
    return misconception_pages()


def test_every_mistake_of_the_catalogue_is_there(every):
    """The catalogue's own reader would import every solution, and Keras with them; so its files are counted as text."""
    written = set()
    for path in MISTAKES.glob("*/*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            made = node.value if isinstance(node, ast.Assign) else None
            decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
            if isinstance(made, ast.Call) and ast.unparse(made.func) == "edited":
                written.add((path.parent.name, path.stem, ast.unparse(node.targets[0])))
            elif any(ast.unparse(item).startswith("mistake(") for item in decorators):
                written.add((path.parent.name, path.stem, node.name))
    assert {(item.slug, item.exercise, item.name) for item in every} == written


def test_every_mistake_lands_in_one_topic_and_no_topic_is_a_rag_bag(every):
    found = by_topic()
    assert sum(len(items) for items in found.values()) == len(every)
    assert min(len(items) for items in found.values()) > 20
    assert max(len(items) for items in found.values()) < len(every) / 5


def test_an_exercise_is_named_only_where_no_pattern_fits(every):
    """What is named and needed by nobody would be a rule that nobody can see at work."""
    needed = {f"{item.slug}/{item.exercise}" for item in every if not any(topic.takes(item) for topic in topics())}
    named = [name for topic in topics() for name in topic.exercises]
    assert sorted(named) == sorted(needed)


@pytest.mark.parametrize(("place", "topic"), SAMPLES.items())
def test_a_mistake_stands_under_the_topic_that_a_reader_would_choose(every, place, topic):
    slug, exercise, name = place.split("/")
    (item,) = [item for item in every if (item.slug, item.exercise, item.name) == (slug, exercise, name)]
    assert topic_of(item).slug == topic


def test_a_mistake_of_which_no_rule_knows_is_in_no_topic():
    assert topic_of(Misconception("no_such", "thing", "odd", "Hm.")) is None


def test_the_pages_show_names_and_hints_and_where_the_exercise_is(pages):
    page = pages["misconceptions/numerical_stability.md"]
    assert page.startswith("# Numbers that overflow")
    assert "- **exp overflows**: For a large z, exp(z) becomes inf" in page
    assert "](../assignments/logistic_regression.md)" in page
    index = pages["misconceptions/index.md"]
    for topic in topics():
        assert f"[{topic.title}]({topic.slug}.md)" in index
        assert f"\n{topic.slug}\n" in index  # in its table of contents


def test_how_a_mistake_shows_is_said_where_it_is_not_by_a_value(every):
    shown = {item.name: item.shown for item in every if item.slug == "logistic_regression"}
    assert shown["if_on_an_array"] == "it stops with `ValueError`"
    assert shown["caller_weights_overwritten"] == "an argument is changed"
    assert shown["gradients_summed"] == ""


def test_no_line_of_a_mistake_or_of_a_solution_is_shown(pages):
    """The text of each change, as it stands in the catalogue; what is too short to tell anything may be in a hint."""
    text = "\n".join(pages.values()).replace("\\", "")
    lines = {
        line.strip()
        for path in [*MISTAKES.glob("*/*.py"), *(MISTAKES.parents[1] / "solutions").glob("*.py")]
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"\s+(return |for |if |while |\w+ = )", line) and len(line.strip()) > 30
    }
    assert len(lines) > 1000
    assert not [line for line in lines if line in text]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Use += on W[i] or a < b.", r"Use += on W\[i\] or a \< b."),
        ("Not 2 ** 3 but 2 * 3.", r"Not 2 \*\* 3 but 2 \* 3."),
        ("The best precision *up to* there.", "The best precision *up to* there."),
        ("Count in `range(a[0])`: _x and beta_2.", r"Count in `range(a[0])`: \_x and beta_2."),
    ],
)
def test_a_hint_is_shown_as_it_is_told(said, written):
    assert as_text(said) == written


def test_making_the_pages_imports_neither_keras_nor_a_solution():
    script = (
        "import sys; from grader.site.misconceptions import misconception_pages as made; made(); "
        "print([name for name in sys.modules if name.split('.')[0] in ('keras', 'tensorflow', 'solutions')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
