"""An explanation as a page that stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dlkit.checking import diagnosis_html
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


def write_page(stories: list[Story], path: Path, data: Path | None = None) -> Data:
    """Writes a page.

    Args:
        stories: what it tells.
        path: where it goes.
        data: where large arrays go; a folder beside the page if None.

    Returns:
        The files of large arrays that were written.
    """
    folder = data or path.with_name(f"{path.stem}-data")
    shown = str(data) if data else folder.name
    arrays = Data(folder, shown)
    environment = Environment(
        loader=PackageLoader("grader.terminal.explanations", "."), autoescape=True, undefined=StrictUndefined
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    made = [
        {"title": story.title, "facts": story.facts, "exercises": list(_exercises(story, arrays))} for story in stories
    ]
    page = environment.get_template("page.html").render(stories=made)
    path.write_text(clean(page), encoding="utf-8")
    return arrays


def _exercises(story: Story, arrays: Data) -> Iterator[dict[str, Any]]:
    for exercise in story.explanation.exercises:
        yield {
            "title": verdict(exercise),
            "status": exercise.result.status,
            "code": exercise.code,
            "runs": [_run(exercise, number, run, arrays) for number, run in enumerate(exercise.runs)],
        }


def _run(exercise: ExplainedExercise, number: int, run: ExplainedRun, arrays: Data) -> dict[str, Any]:
    return {
        "title": about_run(run),
        "counts": run.counts,
        "stand_ins": [(name, text) for name, text in run.replaced.items() if text],
        "added": run.added,
        "checks": [
            _check(check, run, f"{exercise.result.name}-{number + 1}-{place + 1}", arrays)
            for place, check in enumerate(run.checks)
        ],
    }


def _check(check: ExplainedCheck, run: ExplainedRun, name: str, arrays: Data) -> dict[str, Any]:
    passed = check.told.outcome == "passed"
    found = check.diagnosis
    if found is not None and found.picture is None:
        picture = next((call.found.picture for call in check.calls if call.found and call.found.picture), None)
        found = replace(found, picture=picture)
    calls = []
    for number, call in enumerate(check.calls):
        file = f"{name}-{number + 1}"
        calls.append(
            {
                "kind": call.kind,
                "code": arrays.code(call, call.code, file),
                "came": arrays.code(call, call.came, file),
                "expected": arrays.code(call, call.expected, file) if call.expected else "",
                "expected_label": expected_label(call),
                "lines": about_call(call),
            }
        )
    return {
        "title": about_check(check, run),
        "passed": passed,
        "diagnosis": Markup(diagnosis_html(found, title=check.name)) if found else "",  # its text is escaped
        "mistake": found.mistake if found else "",
        "told": check.told.message,
        "trouble": check.told.trouble,
        "calls": calls,
        "left_out": check.left_out,
        "source": check.source,
    }
