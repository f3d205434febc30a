"""Finding the candidates: answers that nothing explains are judged once more, all on the same inputs, and compared.

Results hold what was told of an answer and not what it returned, and each student has inputs of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dlkit.comparing import clean
from dlkit.course import CourseError, unknown
from grader.authoring import Authored, load_authored
from grader.gradebook.candidates.sources import even_source, to_paste, words_of
from grader.gradebook.candidates.values import same_answers, shown, wrong_calls
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.course_key import CourseKey
from grader.gradebook.report import Names, unexplained_checks
from grader.judging import ExplainedCall, ExplainedExercise, Judge, Snippet, SubmittedFiles, explain

SEED = 0  # of the inputs that all answers get
SOMEBODY = "somebody"  # stands for a name, also within the names in a program
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Candidate:
    """Wrong answers to one exercise that return the same, and that no known mistake explains.

    Attributes:
        exercise: the exercise.
        students: how many gave it.
        ways: the different ways in which it is written, evenly laid out and without names, the commonest first, each
            with how many wrote it so.
        checks: the checks that fail.
        told: what its students are told.
        call, came, expected, difference: of the first call that is answered wrong.
        file: where the entry goes.
        entry: the entry to paste, with a hint to be written.
    """

    exercise: str
    students: int
    ways: tuple[tuple[str, int], ...]
    checks: tuple[str, ...]
    told: str
    call: str
    came: str
    expected: str
    difference: str
    file: str
    entry: str


@dataclass(frozen=True)
class Candidates:
    """What was found in the submissions of one assignment.

    Attributes:
        slug: the assignment.
        judged: how many submissions the judge has a result of.
        explained: how many answers that were looked at are explained by now, or right.
        no_function: how many answers define no function that can be written into the catalogue.
        found: the candidates, the commonest first.
    """

    slug: str
    judged: int
    explained: int
    no_function: int
    found: tuple[Candidate, ...]


@dataclass(frozen=True)
class _Answer:
    exercise: str
    source: str
    told: str
    came: tuple[tuple[str, Snippet], ...]
    first_call: ExplainedCall | None


def find_candidates(
    course: Path,
    slug: str,
    exercise: str | None = None,
    *,
    judge: Judge | None = None,
    progress: Progress | None = None,
) -> Candidates:
    """Groups the wrong answers of a class that no known mistake explains by what they return.

    Args:
        course: the course folder.
        slug: the assignment.
        exercise: only this one; all of them if None.
        judge: the judge of the assignment; one is started if left out.
        progress: is called after each submission with how many are done, and of how many.

    Raises:
        CourseError: if there is no such course folder, assignment or exercise, or nothing has been judged yet.
        SandboxUnavailable: if student code cannot be isolated here.
    """
    folder = CourseFolder(course)
    names = [item.name for item in folder.require(slug).exercises]
    if exercise is not None and exercise not in names:
        raise CourseError(unknown("exercise", exercise, names, f" in {slug}"))
    submitted = folder.submitted_files(slug)
    kept = {item.student: kept for item in submitted if (kept := folder.results.find(slug, item.student))}
    if not kept:
        raise CourseError(f"Nothing of {slug} has been judged yet. In {folder.root} run: grader autograde {slug}")
    wanted = {
        item.student: [
            found.name
            for found in kept[item.student].result.exercises
            if unexplained_checks(found) and exercise in (None, found.name)
        ]
        for item in submitted
        if item.student in kept and item.status == "graded"
    }
    to_do = [(item, wanted[item.student]) for item in submitted if wanted.get(item.student)]
    if not to_do:
        return Candidates(slug, len(kept), 0, 0, ())
    hide = _hiding(folder)
    answers = _judged_alike(to_do, slug, judge, hide, progress)
    looked_at = sum(len(exercises) for _, exercises in to_do)
    usable = [answer for answer in answers if answer.source]
    found = _grouped(usable, load_authored(slug), names, hide)
    return Candidates(slug, len(kept), looked_at - len(answers), len(answers) - len(usable), found)


def _hiding(folder: CourseFolder) -> Callable[[str], str]:
    """Takes the names of everybody in a course out of a text."""
    with folder.gradebook() as gradebook:
        people = {item.id: (item.first_name or "", item.last_name or "") for item in gradebook.students}
    for slug in folder.assignments():
        people = dict.fromkeys(folder.handed_in(slug), ("", "")) | people
    names = Names(people, key=CourseKey(folder.root).derive("names in reports"))
    return lambda text: names.hide(text, SOMEBODY)


def _judged_alike(
    to_do: list[tuple[SubmittedFiles, list[str]]],
    slug: str,
    judge: Judge | None,
    hide: Callable[[str], str],
    progress: Progress | None,
) -> list[_Answer]:
    """The answers that are wrong and unexplained on the same inputs."""
    found: list[_Answer] = []
    used = judge or Judge(slug)
    try:
        for done, (submitted, exercises) in enumerate(to_do, start=1):
            for name in exercises:
                found += _answers(used, submitted, name, hide)
            if progress:
                progress(done, len(to_do))
    finally:
        if judge is None:
            used.close()
    return found


def _answers(judge: Judge, submitted: SubmittedFiles, name: str, hide: Callable[[str], str]) -> Iterator[_Answer]:
    try:
        notebook, beside = submitted.notebook(), submitted.beside()
    except (OSError, ValueError):
        return
    spared = words_of(getattr(judge.authored.solution, name))
    explanation = explain(judge, "a submission", notebook, files=beside, seed=SEED, exercise=name)
    for exercise in explanation.exercises:
        if failed := unexplained_checks(exercise.result):
            source = even_source([text for _, text in exercise.code], name, hide=hide, spared=spared)
            calls = _calls(exercise)
            came = tuple((check, call.came) for check, call in calls)
            telling = next((check for check in failed if check.kind != "property"), failed[0])
            yield _Answer(name, source, hide(clean(telling.message)), came, calls[0][1] if calls else None)


def _calls(exercise: ExplainedExercise) -> list[tuple[str, ExplainedCall]]:
    run = next((run for run in exercise.runs if run.counts), exercise.runs[-1])
    return wrong_calls(run)


def _grouped(
    answers: list[_Answer], authored: Authored, order: list[str], hide: Callable[[str], str]
) -> tuple[Candidate, ...]:
    groups: list[list[_Answer]] = []
    for answer in answers:
        for group in groups:
            if group[0].exercise == answer.exercise and same_answers(group[0].came, answer.came):
                group.append(answer)
                break
        else:
            groups.append([answer])
    groups.sort(key=lambda group: (-len(group), order.index(group[0].exercise), group[0].source))
    numbers: Counter[str] = Counter()
    found = []
    for group in groups:
        numbers[group[0].exercise] += 1
        found.append(_candidate(group, numbers[group[0].exercise], authored, hide))
    return tuple(found)


def _candidate(group: list[_Answer], number: int, authored: Authored, hide: Callable[[str], str]) -> Candidate:
    first = group[0]
    ways = Counter(answer.source for answer in group).most_common()
    call = first.first_call
    slug, exercise = authored.assignment.slug, first.exercise
    return Candidate(
        exercise=exercise,
        students=len(group),
        ways=tuple(ways),
        checks=tuple(dict.fromkeys(check for check, _ in first.came)),
        told=first.told,
        call=shown(call.code) if call else "",
        came=hide(shown(call.came)) if call else "",
        expected=shown(call.expected) if call else "",
        difference=call.difference if call else "",
        file=f"grader/mistakes/{slug}/{exercise}.py",
        entry=to_paste(ways[0][0], exercise, f"unnamed_{number}", getattr(authored.solution, exercise)),
    )
