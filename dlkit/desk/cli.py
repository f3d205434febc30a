"""The `dlkit` command: the course in the terminal."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.text import Text

from dlkit.checking import begins_with_keras
from dlkit.course import Assignment, CourseError, course, find_assignment
from dlkit.desk import progress, terminal, workbook
from dlkit.desk.glossary import find_terms, read_glossary
from dlkit.desk.hidden_checks import check_hidden, require_hidden_checks
from dlkit.desk.model_answers import model_answer
from dlkit.desk.notebook_check import NotebookReport, check_notebook
from dlkit.desk.progress import Progress
from dlkit.desk.review import coming, due_today, when
from dlkit.desk.solutions import solution_source
from dlkit.desk.terminal import console, quoted, shown
from dlkit.desk.workbook import Workbook, WorkbookError
from dlkit.machine import installing
from dlkit.paths import find_path, paths

SOMETHING_IS_WRONG = 1
UNUSABLE = 2
INTERRUPTED = 130
NOT_HERE = (
    "The {what} not in the students' package. They are in the edition for self-study (the wheel "
    "dlkit_course_selfstudy) and in the course's repository, or your instructor has them."
)
NO_SANDBOX = "The hidden checks ran here without a sandbox, which is right for your own work and for nobody else's."
# The command-line parser has moved between packages over typer's versions, this error with it.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="An assignment, such as logistic_regression.")]
Exercise = Annotated[str, typer.Argument(metavar="EXERCISE", help="One of its exercises, such as sigmoid.")]
OptionalSlug = Annotated[
    str | None, typer.Argument(metavar="[SLUG]", help="An assignment, or a notebook's path; all, if left out.")
]
OptionalReview = Annotated[
    str | None, typer.Argument(metavar="[SLUG]", help="An assignment; what has waited longest, if left out.")
]
OptionalExercise = Annotated[
    str | None, typer.Argument(metavar="[EXERCISE]", help="One of its exercises; all, if left out.")
]
OptionalQuestion = Annotated[
    str | None, typer.Argument(metavar="[QUESTION]", help="One of its written questions; all, if left out.")
]
All = Annotated[
    bool, typer.Option("--all", help="Run the hidden checks too, as a judge would: in the edition for self-study.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
PathName = Annotated[
    str | None, typer.Option("--path", metavar="NAME", help="Only the assignments of this path through the course.")
]
Directory = Annotated[Path | None, typer.Option("--to", metavar="DIR", help="Put it there, not here.")]
Yes = Annotated[bool, typer.Option("--yes", help="Show it at the first asking.")]


class UnusableError(Exception):
    """What was asked for cannot be done; the message is a sentence for the student."""


def main() -> None:
    """Run the command line and exit: 0, 1 for "checked, something is wrong", 2 for unusable arguments."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a file or a pipe on Windows has no ✓
    try:
        status = app(prog_name="dlkit", standalone_mode=False)
    except UsageError as error:
        sentence = getattr(error, "format_message", error.__str__)()
        _stop(f"{sentence}{'' if sentence.endswith(('.', '?')) else '.'} See: dlkit --help", UNUSABLE)
    except (UnusableError, CourseError, WorkbookError) as error:
        _stop(str(error), UNUSABLE)
    except (typer.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    if status == INTERRUPTED:
        _stop("Stopped: nothing was remembered.", INTERRUPTED)
    sys.exit(status if isinstance(status, int) else 0)


@app.callback(invoke_without_command=True)
def no_command(context: typer.Context) -> None:
    """Learn deep learning in Jupyter notebooks. Begin with: dlkit list."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("list")
def list_assignments(*, path: PathName = None, as_json: Json = False) -> int:
    """List the assignments by the parts of the course, or those of one path through it, and how far you are."""
    chosen = find_path(path) if path else None
    done = progress.load(workbook.find_progress_folder(Path.cwd()), warn=_warn)
    assignments = [find_assignment(slug) for slug in (chosen.assignments if chosen else course())]
    if as_json:
        terminal.print_json(terminal.course_as_data(assignments, [chosen] if chosen else paths(), done))
        return 0
    if chosen:
        terminal.print_path(chosen)
    console.print(terminal.course_table(assignments, done))
    if not chosen:
        terminal.print_paths(paths())
    due = due_today(assignments, done)
    terminal.print_next(terminal.next_step(assignments, done, due, " of this path" if chosen else ""))
    return 0


@app.command()
def review(slug: OptionalReview = None) -> int:
    """Make a five-minute round of what has passed and is due again: write a function, answer a question, find a bug."""
    from dlkit.desk.review import make_round

    assignments = [_assignment(slug)] if slug else [find_assignment(s) for s in course()]
    done = progress.load(workbook.find_progress_folder(Path.cwd()), warn=_warn)
    known = coming(assignments, done)
    due = due_today(assignments, done)
    if not known:
        what = f"in {assignments[0].slug} " if slug else ""
        raise UnusableError(f"Nothing {what}has passed a check yet, so there is nothing to review: see `dlkit list`.")
    if not due and not slug:
        names = terminal.named([item for item in known if item.on == known[0].on])
        console.print(Text(f"Nothing is due today. {when(known[0].on).capitalize()}: {names}."), soft_wrap=True)
        terminal.print_next(f"to practise all the same: dlkit review {known[0].slug}")
        return 0
    chosen = find_assignment((due or known)[0].slug)
    candidates = [item.exercise for item in known if item.slug == chosen.slug]
    due_here = [item.exercise for item in due if item.slug == chosen.slug]
    book = _workbook(chosen)
    try:
        with terminal.busy(f"making a round of {shown(book.path)}", silent=False):
            made = make_round(chosen, book, candidates, due=due_here)
    except OSError as error:
        raise UnusableError(f"The round cannot be written to {error.filename}: {error.strerror}.") from None
    console.print(Text(f"A round of review: {chosen.title}", "bold"))
    console.print(terminal.round_table(made))
    if left := [item for item in due if item.exercise not in (made.again, made.bug)]:
        console.print(Text(f"Due as well: {terminal.named(left)}. That is for another round.", "dim"), soft_wrap=True)
    terminal.print_next(f"jupyter lab {quoted(made.path)}")
    return 0


@app.command()
def start(slug: Slug, *, to: Directory = None) -> int:
    """Copy an assignment's notebook into the current folder; work that is there is never overwritten."""
    assignment = _assignment(slug)
    book = None if to else workbook.find_workbook(assignment.slug, Path.cwd())
    is_new = False
    if book is None:
        book, is_new = workbook.start_workbook(assignment.slug, assignment.notebook, to or Path.cwd())
    told = f"about {assignment.minutes} minutes" if is_new else "it is there already, and stays as it is"
    console.print(Text(f"{assignment.title}\n{shown(book.path)}: {told}"), soft_wrap=True)
    needed = {
        "keras": begins_with_keras(assignment) and find_spec("keras") is None,
        "lab": find_spec("jupyterlab") is None,
    }
    missing = [extra for extra, is_missing in needed.items() if is_missing]
    before = f"{installing(*missing)}, then: " if missing else ""
    terminal.print_next(f"{before}jupyter lab {quoted(book.path)}")
    return 0


@app.command()
def check(
    slug: OptionalSlug = None, exercise: OptionalExercise = None, *, every: All = False, as_json: Json = False
) -> int:
    """Run your notebook and its visible checks: all that you have started, an assignment, or an exercise."""
    if every:
        require_hidden_checks()
    books = [_workbook(_assignment(slug), slug)] if slug else _started()
    only = _assignment(slug).exercise(exercise).name if slug and exercise else None
    reports = []
    for book in books:
        assignment, facts = find_assignment(book.slug), _as_saved(book)
        with terminal.busy(f"running {shown(book.path)}", silent=as_json):
            run = check_hidden if every else check_notebook
            reports.append(replace(run(assignment, book.path, only=only), **facts))
        if not as_json:
            terminal.print_report(assignment, reports[-1])
    if every and not as_json:
        console.print(Text(NO_SANDBOX, "dim"))
    done = [_remember(report, book) for report, book in zip(reports, books, strict=True)][-1]
    if as_json:
        terminal.print_json({"assignments": [report.as_data() for report in reports]})
    else:
        assignments = [find_assignment(slug) for slug in course()]
        terminal.print_next(terminal.next_after_check(reports, assignments, done))
    return 0 if all(report.passed for report in reports) else SOMETHING_IS_WRONG


@app.command()
def hint(slug: Slug, exercise: Exercise) -> int:
    """Give the next of an exercise's three hints: a nudge, the approach, nearly the code."""
    assignment = _assignment(slug)
    name, hints = exercise, assignment.exercise(exercise).hints
    folder = _progress_folder(assignment)
    done = progress.load(folder, warn=_warn)
    seen = done.of(assignment.slug, name).hints
    shown_now = min(seen + 1, len(hints))
    for number, text in enumerate(hints[:shown_now], start=1):
        is_new = number > seen or number == len(hints)
        console.print(Text(f"Hint {number} of {len(hints)}: {text}", style="" if is_new else "dim"))
    progress.save(folder, done.with_hint(assignment.slug, name, shown=shown_now), warn=_warn)
    if seen >= len(hints):
        terminal.print_next(f"that was the last hint: dlkit solution {assignment.slug} {name}")
    else:
        terminal.print_next(f"dlkit check {assignment.slug} {name}")
    return 0


@app.command()
def solution(slug: Slug, exercise: OptionalExercise = None, *, yes: Yes = False) -> int:
    """Show the solution of an exercise, or of a whole assignment: once you have passed it, or asked for it twice."""
    assignment = _assignment(slug)
    name = assignment.exercise(exercise).name if exercise else None
    source = solution_source(assignment, name)
    if source is None:
        raise UnusableError(NOT_HERE.format(what="solutions are"))
    done = progress.load(_progress_folder(assignment), warn=_warn)
    names = [name] if name else [e.name for e in assignment.exercises]
    open_ = [n for n in names if not done.of(assignment.slug, n).ever_passed]
    if open_ and not yes and not all(done.of(assignment.slug, n).asked for n in open_):
        tried = done.of(assignment.slug, open_[0]).attempts
        attempts = "not tried it yet" if not tried else f"tried it {tried} {'time' if tried == 1 else 'times'}"
        _ask_again(
            assignment,
            open_,
            f"{open_[0]} has not passed a check yet (you have {attempts}): "
            f"`dlkit hint {assignment.slug} {open_[0]}` may be enough. "
            "To see the solution all the same, give the same command again.",
        )
    terminal.print_python(source)
    after = f"write it in your own words, then: dlkit check {assignment.slug} {name or ''}".rstrip()
    terminal.print_next(after if open_ else terminal.next_in_course([find_assignment(s) for s in course()], done))
    return 0


@app.command()
def answer(slug: Slug, question: OptionalQuestion = None, *, yes: Yes = False) -> int:
    """Show a model answer to a written question, and what a marker looks for, once you have written yours."""
    assignment = _assignment(slug)
    names = [assignment.question(question).name] if question else [item.name for item in assignment.written]
    texts = [model_answer(assignment, name) for name in names]
    if not names:
        raise UnusableError(f"{assignment.slug} has no written question.")
    if None in texts:
        raise UnusableError(NOT_HERE.format(what="model answers are"))
    done = progress.load(_progress_folder(assignment), warn=_warn)
    open_ = [name for name in names if not _is_answered(assignment, name)]
    if open_ and not yes and not all(done.of(assignment.slug, name).asked for name in open_):
        _ask_again(
            assignment,
            open_,
            f"You have not answered {open_[0]} yet, or not saved the notebook since: one reads a model answer with other "
            "eyes after writing one's own. To see it all the same, give the same command again.",
        )
    for text in filter(None, texts):
        terminal.print_markdown(text)
    terminal.print_next(f"mark your own answer by the table above, then: dlkit check {assignment.slug}")
    return 0


@app.command()
def reset(slug: Slug, exercise: OptionalExercise = None) -> int:
    """Put an exercise's cell, or the whole notebook, back to how it began; your version is kept beside it."""
    assignment = _assignment(slug)
    book = _workbook(assignment, slug)
    name = assignment.exercise(exercise).name if exercise else None
    if name:
        backup = workbook.reset_exercise(book, assignment.notebook, name)
    else:
        backup = workbook.reset_workbook(book, assignment.notebook)
    what = f"The cell of {name} is" if name else "The notebook is"
    console.print(Text(f"{what} as it was at the start. Your version: {shown(backup)}"), soft_wrap=True)
    terminal.print_next(f"jupyter lab {quoted(book.path)} (if it is open: File > Reload Notebook from Disk)")
    return 0


@app.command()
def glossary(
    term: Annotated[
        str | None, typer.Argument(metavar="[TERM]", help="A word, such as stride; all, if left out.")
    ] = None,
) -> int:
    """Say what a word of the course means, and which notebook explains it."""
    if term is None:
        console.print(Text(", ".join(sorted((known.name for known in read_glossary()), key=str.casefold))))
    for found in find_terms(term) if term else ():
        also = f" ({', '.join(found.also)})" if found.also else ""
        where = f" It is explained in {found.notebook}."
        console.print(Text.assemble((found.name, "bold"), also, ": ", found.meaning, where))
    return 0


def _assignment(text: str) -> Assignment:
    """Find an assignment by its slug; its folder or its notebook, as the shell completes them, will do."""
    path = Path(text)
    if path.suffix == ".ipynb" and not path.is_file() and path.stem not in course():
        raise UnusableError(f"There is no file {shown(path)}: is it in another folder, or under another name?")
    said = workbook.named_assignment(path) if path.suffix == ".ipynb" else None
    return find_assignment(said or path.name.removesuffix(".ipynb"))


def _workbook(assignment: Assignment, text: str = "") -> Workbook:
    """Find the student's notebook: the very file, if the text is its path, else the one that was saved last."""
    path = Path(text)
    if path.suffix == ".ipynb" and path.is_file():
        return workbook.workbook_at(path.absolute(), assignment.slug)
    book = workbook.find_workbook(assignment.slug, Path.cwd())
    if book is None:
        raise UnusableError(
            f"You have not started {assignment.slug} here: run `dlkit start {assignment.slug}`, "
            "or go to the folder in which you did."
        )
    return book


def _started() -> list[Workbook]:
    here = Path.cwd()
    found = [book for slug in course() if (book := workbook.find_workbook(slug, here))]
    inside = [book for book in found if here.is_relative_to(book.path.parent) and book.path.parent != book.folder]
    if not found:
        raise UnusableError("You have not started an assignment here: see `dlkit list`, then `dlkit start SLUG`.")
    return inside or [book for book in found if book.folder == found[0].folder]


def _as_saved(book: Workbook) -> dict[str, Any]:
    """What there is to say of the file that was checked: when it was saved, when its notebook was used last, which others there are."""
    others = workbook.find_workbooks(book.slug, Path.cwd())
    known = progress.load(book.folder, warn=_warn).notebooks.get(book.name)
    return {
        "saved": book.path.stat().st_mtime,
        "used": known.checked if known else 0.0,
        "others": tuple(other.path for other in others if not other.path.samefile(book.path)),
    }


def _remember(report: NotebookReport, book: Workbook) -> Progress:
    """Add what was checked to the progress, which may have changed while the notebook ran."""
    done = progress.load(book.folder, warn=_warn)
    if workbook.is_review(book.path):
        for result in report.checked:
            if result.passed:
                done = done.with_review(report.slug, result.name, helped=False)
        progress.save(book.folder, done, warn=_warn)
        return done
    done = progress.with_name(done, book.folder, book.slug, book.name)
    for result in report.checked:
        written = result.status != "not_written"
        done = done.with_check(report.slug, result.name, passed=result.passed, written=written, notebook=book.name)
    progress.save(book.folder, done, warn=_warn)
    return done


def _progress_folder(assignment: Assignment) -> Path:
    book = workbook.find_workbook(assignment.slug, Path.cwd())
    return book.folder if book else workbook.progress_folder(Path.cwd(), assignment.slug)


def _is_answered(assignment: Assignment, question: str) -> bool:
    """Whether the student's copy of the notebook, as it was saved, holds an answer to a written question."""
    book = workbook.find_workbook(assignment.slug, Path.cwd())
    return book is not None and workbook.is_answered(book, assignment.notebook, question)


def _ask_again(assignment: Assignment, names: Sequence[str], sentence: str) -> NoReturn:
    """Remember that something was asked for, and say that asking once more will show it."""
    folder = _progress_folder(assignment)
    done = progress.load(folder, warn=_warn)
    for name in names:
        done = done.with_question(assignment.slug, name)
    progress.save(folder, done, warn=_warn)
    raise UnusableError(sentence)


def _warn(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _stop(sentence: str, status: int) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(status)
