"""Downloads of a platform, read: whose each file in them is said to be, and which ones are nobody's.

Only what the platform, or the staff, has named tells whose a file is: the first part of a name in an archive. All that
comes after it is the student's own and may look like another student's.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import IO
from zoneinfo import ZoneInfo

from dlkit.comparing import clean_line
from dlkit.course import CourseError
from grader.gradebook.roster.platform_names import Label, Platform, canvas_label, moodle_label
from grader.judging import is_kept_for_itself, open_plain

MAX_PATH = 200  # characters of a file's path
ARCHIVES = (".zip",)
_ODD = re.compile(r"[\x00-\x1f\x7f:\ud800-\udfff]")
_UNIX_TIME = 0x5455  # the extra field with the time in UTC


@dataclass(frozen=True)
class Piece:
    """One file in a download.

    Attributes:
        label: what is said of whose it is.
        place: where it lies in what that person handed in.
        download: the archive, or the folder, that it lies in.
        name: its name there.
        size: its bytes, as far as they are told.
        moment: its time, in UTC: that of the download, on most platforms.
        wrong: why it cannot be taken, as the rest of a sentence; empty if it can.
    """

    label: Label
    place: PurePosixPath
    download: Path
    name: str
    size: int
    moment: datetime
    wrong: str = ""

    @property
    def shown(self) -> str:
        """Its name for a reader."""
        return clean_line(self.name, limit=120)


@dataclass
class Download:
    """What one archive or folder holds.

    Attributes:
        path: where it is.
        pieces: the files that are said to be somebody's.
        nobodys: the names of files that are said to be nobody's.
    """

    path: Path
    pieces: list[Piece] = field(default_factory=list)
    nobodys: list[str] = field(default_factory=list)


IsPerson = Callable[[str], bool]


def read_downloads(
    path: Path, platform: Platform | None, slug: str, *, is_person: IsPerson, zone: ZoneInfo
) -> list[Download]:
    """Reads the names in an archive, or in a folder with archives and files.

    Args:
        path: the archive or the folder.
        platform: from where it is; told by the names in it if None.
        slug: the assignment.
        is_person: whether a name is somebody's on the roster.
        zone: the time zone of times in archives, which do not name it.

    Raises:
        CourseError: if there is no such file, or it is no zip archive.
    """
    reader = _Reader(platform, slug, is_person, zone)
    if path.is_dir():
        return reader.folder(path)
    if not path.exists():
        raise CourseError(f"There is no file {path}.")
    if path.suffix.lower() not in ARCHIVES:
        raise CourseError(f"{path} is no zip archive: give the zip that the platform makes, or a folder with it.")
    return [reader.archive(path)]


@dataclass(frozen=True)
class Entry:
    """A file as an archive or a folder has it.

    Attributes:
        parts: its path, as it was meant.
        name: its path as it is written there.
        size: its bytes, as far as they are told.
        moment: its time, in UTC.
        wrong: why it cannot be taken, as the rest of a sentence; empty if it can.
    """

    parts: tuple[str, ...]
    name: str
    size: int
    moment: datetime
    wrong: str

    @property
    def shown(self) -> str:
        """Its name for a reader."""
        return clean_line(self.name, limit=120)


class _Reader:
    def __init__(self, platform: Platform | None, slug: str, is_person: IsPerson, zone: ZoneInfo) -> None:
        self.platform, self.slug, self.is_person, self.zone = platform, slug, is_person, zone

    def archive(self, path: Path) -> Download:
        try:
            with zipfile.ZipFile(path) as opened:
                entries = [entry_of(info, self.zone) for info in opened.infolist() if not info.is_dir()]
        except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise CourseError(f"{path} is no zip archive that can be read ({clean_line(str(error))}).") from None
        return self._download(path, [entry for entry in entries if not is_nothing(entry.parts)])

    def folder(self, path: Path) -> list[Download]:
        """A folder: what is named as a platform or the roster does is somebody's, and the rest is looked into."""
        here: list[Entry] = []
        found: list[Download] = []
        items = [item for item in sorted(path.iterdir()) if not is_kept_for_itself(item.name)]
        folders = {item for item in items if item.is_dir() and not item.is_symlink()}
        are_people = any(self._is_named(item.name, item in folders) for item in items)
        for item in items:
            is_folder = item in folders
            is_persons = self._is_named(item.name, is_folder) or (is_folder and are_people)
            if is_persons or self._label(item.name, is_folder, self.platform):
                here += _entries_below(item, path)
            elif is_folder:
                found += self.folder(item)
            elif item.suffix.lower() in ARCHIVES:
                found.append(self.archive(item))
            elif item.suffix.lower() != ".csv":
                here += _entries_below(item, path)
        return [*([self._download(path, here, wrapped=False)] if here else []), *found]

    def _is_named(self, name: str, is_folder: bool) -> bool:
        return self.platform in (None, "zip") and any(map(self.is_person, self._names(name, is_folder)))

    def _names(self, name: str, is_folder: bool) -> list[str]:
        """Whose a file of an archive that somebody made by hand may be: `ada.zip`, `ada_logistic_regression.ipynb`.

        A folder has no ending: `ada.lovelace` is not `ada`.
        """
        stem = name if is_folder else PurePosixPath(name).stem
        before = re.split(rf"[ _.-]*{self.slug}", stem, maxsplit=1, flags=re.IGNORECASE)[0]
        return [part for part in dict.fromkeys((name, stem, before)) if part]

    def _download(self, path: Path, entries: Sequence[Entry], *, wrapped: bool = True) -> Download:
        while wrapped and (inner := self._unwrapped(entries)):
            entries = inner
        platform = self.platform or self._platform_of(entries)
        found = Download(path)
        for entry in entries:
            label = self._label(entry.parts[0], len(entry.parts) > 1, platform) if entry.parts else None
            if label is None and platform == "zip" and entry.parts:
                names = self._names(entry.parts[0], len(entry.parts) > 1)
                label = Label("zip", next(filter(self.is_person, names), names[-1]))
            if label is None:
                found.nobodys.append(clean_line(entry.name, limit=120))
                continue
            place = PurePosixPath(*(entry.parts[1:] or [label.rest or entry.parts[0]]))
            found.pieces.append(Piece(label, place, path, entry.name, entry.size, entry.moment, entry.wrong))
        return found

    def _unwrapped(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries without the one folder that all lie in, if it is nobody's; none if there is no such folder."""
        firsts = {entry.parts[0] for entry in entries if len(entry.parts) > 1}
        if len(firsts) != 1 or any(len(entry.parts) < 2 for entry in entries):
            return []
        (first,) = firsts
        is_somebodys = canvas_label(first) or moodle_label(first) or "_assignsubmission_" in first
        if is_somebodys or any(map(self.is_person, self._names(first, True))):
            return []
        return [Entry(entry.parts[1:], entry.name, entry.size, entry.moment, entry.wrong) for entry in entries]

    def _platform_of(self, entries: Sequence[Entry]) -> Platform | None:
        """By hand, where no name is a platform's; of the platforms, each name tells which it is."""
        firsts = [(entry.parts[0], len(entry.parts) > 1) for entry in entries if entry.parts]
        return None if any(self._label(name, is_folder, None) for name, is_folder in firsts) else "zip"

    def _label(self, name: str, is_folder: bool, platform: Platform | None) -> Label | None:
        found = moodle_label(name, is_folder=is_folder) if platform in (None, "moodle") else None
        return found or (canvas_label(name) if platform in (None, "canvas") else None)


def entry_of(info: zipfile.ZipInfo, zone: tzinfo = UTC) -> Entry:
    """What an archive says of a file in it.

    Args:
        info: what the archive says.
        zone: the time zone of a time that does not name it.
    """
    parts = PurePosixPath(_name_of(info)).parts
    wrong = ""
    if stat.S_ISLNK(info.external_attr >> 16):
        wrong = "is a link"
    elif info.flag_bits & 1:
        wrong = "is locked with a password"
    elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        wrong = "is packed in a way that is not read here"
    return Entry(parts, info.filename, info.file_size, _moment_of(info, zone), wrong or wrong_with(parts))


def _moment_of(info: zipfile.ZipInfo, zone: tzinfo) -> datetime:
    extra = info.extra
    while len(extra) >= 4:
        kind, length = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        if kind == _UNIX_TIME and length >= 5 and extra[4] & 1:
            return datetime.fromtimestamp(int.from_bytes(extra[5:9], "little"), UTC).replace(tzinfo=None)
        extra = extra[4 + length :]
    try:
        return datetime(*info.date_time, tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return datetime(1980, 1, 1)


def _name_of(info: zipfile.ZipInfo) -> str:
    """A name as it was meant: some programs write UTF-8 and do not say so, or write Windows' separators."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    name = unicodedata.normalize("NFC", name)
    return name if "/" in name else name.replace("\\", "/")


def is_nothing(parts: Iterable[str]) -> bool:
    """Whether a path is of what systems and editors keep for themselves; one that leads elsewhere is not."""
    return any(is_kept_for_itself(part) for part in parts if part != "..")


def wrong_with(parts: tuple[str, ...]) -> str:
    """Why a path in an archive cannot be taken, as the rest of a sentence; empty if it can."""
    path = "/".join(parts)
    if not parts or parts[0] == "/" or ".." in parts:
        return "has a name that leads elsewhere"
    if len(path) > MAX_PATH or any(len(part.encode("utf-8", "replace")) > MAX_PATH for part in parts):
        return "has a name that is too long"
    return "has a name with signs that no file's name may have" if _ODD.search(path) or "\\" in path else ""


def _entries_below(path: Path, root: Path) -> Iterator[Entry]:
    """The files at or below a path, links named as such; without what systems keep for themselves."""
    paths = [path]
    if path.is_dir() and not path.is_symlink():
        paths = [Path(folder, name) for folder, _, names in os.walk(path) for name in sorted(names)]
    for item in paths:
        parts = tuple(unicodedata.normalize("NFC", part) for part in item.relative_to(root).parts)
        if is_nothing(parts):
            continue
        found = item.lstat()
        wrong = "" if stat.S_ISREG(found.st_mode) else "is a link, or no file at all"
        moment = datetime.fromtimestamp(found.st_mtime, UTC).replace(tzinfo=None, microsecond=0)
        yield Entry(parts, str(item.relative_to(root)), found.st_size, moment, wrong or wrong_with(parts))


class Opened:
    """Downloads whose files are read; each archive is opened once. A context manager."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._archives: dict[Path, zipfile.ZipFile] = {}

    def file(self, piece: Piece) -> IO[bytes]:
        """Opens a file.

        Raises:
            OSError, zipfile.BadZipFile: if it cannot be read.
        """
        if piece.download.is_dir():
            return open_plain(piece.download / piece.name)
        if piece.download not in self._archives:
            self._archives[piece.download] = self._stack.enter_context(zipfile.ZipFile(piece.download))
        return self._archives[piece.download].open(piece.name)

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()
