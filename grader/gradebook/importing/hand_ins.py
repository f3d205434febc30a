"""What each person handed in: the files of one download, and which of several attempts is the newest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from grader.gradebook.importing.downloads import ARCHIVES, Download, Piece
from grader.gradebook.roster.platform_names import Label, attempt_of

_ATTEMPTED = (".ipynb", *ARCHIVES)  # of two files of these kinds and of one name, the later is meant


@dataclass(frozen=True)
class HandIn:
    """What one person handed in, as it lies in one download.

    Attributes:
        label: what the platform says of the person.
        pieces: the files, each in its place.
        passed_over: files that are earlier attempts of one of them.
    """

    label: Label
    pieces: tuple[Piece, ...]
    passed_over: tuple[Piece, ...] = ()

    @property
    def number(self) -> int:
        """The highest of Canvas's numbers of its files, which grow; 0 if there are none."""
        return max((piece.label.file for piece in self.pieces), default=0)

    @property
    def moment(self) -> datetime:
        """The latest time of its files, in UTC."""
        return max((piece.moment for piece in self.pieces), default=datetime.min)

    @property
    def is_late(self) -> bool:
        """Whether the platform says that it was late."""
        return any(piece.label.late for piece in self.pieces)

    @property
    def shown(self) -> str:
        """Its files for a reader."""
        names = [piece.shown for piece in self.pieces]
        return names[0] + (f" and {len(names) - 1} more" if len(names) > 1 else "") if names else "nothing"

    @property
    def content(self) -> set[tuple[str, int]]:
        """What it holds, as far as names and sizes tell."""
        return {(str(piece.place), piece.size) for piece in self.pieces}


def hand_ins(downloads: Iterable[Download], slug: str) -> list[HandIn]:
    """What was handed in: of each person one hand-in for each download, without what is no file.

    Args:
        downloads: the downloads.
        slug: the assignment.
    """
    found = []
    for download in downloads:
        by_person: dict[tuple[str, str, str], list[Piece]] = {}
        for piece in download.pieces:
            if piece.label.kind == "file":
                by_person.setdefault(piece.label.person, []).append(piece)
        found += [_hand_in(pieces, slug) for pieces in by_person.values()]
    return found


def without_files(downloads: Iterable[Download]) -> dict[str, str]:
    """Those who handed in no file but something else in its place: what it was, by person for a reader."""
    labels = [piece.label for download in downloads for piece in download.pieces]
    with_files = {label.person for label in labels if label.kind == "file"}
    words = {"text": "a text typed on the platform", "link": "a link", "onlinetext": "a text typed on the platform"}
    return {
        label.shown: words.get(label.kind, label.kind)
        for label in labels
        if label.kind != "file" and label.person not in with_files
    }


def _hand_in(pieces: Sequence[Piece], slug: str) -> HandIn:
    """Puts the files of one person together: of several attempts at one name the newest, under the plain name."""
    pieces = _without_own_folder(pieces, slug)
    newest: dict[tuple[str, ...], Piece] = {}
    passed_over = []
    for piece in sorted(pieces, key=_age):
        stem, _ = attempt_of(piece.place.stem)
        is_attempt = piece.label.file > 0 and piece.place.suffix.lower() in _ATTEMPTED and len(piece.place.parts) == 1
        name = f"{stem}{piece.place.suffix}" if is_attempt else str(piece.place)
        key = (name.casefold(),) if is_attempt else (name, "")
        if key in newest:
            passed_over.append(newest[key])
        newest[key] = replace(piece, place=PurePosixPath(name)) if stem.casefold() == slug and is_attempt else piece
    chosen = tuple(sorted(_named(list(newest.values()), slug), key=lambda piece: piece.place))
    return HandIn(chosen[0].label, chosen, tuple(passed_over))


def _without_own_folder(pieces: Sequence[Piece], slug: str) -> Sequence[Piece]:
    """The files without the folder of the assignment's name that all of them lie in, as they do in `submitted/`."""
    if any(len(piece.place.parts) < 2 or piece.place.parts[0].casefold() != slug for piece in pieces):
        return pieces
    return [replace(piece, place=PurePosixPath(*piece.place.parts[1:])) for piece in pieces]


def _named(pieces: list[Piece], slug: str) -> list[Piece]:
    """Gives the only notebook the assignment's name, under which nbgrader looks for it."""
    notebooks = [piece for piece in pieces if piece.place.suffix.lower() == ".ipynb"]
    plain = PurePosixPath(f"{slug}.ipynb")
    if len(notebooks) != 1 or len(notebooks[0].place.parts) > 1 or notebooks[0].wrong:
        return pieces
    return [replace(piece, place=plain) if piece is notebooks[0] else piece for piece in pieces]


def _age(piece: Piece) -> tuple[int, int, datetime]:
    return piece.label.file, attempt_of(piece.place.stem)[1], piece.moment


def newest_first(
    found: Iterable[HandIn], order: Mapping[Path, int], times: Mapping[tuple[str, str, str], datetime]
) -> list[HandIn]:
    """Attempts in order, the newest first.

    Args:
        found: what one person, or a group, handed in, in several downloads.
        order: the place of each download among those that were given.
        times: when each person handed in, if that is known of all of them.
    """
    return sorted(
        found,
        key=lambda item: (
            times.get(item.label.person, datetime.min),
            item.number,
            item.moment,
            order[item.pieces[0].download],
        ),
        reverse=True,
    )
