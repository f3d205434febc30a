"""`grader similar`: planted copies among real variants are found, whatever was done to hide them, and few others."""

import ast
import json
import os
import random
import re
import shutil
import subprocess
import sys

import pytest

from grader.authoring import load_authored
from grader.gradebook.similarity import Work, find_pairs, page, similarities
from grader.gradebook.similarity.of_course import Similarities, known_texts

from .conftest import SLUG, put

STUDENTS = 200


def variants(slug):
    """Real ways to write each exercise, by name: the catalogue's right and wrong answers, and the solution."""
    authored = load_authored(slug)
    found = {name: [text] for name, text in authored.answers().items()}
    for entry in authored.catalogue:
        found[entry.exercise].append(entry.source)
    return found


def honest_class(slug, rng):
    """A class in which everybody writes each exercise in one of the ways there are, and none looks at another's."""
    ways = variants(slug)
    return [Work(f"s{n:03}", {name: rng.choice(texts) for name, texts in ways.items()}) for n in range(STUDENTS)]


def stubs(slug):
    """What the class is given; the catalogue, of which the class is made, is not taken away."""
    authored = load_authored(slug)
    return {cell.name: [cell.source] for cell in authored.given if cell.role == "exercise"}


OWN = {
    "sigmoid": "def sigmoid(z):\n    shape = np.shape(z)\n    flat = np.asarray(z, dtype=float).ravel()\n    answers = []\n"
    "    for value in flat:\n        small = np.exp(-abs(value))\n        answers.append((1 if value > 0 else small) / (1 + small))\n"
    "    return np.array(answers).reshape(shape)[()]",
    "cost": "def cost(A, Y):\n    total = 0.0\n    count = Y.shape[1]\n    kept = np.clip(A, 1e-15, 1 - 1e-15)\n"
    "    for column in range(count):\n        truth = Y[0, column]\n        chance = kept[0, column] if truth == 1 else 1 - kept[0, column]\n"
    "        total = total - np.log(chance)\n    return total / count",
    "gradients": "def gradients(X, A, Y):\n    off = A - Y\n    count = X.shape[1]\n    slopes = np.zeros((X.shape[0], 1))\n"
    "    for row in range(X.shape[0]):\n        slopes[row, 0] = sum(X[row, k] * off[0, k] for k in range(count)) / count\n"
    "    return slopes, float(off.sum()) / count",
}


def renamed(source):
    """The same with other names, comments and layout."""
    tree = ast.parse(source)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    text = ast.unparse(tree)
    for number, name in enumerate(sorted(names)):
        text = re.sub(rf"\b{name}\b", f"my_{number}", text)
    return text.replace("\n    ", "\n    # here we go on\n\n    ", 1)


def reordered(source):
    """The same with its first two statements in the other order, and a line that does nothing."""
    tree = ast.parse(source)
    body = tree.body[0].body
    body[0], body[1] = body[1], body[0]
    body.insert(2, ast.parse("unused = 0").body[0])
    return ast.unparse(tree)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_copies_are_found_far_above_what_chance_lists(seed):
    rng = random.Random(seed)
    works = honest_class(SLUG, rng)
    thieves = {renamed: "s190", reordered: "s191", str: "s192"}
    by_name = {work.student: work for work in works}
    for number, (hide, thief) in enumerate(thieves.items()):
        source = f"s{number:03}"
        own = {name: text.replace("count", f"count{number}") for name, text in OWN.items()}
        if number:  # three sources who do not write the same
            own = {name: text.replace("range(", f"range({number} - {number}, ") for name, text in own.items()}
        own = dict(list(own.items())[: 3 if number < 2 else 2])
        by_name[source] = Work(source, {**by_name[source].answers, **own})
        by_name[thief] = Work(thief, {**by_name[thief].answers, **{name: hide(text) for name, text in own.items()}})
    found = find_pairs(list(by_name.values()), stubs(SLUG))
    planted = {(f"s{number:03}", thief) for number, thief in enumerate(thieves.values())}
    involved = {name for pair in planted for name in pair}
    bits = {pair.students: pair.bits for pair in found}
    assert planted <= bits.keys()
    by_chance = [bits[pair] for pair in bits if not set(pair) <= involved]
    assert len(by_chance) <= 2  # one in every other class, as docs/similarity.md says
    of_three_functions = [bits[pair] for pair in planted if "s192" not in pair]
    assert max(by_chance, default=0) < 0.85 * min(of_three_functions)


COMPARED = """
from grader.gradebook.similarity import Work, find_pairs
lines = [f"    v{k} = X[{k}] ** {k} - Y * {k % 3}\\n" for k in range(12)]
works = [Work(f"s{n}", {e: "def f(X, Y):\\n" + "".join(lines[n % 5 : n % 5 + n]) for e in "abc"}) for n in range(12)]
print([(pair.students, pair.shared) for pair in find_pairs(works, {}, least=1)])
"""


def test_the_same_class_is_told_the_same_in_every_run():
    told = [
        subprocess.run(
            [sys.executable, "-c", COMPARED],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    ]
    assert told[0].count("Shared(") > 3
    assert told[0] == told[1] == told[2]


def test_what_everybody_is_given_or_known_to_write_says_nothing():
    works = [
        Work(name, dict(variants_of)) for name in ("ada", "ben") for variants_of in [load_authored(SLUG).answers()]
    ]
    rest = [Work(f"s{n}", {"sigmoid": f"def sigmoid(z):\n    return z + {n}"}) for n in range(60)]
    assert find_pairs([*works, *rest], known_texts(load_authored(SLUG)), least=0.1) == []


def test_the_same_rare_wrong_outcome_counts_and_a_frequent_one_does_not():
    rare, frequent = frozenset({"A check: 3.7 came."}), frozenset({"A check: 0 came."})
    works = [
        Work(f"s{n}", {}, {"cost": rare if n < 2 else frequent, "sigmoid": rare if n < 2 else frozenset()})
        for n in range(100)
    ]
    found = find_pairs(works, {}, least=5)
    assert [pair.students for pair in found] == [("s0", "s1")]
    assert found[0].shared[0].outcomes == ("A check: 3.7 came.",)


def test_one_function_alone_is_never_enough():
    works = [Work(f"s{n}", {"cost": OWN["cost"] if n < 2 else f"def cost(A, Y):\n    return {n}"}) for n in range(200)]
    assert find_pairs(works, {}) == []
    assert [pair.students for pair in find_pairs(works, {}, least=10)] == [("s0", "s1")]


@pytest.mark.parametrize(
    "text", ["", "def f(:", "\n" * 30_000, "(" * 15_000, "x = '\ud800'".encode("utf-8", "replace").decode()]
)
def test_answers_that_are_no_python_do_no_harm(text):
    works = [Work(f"s{n}", {"cost": text}) for n in range(3)]
    assert find_pairs(works, {}) == []


def test_the_page_escapes_what_students_wrote_and_asks_for_nothing():
    hostile = "def cost(A, Y):\n" + "".join(
        f"    v{k} = '<script>alert({k})</script>' + A[{k}] ** {k} - Y\n" for k in range(9)
    )
    works = [Work(f"<b>s{n}</b>", {"cost": hostile if n < 2 else "pass"}) for n in range(99)]
    text = page(Similarities(SLUG, 99, tuple(find_pairs(works, {}, least=10)), {"<i>": "<u>"}))
    assert "<mark>" in text
    assert text.count("<script") == 1  # our own, which the page's policy names by its digest
    assert "<script>alert" not in text
    assert not re.search(r"<b>|<i>|<u>|https?://|\bsrc=", text)
    assert "verdict" in text


def test_the_command_compares_what_was_handed_in(empty_course, fill_in, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(empty_course, root)
    honest = list(variants(SLUG)["predict"])
    for number in range(8):
        answers = {**load_authored(SLUG).answers(), "predict": honest[number % len(honest)]}
        if number < 2:
            answers |= {name: renamed(text) if number else text for name, text in OWN.items()}
        put(root, f"s{number}", fill_in(answers))
    put(root, "broken", "{")
    command = [sys.executable, "-m", "grader", "similar", SLUG, "--course", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert re.search(r"\d+ bits  s0 and s1: ", done.stdout)
    assert "8 submissions compared: 1 pair is worth a look." in done.stdout
    assert "Next: open " in done.stdout
    assert "broken" in (root / f"similar_{SLUG}.html").read_text(encoding="utf-8")
    found = json.loads(subprocess.run([*command, "--json"], capture_output=True, text=True, check=True).stdout)
    assert [pair["students"] for pair in found["pairs"]] == [["s0", "s1"]]
    assert list(found["left_out"]) == ["broken"]
    assert len(similarities(root, SLUG).pairs) == 1
