"""The zip that another platform runs: the kit's code, and one assignment with its checks, solution and mistakes."""

from __future__ import annotations

import io
import json
import secrets
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from dlkit.course import CourseError
from grader.authoring import load_authored
from grader.autograder import gradescope
from grader.autograder.about import NAME, About, Platform, Visibility
from grader.judging import budget_of

KIT = Path(__file__).resolve().parents[2]
FILES = Path(__file__).parent / "files"
_CODE = (".py", ".pyi", ".html", ".css", ".js", ".json", ".toml", ".typed", ".ipynb")
_ROOMS = ("authoring", "autograder", "judging", "sandbox")
_NOT_THERE = ("nbgrader", "copydetect", "tomlkit")  # of what the staff needs, what those rooms do without
_BESIDES = ("ipython",)  # it comes with a kernel, which is not needed
_STARTED = ("setup.sh", "run_autograder", "judge", "autograder.py")
LEAST_SECONDS = 540.0  # Gradescope stops after ten minutes, if it was not told otherwise
START_SECONDS = 120.0  # for TensorFlow's import on a slow machine, beyond what a submission may take
_DATE = (2026, 1, 1, 0, 0, 0)


def autograder_zip(slug: str, platform: Platform, *, visibility: Visibility = "visible") -> bytes:
    """Makes the zip of one assignment.

    Args:
        slug: the assignment.
        platform: what runs it.
        visibility: from when on students see what came of it, on Gradescope.

    Raises:
        CourseError: if the assignment cannot be read, or the platform cannot take its points.
    """
    about = _about(slug, platform, visibility)
    kit = dict(_kit(slug))
    kit["setup.sh"] = (FILES / "setup.sh").read_bytes()
    kit["requirements.txt"] = "".join(f"{line}\n" for line in _requirements()).encode()
    kit["constraints.txt"] = (KIT / "constraints.txt").read_bytes()
    kit[NAME] = about.as_text().encode()
    if platform == "gradescope":
        kit["run_autograder"] = (FILES / "run_autograder").read_bytes()
        kit["not_judged.json"] = json.dumps(gradescope.not_judged(about), indent=1).encode()
        return _zipped(kit)
    kit["judge"] = (FILES / "judge").read_bytes()
    asking = (FILES / "classroom50.py").read_text(encoding="utf-8").replace("SLUG", slug).encode()
    return _zipped({"autograder.py": asking, **{f"runner/{name}": content for name, content in kit.items()}})


def _about(slug: str, platform: Platform, visibility: Visibility) -> About:
    assignment = load_authored(slug).assignment
    exercises = tuple((exercise.name, float(exercise.points)) for exercise in assignment.exercises)
    if platform == "classroom50" and (odd := [name for name, points in exercises if points != int(points)]):
        raise CourseError(f"{', '.join(odd)}: Classroom 50 takes whole points only.")
    budget = budget_of(assignment)
    return About(
        platform=platform,
        slug=slug,
        title=assignment.title,
        exercises=exercises,
        written_points=sum(written.points for written in assignment.written),
        visibility=visibility,
        secret=secrets.token_hex(32),
        seconds=max(LEAST_SECONDS, budget.total_seconds + budget.own_seconds + START_SECONDS),
    )


def _kit(slug: str) -> Iterator[tuple[str, bytes]]:
    """The files of the kit that judge this assignment, and those of no other, by their place."""
    folders = [KIT / "dlkit", KIT / "assignments" / slug, KIT / "grader" / "mistakes" / slug]
    folders += [KIT / "grader" / room for room in _ROOMS]
    files = [
        KIT / "assignments" / "course.toml",
        *(KIT / "grader" / name for name in ("__init__.py", "errors.py", f"checks/{slug}.py")),
        *(KIT / "solutions" / name for name in ("__init__.py", f"{slug}.py")),
    ]
    files += [path for folder in folders for path in sorted(folder.rglob("*")) if _belongs(path, slug)]
    for path in files:
        yield str(path.relative_to(KIT)), path.read_bytes()


def _belongs(path: Path, slug: str) -> bool:
    place = path.relative_to(KIT)
    is_data = any(place.is_relative_to(folder) for folder in (f"assignments/{slug}/data", "dlkit/data/files"))
    left_out = place.is_relative_to("dlkit/solutions") or place.is_relative_to("dlkit/assignments")
    hidden = any(part.startswith((".", "__pycache__")) for part in place.parts)
    return path.is_file() and (is_data or path.suffix in _CODE) and not (hidden or left_out)


def _requirements() -> list[str]:
    """What is installed beside the kit, as `pyproject.toml` says it."""
    project = tomllib.loads((KIT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    more = project["optional-dependencies"]
    wanted = [*project["dependencies"], *more["keras"], *more["grader"], *_BESIDES]
    return [line for line in wanted if not line.startswith(("dlkit-course", *_NOT_THERE))]


def _zipped(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            about = zipfile.ZipInfo(name, _DATE)
            about.create_system = 3
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = (0o755 if Path(name).name in _STARTED else 0o644) << 16
            archive.writestr(about, content)
    return data.getvalue()
