"""Writing an update: a backup of what is replaced, then file after file, each in one step."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from dlkit.course import CourseError
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.updating.plan import Update
from grader.gradebook.written_files import WrittenFiles, write_in_one_step


def write_update(update: Update) -> Path | None:
    """Writes what was planned. Killed at any moment, it has lost nothing, and the same command goes on.

    Args:
        update: the plan.

    Returns:
        The folder with the backup; None if nothing was replaced.

    Raises:
        CourseError: if a file has been changed since the plan was made; nothing is written then.
    """
    for file in update.changed:
        if (file.path.read_bytes() if file.path.exists() else None) != file.before:
            raise CourseError(f"{file.path} has been changed meanwhile: run the same command again.")
    backup = _back_up(update)
    written = WrittenFiles(update.root)
    left = {about.slug for about in update.assignments if about.left}
    for file in update.files:
        if file.is_changed:
            write_in_one_step(file.path, file.after)
        if file.name.partition("/")[0] not in left:
            written.keep(file.name, file.kit)
    with CourseFolder(update.root).gradebook() as gradebook:
        for about in update.assignments:
            if about.is_new:
                gradebook.update_or_create_assignment(about.slug)
    return backup


def _back_up(update: Update) -> Path | None:
    replaced = [file for file in update.changed if file.before is not None]
    if not replaced:
        return None
    root = update.root / ".dlkit" / "backups"
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}"
    place = next(path for number in range(1000) if not (path := root / (f"{now}-{number}" if number else now)).exists())
    for file in replaced:
        inside = file.path.is_relative_to(update.root)
        copy = place / (file.path.relative_to(update.root) if inside else Path("source") / file.name)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file.path, copy)
    return place
