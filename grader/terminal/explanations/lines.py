"""An explanation as lines on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

from dlkit.comparing import clean
from grader.judging import ExplainedCheck, ExplainedExercise, ExplainedRun
from grader.terminal.explanations.story import (
    Data,
    Story,
    about_call,
    about_check,
    about_run,
    expected_label,
    verdict,
)


def story_lines(story: Story, arrays: Data, *, everything: bool = False) -> Iterator[str]:
    """The lines of an explanation, harmless to a terminal.

    Args:
        story: what they tell.
        arrays: where large arrays go.
        everything: whether the calls of checks that passed are shown too.
    """
    for line in _lines(story, arrays, everything):
        yield clean(line)


def _lines(story: Story, arrays: Data, everything: bool) -> Iterator[str]:
    yield story.title
    yield from (f"  {line}" for line in story.facts)
    for exercise in story.explanation.exercises:
        yield ""
        yield verdict(exercise)
        if exercise.result.status == "right" and len(exercise.runs) == 1 and not everything:
            continue
        for place, source in exercise.code:
            yield f"  the student's code ({place} of those that are run):"
            yield indent(source, "    ")
        for number, run in enumerate(exercise.runs):
            yield f"  {about_run(run)}"
            for name, text in run.replaced.items():
                if text:
                    yield f"    what stood in place of {name}:"
                    yield indent(text, "      ")
            yield from _run(exercise, number, run, arrays, everything)


def _run(exercise: ExplainedExercise, number: int, run: ExplainedRun, arrays: Data, everything: bool) -> Iterator[str]:
    for place, check in enumerate(run.checks):
        passed = check.told.outcome == "passed"
        yield f"  {'✓' if passed else '✗'} {about_check(check, run)}"
        if not passed or everything:
            yield from _check(check, f"{exercise.result.name}-{number + 1}-{place + 1}", arrays)
    for added in run.added:
        yield f"  ✗ {added.name} (weight {added.weight:.2f}): {added.message}"


def _check(check: ExplainedCheck, name: str, arrays: Data) -> Iterator[str]:
    if check.diagnosis is not None:
        if check.diagnosis.mistake:
            yield f"      known mistake that was named: {check.diagnosis.mistake}"
        yield f"      told: {check.diagnosis.told}"
        if check.diagnosis.traceback:
            yield indent(check.diagnosis.traceback, "        ")
    if check.told.message and check.diagnosis and check.told.message != check.diagnosis.told:
        yield indent(f"the student reads: {check.told.message}", "      ")
    if check.told.trouble:
        yield f"      trouble in the judge: {check.told.trouble}"
    for number, call in enumerate(check.calls):
        file = f"{name}-{number + 1}"
        yield f"      {call.kind}:"
        yield indent(arrays.code(call, call.code, file), "        ")
        yield "      came:"
        yield indent(arrays.code(call, call.came, file), "        ")
        if call.expected:
            yield f"      {expected_label(call)}:"
            yield indent(arrays.code(call, call.expected, file), "        ")
        yield from (f"      {line}" for line in about_call(call))
    if check.left_out:
        yield f"      {check.left_out} questions between the first and the last ones are left out."
