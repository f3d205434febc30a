"""The `grader` command: what the staff types."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from dlkit.comparing import clean_line
from dlkit.course import CourseError, course
from dlkit.desk import CleanConsole
from grader.errors import ChecksError, SandboxUnavailable, WorkersUnavailable
from grader.terminal import disputes
from grader.terminal.autograder import autograder
from grader.terminal.catalogue import catalogue
from grader.terminal.export import export
from grader.terminal.importing import import_
from grader.terminal.late import extend, late
from grader.terminal.moving import move_gradebook
from grader.terminal.report import report
from grader.terminal.similar import similar
from grader.terminal.site import site
from grader.terminal.update import update

if TYPE_CHECKING:
    from grader.judging import Result
    from grader.running import Verification

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The judge of the course: build and verify assignments, grade a class, judge a loose notebook.",
)
console = CleanConsole(width=None if sys.stdout.isatty() else 100)
errors = CleanConsole(stderr=True)

Slugs = Annotated[list[str] | None, typer.Argument(metavar="[SLUG]...", help="Assignments; all of them if left out.")]
Workers = Annotated[int | None, typer.Option(help="Processes that judge; one for each processor if left out.", min=1)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
Unsafe = Annotated[bool, typer.Option("--unsafe-no-sandbox", help="Run without a sandbox: only for your own work.")]


class _Rate(ProgressColumn):
    """How many are done in a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "")


@contextmanager
def _bar(description: str) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        progress.add_task(description, total=None)
        yield progress


def _advance(progress: Progress, what: str, done: int, total: int) -> None:
    progress.update(progress.task_ids[0], description=what, completed=done, total=total)


@app.command()
def judge(
    notebooks: Annotated[list[Path], typer.Argument(help="Notebooks to judge.")],
    assignment: Annotated[str, typer.Option(help="Which assignment they are, if they do not say so themselves.")] = "",
    seed: Annotated[
        int | None, typer.Option(help="The variant of the hidden inputs; today's if left out.", min=0)
    ] = None,
    as_json: AsJson = False,
    unsafe: Unsafe = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="The whole story of each verdict, hidden inputs included: for the staff.")
    ] = False,
    html: disputes.Html = None,
    data: disputes.DataFolder = None,
) -> None:
    """Judge loose notebooks: no course needed."""
    from grader.running import judge_notebooks
    from grader.standby import judge_loose
    from grader.terminal.tables import result_heading, result_table

    if assignment and assignment not in course():
        from dlkit.course import unknown

        raise CourseError(unknown("assignment", assignment, course()))
    if verbose or html or data:
        _explain(notebooks, assignment or None, as_json=as_json, seed=seed, isolate=not unsafe, html=html, data=data)
        return
    results, refused = [], None
    try:
        alone = None if unsafe else judge_loose
        for path, result in judge_notebooks(notebooks, assignment or None, seed=seed, isolate=not unsafe, alone=alone):
            results.append(result)
            if not as_json:
                console.print(result_heading(result, name=str(path)), soft_wrap=True)
                if result.exercises:
                    console.print(result_table(result))
                _print_notes(result)
                _print_troubles(result)
    except CourseError as error:
        refused = error
    if as_json:
        print(json.dumps([result.as_dict() for result in results], indent=1))
    if refused:
        raise refused
    wrong = any(result.score < result.max_score or result.status == "unreadable" for result in results)
    if not as_json:
        console.print("Next: mend what is listed above and judge again." if wrong else "Everything is right.")
    if wrong:
        raise typer.Exit(1)


def _explain(
    notebooks: list[Path],
    assignment: str | None,
    *,
    as_json: bool,
    seed: int | None,
    isolate: bool,
    html: Path | None,
    data: Path | None,
) -> None:
    from grader.running import explain_notebooks
    from grader.terminal.explanations.story import Story

    if as_json:
        raise CourseError("Give --json, or --verbose with or without --html and --data.")
    found = list(explain_notebooks(notebooks, assignment, seed=seed, isolate=isolate))
    disputes.show([Story(str(path), item) for path, item in found], html=html, data=data, everything=False)
    if any(item.result.score < item.result.max_score for _, item in found):
        raise typer.Exit(1)


def _print_notes(result: Result) -> None:
    """What was noticed while a submission was read and run."""
    for note in result.notes:
        console.print(clean_line(f"Note: {note}"), markup=False, highlight=False, soft_wrap=True)


def _print_troubles(result: Result) -> None:
    """What went wrong in the judge itself; the student is told only that the check is undecided."""
    for trouble in result.troubles:
        line = clean_line(f"{result.submission}: the judge could not decide a check of {trouble}. Please report it.")
        errors.print(line, markup=False, highlight=False, soft_wrap=True)


@app.command()
def build(
    slugs: Slugs = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail if a built file is stale.")] = False,
    solved: Annotated[
        Path | None, typer.Option(help="Also write the solved notebook and nbgrader's source here.")
    ] = None,
) -> None:
    """Build notebooks and examples from what the authors wrote."""
    from grader.authoring import load_authored, require_sound_course, staff_files, with_glossary, with_syllabus
    from grader.running import built_files, stale_files, write_files

    require_sound_course()
    stale: dict[Path, str] = {}
    for slug in _known(slugs):
        authored = load_authored(slug)
        files = built_files(authored)
        stale |= stale_files(files)
        if not check:
            write_files(files)
        if solved is not None:
            for path in write_files(staff_files(authored, solved)):
                console.print(f"wrote {path}", highlight=False, markup=False, soft_wrap=True)
    pages = {**with_syllabus(), **with_glossary()}
    stale |= stale_files(pages)
    if not check:
        write_files(pages)
    for path, why in stale.items():
        console.print(
            f"{'stale' if check else 'built'}: {os.path.relpath(path)} ({why})", highlight=False, markup=False
        )
    if check and stale:
        console.print("Next: grader build")
        raise typer.Exit(1)
    console.print("All built files are up to date." if check or not stale else "Next: grader verify")


@app.command()
def verify(
    slugs: Slugs = None,
    notebook: Annotated[bool, typer.Option(help="Run the solved notebook in a kernel too.")] = True,
    notebook_turns: Annotated[
        int, typer.Option(help="Run only a share of the solved notebooks: one in so many, by the commit.", min=1)
    ] = 1,
    catalogue_turns: Annotated[
        int,
        typer.Option(help="Judge mistakes and alternatives of one exercise in so many, by the commit.", min=1),
    ] = 1,
    seed: Annotated[
        list[int] | None,
        typer.Option(help="A variant of the hidden inputs; may be repeated. Two fixed ones if left out.", min=0),
    ] = None,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Judge every mistake with all that builds on its exercise, not some.")
    ] = False,
    workers: Workers = None,
    as_json: AsJson = False,
    unsafe: Unsafe = False,
) -> None:
    """Show that an assignment's checks judge right: stubs, solutions, mistakes, alternatives, the notebook."""
    from dlkit.course import find_assignment
    from grader.authoring import require_sound_course
    from grader.judging import OF_THE_GATE
    from grader.running import default_workers, of_this_turn
    from grader.terminal.tables import verification_table

    require_sound_course()
    known = _known(slugs)
    notebooks = [slug for slug in of_this_turn(course(), notebook_turns) if notebook and slug in known]
    if notebook and notebook_turns > 1 and not as_json:
        console.print(f"Solved notebooks of this turn: {', '.join(notebooks) or 'none'}", highlight=False)
    every = [(slug, item.name) for slug in course() for item in find_assignment(slug).exercises]
    of_turn = of_this_turn(every, catalogue_turns)
    exercises = {slug: [name for where, name in of_turn if where == slug] for slug in known}
    if catalogue_turns > 1 and not as_json:
        count = sum(map(len, exercises.values()))
        console.print(f"Mistakes and alternatives of this turn: those of {count} exercises", highlight=False)
    found = []
    with _bar("verify") as bar:
        wanted = {"seeds": seed or OF_THE_GATE, "thorough": thorough, "progress": partial(_advance, bar)}
        used = 1 if unsafe else workers or default_workers()
        for verification in _verifications(known, notebooks, exercises, used, unsafe, wanted):
            found.append(verification)
            if not as_json:
                console.print(verification_table(verification))
                for fault in verification.faults:
                    console.print(f"  fault: {fault}", style="red", markup=False, highlight=False)
    if as_json:
        print(json.dumps([item.as_dict() for item in found], indent=1))
    if not all(item.green for item in found):
        if not as_json:
            console.print("Next: mend the faults and verify again.")
        raise typer.Exit(1)
    if not as_json:
        console.print("All green.")


def _verifications(
    slugs: list[str],
    notebooks: list[str],
    exercises: dict[str, list[str]],
    workers: int,
    unsafe: bool,
    wanted: dict[str, Any],
) -> Iterator[Verification]:
    from grader.judging import Judge
    from grader.running import verify, verify_all

    if workers > 1:
        yield from verify_all(slugs, notebooks=notebooks, exercises=exercises, workers=workers, **wanted)
        return
    for slug in slugs:
        with Judge(slug, isolate=not unsafe) as the_judge:
            yield verify(the_judge, run_notebook=slug in notebooks, exercises=exercises[slug], **wanted)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="COURSE", help="The folder to make.")],
    db_url: Annotated[
        str,
        typer.Option(help="Where the gradebook is, such as postgresql+psycopg://...; a file in the folder if empty."),
    ] = "",
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this assignment; may be repeated, or several with commas. All of the kit's if left out."
        ),
    ] = None,
    path: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The assignments of this path through the course: see dlkit list."),
    ] = None,
) -> None:
    """Make a course folder in which nbgrader's commands work, with this judge in it."""
    from dlkit.paths import find_path
    from grader.gradebook import init_course

    named = [slug.strip() for given in only or () for slug in given.split(",") if slug.strip()]
    if only and not named:
        raise CourseError("--only names no assignment.")
    named += find_path(path).assignments if path else ()
    slugs = [slug for slug in course() if slug in _known(named)]
    made = init_course(folder, slugs=slugs, db_url=db_url)
    console.print(f"made {made.root} with {', '.join(slugs)}", highlight=False, markup=False, soft_wrap=True)
    if len(slugs) < len(course()):
        console.print(
            f"More of the kit's later: grader update SLUG --course {folder}",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
    console.print(f"Next: cd {folder} && nbgrader generate_assignment {slugs[0]}", highlight=False, markup=False)


Course = Annotated[Path, typer.Option("--course", help="The course folder.")]


@contextmanager
def _pool(slug: str, workers: int | None, scheduler: str | None, gpus: str | None) -> Iterator[dict[str, Any]]:
    """What judges: processes of this machine, on its GPUs if they are named, or the workers of a cluster."""
    if sum(given is not None for given in (workers, scheduler, gpus)) > 1:
        raise CourseError("Give one of --workers, --scheduler and --gpus.")
    if scheduler is not None:
        from grader.running import Cluster

        cluster = Cluster(scheduler, slug)
        try:
            yield {"workers": cluster.workers, "start": cluster.start}
        finally:
            cluster.close()
    elif gpus is not None:
        from grader.authoring import load_authored
        from grader.running import local_workers
        from grader.sandbox import read_gpus

        numbers = read_gpus(gpus)
        start = partial(local_workers, preload=load_authored(slug).imports, gpus=numbers)
        yield {"workers": len(numbers), "start": start}
    else:
        yield {"workers": workers}


@app.command()
def autograde(
    slug: Annotated[str, typer.Argument(help="The assignment.")],
    folder: Course = Path(),
    workers: Workers = None,
    scheduler: Annotated[
        str | None, typer.Option(help="A Dask scheduler, such as tcp://10.0.0.1:8786, whose workers judge.")
    ] = None,
    gpus: Annotated[str | None, typer.Option(help="GPUs, such as 0,1: one worker for each.")] = None,
    student: Annotated[list[str] | None, typer.Option(help="Only this student; may be repeated.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Judge all again, also what has not changed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Judge the submissions of a course folder and write them into nbgrader's gradebook; goes on where it was."""
    if scheduler is None and gpus is None and (force or _has_new_work(folder, slug)):
        _begin(slug)
    from grader.gradebook import autograde as run
    from grader.terminal.tables import changes_lines, changes_table, class_table

    with _bar(slug) as bar, _pool(slug, workers, scheduler, gpus) as pool:
        graded = run(folder, slug, force=force, students=student, progress=_class_progress(bar, slug), **pool)
    if as_json:
        marks = {student: mark.as_dict() for student, mark in graded.marks.items()}
        results = [result.as_dict() | {"mark": marks.get(student)} for student, result in graded.results.items()]
        absent = {student: mark.as_dict() for student, mark in graded.absent.items()}
        told = {"assignment": slug, "results": results, "absent": absent, "changes": graded.changes.as_dict()}
        print(json.dumps(told, indent=1))
        raise typer.Exit(1 if graded.troubled or graded.not_recorded else 0)
    console.print(class_table(graded))
    for result in graded.troubled:
        line = clean_line(f"{result.submission}: {result.status}: {result.reason}")
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    for remark in graded.remarks:
        errors.print(clean_line(remark), markup=False, highlight=False, soft_wrap=True)
    for result in graded.results.values():
        _print_troubles(result)
    for name, why in graded.not_recorded.items():
        line = clean_line(f"{name} is not in the gradebook as it should be: {why}")
        errors.print(line, markup=False, highlight=False, soft_wrap=True)
    if (changed := changes_table(graded)) is not None:
        console.print(changed)
    for line in (*changes_lines(graded), *graded.late):
        console.print(clean_line(line), markup=False, highlight=False, soft_wrap=True)
    if waiting := [mark for mark in graded.marks.values() if mark.needs_a_person]:
        cells = ", ".join(dict.fromkeys(title for mark in waiting for title in mark.needs_a_person))
        line = clean_line(f"{len(waiting)} need a person ({cells}): mark them in the formgrader.")
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if graded.feedback_held:
        console.print(graded.feedback_held, markup=False, highlight=False, soft_wrap=True)
    feedback = "" if graded.feedback_held else f"nbgrader generate_feedback {slug}, then "
    console.print(f"Next: {feedback}grader export --to csv", highlight=False)
    if graded.troubled or graded.not_recorded:
        raise typer.Exit(1)


def _has_new_work(folder: Path, slug: str) -> bool:
    """Whether, at a glance, something was handed in after it was last judged; the run itself looks properly."""
    with suppress(OSError):
        for student in os.scandir(folder / "submitted"):
            with suppress(FileNotFoundError):
                handed_in = os.stat(Path(student.path, slug, f"{slug}.ipynb")).st_mtime
                result = folder / "results" / slug / f"{student.name}.json"
                if not result.exists() or result.stat().st_mtime < handed_in:
                    return True
    return False


def _begin(slug: str) -> None:
    """Has the judge's two sides import what they need while this process imports what it needs itself."""
    from grader.running import begin

    with suppress(CourseError, SandboxUnavailable):  # which the run meets, too, and tells
        begin(slug)


app.command("import")(import_)
app.command()(export)
app.command()(autograder)

app.command()(similar)
app.command()(late)
app.command()(move_gradebook)
app.command()(extend)
app.command()(report)
app.command()(site)
app.command()(catalogue)
app.command()(update)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="The folder to make.")] = Path("demo"),
    students: Annotated[int, typer.Option(help="How many students the class has.", min=1)] = 24,
    assignment: Annotated[
        list[str] | None, typer.Option(help="Only this assignment; may be repeated. All of them if left out.")
    ] = None,
    workers: Workers = None,
    replace: Annotated[bool, typer.Option("--replace", help="Throw away an earlier demonstration there.")] = False,
) -> None:
    """Grade a whole invented class, end to end: release, submissions, grades, feedback, export."""
    from grader.demo import run_demo
    from grader.terminal.tables import demo_tables

    with _bar("class") as bar:
        made = run_demo(
            folder,
            students=students,
            slugs=_known(assignment),
            replace=replace,
            workers=workers,
            say=lambda line: console.print(f"• {line}", highlight=False, markup=False, soft_wrap=True),
            progress=lambda slug: _class_progress(bar, slug),
        )
    for table in demo_tables(made):
        console.print(table)
    page = os.path.relpath(made.feedback) if made.feedback else "none"
    console.print(f"A class of {students} in {made.seconds:.0f} s. Open these:", highlight=False)
    console.print(
        f"  feedback  {page}\n  grades    {os.path.relpath(made.grades or folder)}", highlight=False, soft_wrap=True
    )
    console.print(f"  formgrader: cd {folder} && jupyter lab, then Nbgrader > Formgrader", highlight=False)
    console.print(
        f"Next: grader autograde {next(iter(made.graded))} --course {folder}   (nothing has changed: nothing is judged again)",
        highlight=False,
        soft_wrap=True,
    )


def _class_progress(bar: Progress, slug: str) -> Callable[[int, int, Result], None]:
    return lambda done, total, result: _advance(bar, escape(clean_line(f"{slug}: {result.submission}")), done, total)


@app.command()
def new(slug: Annotated[str, typer.Argument(help="Its name: lower-case words joined by underscores.")]) -> None:
    """Begin a new assignment: a small one that already passes `grader verify`, to be written over."""
    from grader.authoring import new_assignment

    for path in new_assignment(slug):
        console.print(f"wrote {os.path.relpath(path)}", highlight=False, markup=False)
    console.print(f"Next: grader build {slug}, then grader verify {slug}", highlight=False)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say what this machine has and lacks for grading."""
    from grader.terminal.doctor import examine

    findings = examine()
    if as_json:
        print(json.dumps([vars(finding) for finding in findings], indent=1))
    else:
        for finding in findings:
            mark = "[green]✓[/]" if finding.ok else "[red]✗[/]"
            console.print(f"{mark} {finding.name:<13} {finding.text}", highlight=False)
        console.print("Next: grader demo" if all(f.ok for f in findings) else "Next: mend what is marked, then again.")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


app.command()(disputes.explain)
app.command()(disputes.regrade)


def _known(slugs: list[str] | None) -> list[str]:
    from dlkit.course import find_assignment

    return [find_assignment(slug).slug for slug in slugs] if slugs else course()


def main() -> None:
    """Runs the command line; mistakes of the user's end in one sentence and status 2."""
    try:
        app()
    except (CourseError, ChecksError, SandboxUnavailable, WorkersUnavailable) as error:
        errors.print(f"grader: {error}", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)
    except Exception as error:
        if not (trouble := _trouble_of_the_machine(error)):
            raise
        errors.print(f"grader: {trouble}", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)


def _trouble_of_the_machine(error: Exception) -> str:
    """What the disk or the gradebook's database says, as a sentence; empty for any other error."""
    kept = "What has been judged is kept; mend it and run the same command again."
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'the disk'}: {error.strerror}. {kept}"
    said = getattr(error, "orig", None)  # SQLAlchemy's errors hold the database's own
    return f"The gradebook cannot be used: {said}. {kept}" if said else ""
