"""Lists of persons that a platform exports, which say more of each than the name of a file does.

Canvas's gradebook (`Student`, `ID`, `SIS User ID`, `SIS Login ID`), Moodle's participants (`First name`, `Last name`, `Email
address`, `ID number`) and Moodle's grading worksheet (`Identifier`, `Full name`, `Email address`, and when each has
handed in) are known by their columns; so is any table that has some of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dlkit.course import CourseError
from grader.gradebook.roster.sheets import Row, read_sheet
from grader.gradebook.roster.students import squeezed

_NUMBERS = ("ID", "Identifier")
_LOGINS = ("SIS Login ID", "SIS User ID", "Integration ID", "ID number", "Username")
_EMAILS = ("Email address", "Email")
_NAMES = ("Student", "Full name", "Name")
_TIMES = ("Last modified (submission)", "handed_in")
_PARTICIPANT = re.compile(r"Participant\s+(\d+)")
_TIME = re.compile(
    r"(?P<day>\d{1,2})\.?\s+(?P<month>[^\W\d_]+)\.?,?\s+(?P<year>\d{4}),?\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})\s*(?P<half>[AP]M)?",
    re.IGNORECASE,
)
_MONTHS = {
    name: number
    for names in ("jan feb mar apr may jun jul aug sep oct nov dec", "jan feb mär apr mai jun jul aug sep okt nov dez")
    for number, name in enumerate(names.split(), start=1)
}


@dataclass(frozen=True)
class Person:
    """What a list says of one person; empty what it does not.

    Attributes:
        number: the platform's own number of the person.
        logins: the names and ids under which the university knows the person.
        email: the address.
        names: the name, as it may be written.
        handed_in: when they handed in, by the course's clock; None if the list does not say so.
        handed_in_text: the same as it stands there.
    """

    number: str = ""
    logins: tuple[str, ...] = ()
    email: str = ""
    names: tuple[str, ...] = ()
    handed_in: datetime | None = None
    handed_in_text: str = ""

    @property
    def squeezed_names(self) -> set[str]:
        """The name in all the forms in which it may be compared."""
        return {found for name in self.names if (found := squeezed(name))}


def read_people(path: Path) -> list[Person]:
    """Reads a list that a platform exported.

    Args:
        path: a CSV file.

    Raises:
        CourseError: if it is none, or says by no column who anybody is.
    """
    sheet = read_sheet(path)
    known = (*_LOGINS, *_EMAILS, *_NAMES, "First name", *_TIMES)  # numbers alone say nothing of anybody
    if not set(known) & set(sheet.header):
        raise CourseError(
            f"{path} says by none of its columns who is who: give Canvas's exported gradebook, or Moodle's participants "
            "or grading worksheet, exported in English."
        )
    return [_person(row) for row in sheet.rows if "Points Possible" not in row.get("Student", "")]


def together(lists: Iterable[Iterable[Person]]) -> list[Person]:
    """Several lists as one: what they say of a person of one number is put together."""
    numbered: dict[str, Person] = {}
    found: list[Person] = []
    for people in lists:
        seen: set[str] = set()
        for person in people:
            if not person.number or person.number in seen:
                found.append(person)  # without a number, or twice in one list
            elif person.number in numbered:
                numbered[person.number] = _both(numbered[person.number], person)
            else:
                numbered[person.number] = person
            seen.add(person.number)
    return [*numbered.values(), *found]


def _both(one: Person, other: Person) -> Person:
    return Person(
        one.number,
        tuple(dict.fromkeys((*one.logins, *other.logins))),
        one.email or other.email,
        tuple(dict.fromkeys((*one.names, *other.names))),
        one.handed_in or other.handed_in,
        one.handed_in_text or other.handed_in_text,
    )


def _person(row: Row) -> Person:
    number = _first(row, _NUMBERS)
    participant = _PARTICIPANT.fullmatch(number)
    names = [_first(row, _NAMES)]
    first, last = (_first(row, (column,)) for column in ("First name", "Last name"))
    if "Last name" not in row:
        last = _first(row, ("Surname",))
    names += [f"{first} {last}", f"{last} {first}"] if first and last else []
    if "," in names[0]:
        names.append(" ".join(reversed([part.strip() for part in names[0].split(",", 1)])))
    text = _first(row, _TIMES)
    return Person(
        participant[1] if participant else number,
        tuple(value for column in _LOGINS if (value := row.get(column, "").strip())),
        _first(row, _EMAILS),
        tuple(filter(None, names)),
        read_time(text),
        "" if text == "-" else text,
    )


def _first(row: Row, columns: tuple[str, ...]) -> str:
    return next((value for column in columns if (value := row.get(column, "").strip())), "")


def read_time(text: str) -> datetime | None:
    """A time as Moodle writes it in English or German, or in ISO form; None if it is no time.

    Args:
        text: such as `Friday, 27 November 2026, 10:35 AM` or `2026-11-27 10:35`.
    """
    if found := _TIME.search(text):
        month = _MONTHS.get(found["month"][:3].lower())
        hour = int(found["hour"])
        if found["half"]:
            hour = hour % 12 + 12 * (found["half"].upper() == "PM")
        try:
            return datetime(int(found["year"]), month or 0, int(found["day"]), hour, int(found["minute"]))
        except ValueError:
            return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
