"""Which student a person of a platform is: by what is surest, and never by what could be two."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dlkit.comparing import clean_line
from grader.gradebook.roster.people import Person
from grader.gradebook.roster.platform_names import Label
from grader.gradebook.roster.students import Student, squeezed
from grader.gradebook.student_id import is_student_id, not_a_student_id

Key = tuple[str, str, str]
Values = Callable[[Student], list[str]]
NUMBER, EMAIL, LOGIN, NAME = range(4)  # from the surest way to the least
_WAYS = ("by the number", "by the e-mail address", "by the login", "by the name")


@dataclass(frozen=True)
class Found:
    """Whose something is.

    Attributes:
        student: the student's id; empty if that is not known.
        way: how it was told.
        why: why it is not known, as the rest of a sentence.
    """

    student: str = ""
    way: int = NAME
    why: str = ""


class Roster:
    """The students of a course, and what is known of the persons on a platform.

    Args:
        students: the students.
        people: what a list of the platform says.
        told: whose id a person of a number or a name has, because the instructor says so.
        made_up: whether a platform's name counts as an id where there are no students at all.
    """

    def __init__(
        self,
        students: Iterable[Student],
        people: Sequence[Person] = (),
        told: Mapping[str, str] | None = None,
        *,
        made_up: bool = False,
    ) -> None:
        self.students = {student.id: student for student in students}
        self.people = people
        self._are_canvas = False
        self._made_up = made_up and not self.students
        self.told = {name.casefold(): student for name, student in (told or {}).items()}

    def find_all(self, labels: Iterable[Label]) -> dict[Key, Found]:
        """Whose each of the persons is who handed in something.

        Args:
            labels: what the platform says of each.

        Returns:
            By person. No two of them are one student, whatever each looks like.
        """
        persons = {label.person: label for label in labels}
        numbers: dict[str, set[str]] = {}
        for label in persons.values():
            numbers.setdefault(squeezed(label.name), set()).add(label.number)
        self._are_canvas = any(
            label.platform == "canvas" and _plain(label.number) in self._by_lms_user_id for label in persons.values()
        )
        found = {key: self._find(label, len(numbers[squeezed(label.name)]) > 1) for key, label in persons.items()}
        claims: dict[str, list[Key]] = {}
        for key, item in found.items():
            if item.student:
                claims.setdefault(item.student, []).append(key)
        for student, keys in claims.items():
            best = min(found[key].way for key in keys)
            surest = [key for key in keys if found[key].way == best]
            for key in keys if len(surest) > 1 else [key for key in keys if key not in surest]:
                others = ", ".join(clean_line(persons[other].shown, limit=60) for other in keys if other != key)
                found[key] = Found(why=f"could be {student} {_WAYS[found[key].way]}, but so could {others}")
        return found

    def person_of(self, label: Label) -> Person | None:
        """What a list of the platform says of a person; None if nothing, or of more than one of that name."""
        if label.number:
            numbered = [
                person for person in self.people if person.number == label.number and not _is_of_another(label, person)
            ]
            if numbered:
                return numbered[0] if len(numbered) == 1 else None
        named = [
            person
            for person in self.people
            if squeezed(label.name) in person.squeezed_names and not (person.number and label.number)
        ]
        return named[0] if len(named) == 1 else None

    def person_of_student(self, student: str) -> Person | None:
        """What a list of the platform says of a student; None if nothing, or it cannot be told which it is."""
        one = self.students[student]
        email, ids = _plain(one.email), {_plain(one.id), _plain(one.lms_user_id)} - {""}
        names = {squeezed(one.first_name + one.last_name), squeezed(one.last_name + one.first_name)} - {""}
        ways = (
            [person for person in self.people if email and _plain(person.email) == email],
            [person for person in self.people if ids.intersection(map(_plain, person.logins))],
            [person for person in self.people if person.squeezed_names & names],
        )
        found = next(filter(None, ways), [])
        return found[0] if len(found) == 1 else None

    def _find(self, label: Label, is_of_two: bool) -> Found:
        """Whose one label is.

        Args:
            label: the label.
            is_of_two: whether there are two persons of that name on the platform.
        """
        for name in filter(None, (label.number, label.name)):
            if student := self.told.get(name.casefold()):
                return Found(student, NUMBER)
        if not label.name and not label.number:
            return Found(why="has no name there")
        if self._made_up:
            made = label.number if label.platform == "moodle" and label.number else label.name
            return Found(made) if is_student_id(made) else Found(why=not_a_student_id(made))
        why = "is nobody on the roster"
        for way, values, index in self._keys(label, is_of_two):
            owners = {owner for value in values for owner in index.get(value, ())}
            owners = {owner for owner in owners if way == NUMBER or not self._is_another(label, owner)}
            if len(owners) == 1 and label.platform != "zip" and any(index is known for known in self._by_bare_name):
                owners |= self._others_of_that_name(label, owners)
            if len(owners) == 1:
                return Found(owners.pop(), way)
            if owners:
                return Found(why=f"could be any of {', '.join(sorted(owners)[:5])} {_WAYS[way]}")
        if is_of_two:
            why = "has a name that two have there, and a number that nobody has on the roster"
        return Found(why=why)

    @property
    def _by_bare_name(self) -> list[Mapping[str, set[str]]]:
        """What a platform's own way to write a name may be, and may be by accident: an id, a full name, a mailbox."""
        return [self._by_id, self._by_name, self._by_mailbox]

    def _others_of_that_name(self, label: Label, owners: set[str]) -> set[str]:
        """Who else the name that stands in front may mean, where no list of the platform says who it is."""
        if self.person_of(label):
            return set()
        name, full = _plain(label.name), squeezed(label.name)
        others = self._by_id.get(name, set()) | self._by_mailbox.get(name, set())
        others = others | (self._by_name.get(full, set()) if full else set())
        return {other for other in others - owners if not self._is_another(label, other)}

    def _keys(self, label: Label, is_of_two: bool) -> Iterable[tuple[int, set[str], Mapping[str, set[str]]]]:
        """The ways to tell whose a label is, from the surest to the least: how, by which values, and what has them."""
        person = self.person_of(label)
        if label.platform == "canvas":
            yield NUMBER, {_plain(label.number)}, self._by_lms_user_id
        if person:
            logins = {_plain(login) for login in person.logins}
            yield EMAIL, {_plain(person.email), *(login for login in logins if "@" in login)} - {""}, self._by_email
            yield LOGIN, logins, self._by_id
            yield LOGIN, logins, self._by_lms_user_id
            yield NAME, person.squeezed_names, self._by_name
        if is_of_two or not label.name:
            return
        name = {_plain(label.name)}
        if label.platform == "zip":
            yield LOGIN, name, self._by_id
            yield LOGIN, name, self._by_lms_user_id
        yield EMAIL, name, self._by_email
        yield LOGIN, name, self._by_id
        yield NAME, {squeezed(label.name)} - {""}, self._by_name
        yield LOGIN, name, self._by_mailbox
        if label.platform == "moodle":
            yield LOGIN, {label.number} - {""}, self._nameless_by_id

    def _is_another(self, label: Label, student: str) -> bool:
        """Whether a student is known to be somebody else on Canvas: where the roster has its numbers, by another one."""
        number = self.students[student].lms_user_id
        return (
            self._are_canvas
            and label.platform == "canvas"
            and number.isdecimal()
            and label.number.isdecimal()
            and number != label.number
        )

    @cached_property
    def _by_lms_user_id(self) -> dict[str, set[str]]:
        return self._index(lambda student: [student.lms_user_id])

    @cached_property
    def _by_email(self) -> dict[str, set[str]]:
        return self._index(lambda student: [student.email])

    @cached_property
    def _by_mailbox(self) -> dict[str, set[str]]:
        return self._index(lambda student: [student.email.partition("@")[0]])

    @cached_property
    def _by_id(self) -> dict[str, set[str]]:
        return self._index(lambda student: [student.id])

    @cached_property
    def _nameless_by_id(self) -> dict[str, set[str]]:
        return self._index(lambda student: [] if student.name else [student.id])

    @cached_property
    def _by_name(self) -> dict[str, set[str]]:
        return self._index(
            lambda student: [
                squeezed(student.first_name + student.last_name),
                squeezed(student.last_name + student.first_name),
            ]
        )

    def _index(self, values_of: Values) -> dict[str, set[str]]:
        index: dict[str, set[str]] = {}
        for student in self.students.values():
            for value in values_of(student):
                if plain := _plain(value):
                    index.setdefault(plain, set()).add(student.id)
        return index


def _is_of_another(label: Label, person: Person) -> bool:
    """Whether a number is one of another kind: Moodle numbers groups, too, and by the names it is told which it is."""
    names = person.squeezed_names
    return label.platform == "moodle" and bool(label.name and names) and squeezed(label.name) not in names


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold()
