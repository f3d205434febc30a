"""Whose each hand-in in the downloads is, and which of them counts: all that is known before a file is touched."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dlkit.comparing import clean_line
from dlkit.course import CourseError
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.groups import Groups
from grader.gradebook.importing.downloads import Download, read_downloads
from grader.gradebook.importing.hand_ins import HandIn, hand_ins, newest_first, without_files
from grader.gradebook.late import read_settings
from grader.gradebook.late.local_time import in_utc
from grader.gradebook.roster.finding import Found, Roster
from grader.gradebook.roster.people import Person, read_people, together
from grader.gradebook.roster.platform_names import Label, Platform
from grader.gradebook.roster.students import read_students, squeezed
from grader.gradebook.student_id import is_student_id, not_a_student_id


@dataclass(frozen=True)
class Stranger:
    """What was handed in by somebody whom nobody on the roster is.

    Attributes:
        name: what the platform calls the person, or the file.
        files: the files, for a reader.
        why: why it is nobody's, as the rest of a sentence.
        todo: what to do, with the exact command.
    """

    name: str
    files: str
    why: str
    todo: str


@dataclass(frozen=True)
class Chosen:
    """What counts for a student, or for a group.

    Attributes:
        student: in whose folder it belongs.
        hand_in: the newest.
        time: when it was handed in, in UTC; None if that is not known.
        passed_over: what is older, or not the newest of its files, as sentences.
        members: all for whom it counts.
    """

    student: str
    hand_in: HandIn
    time: datetime | None
    passed_over: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass
class Plan:
    """What is in the downloads.

    Attributes:
        chosen: what counts, by student.
        strangers: what is nobody's.
        without_file: who is on the roster and has nothing in the downloads.
        remarks: what else there is to say, as sentences.
        has_roster: whether there is anybody on the roster.
    """

    chosen: list[Chosen] = field(default_factory=list)
    strangers: list[Stranger] = field(default_factory=list)
    without_file: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    has_roster: bool = True


@dataclass(frozen=True)
class Wishes:
    """How downloads are to be read.

    Attributes:
        platform: from where they are; told by the names in them if None.
        lists: lists of persons that the platform exported.
        who: whose id a person of a number or a name has.
        file_times: whether the times of files are those of the hand-ins.
        made_up: whether a platform's name counts as an id where the roster is empty, as it does for nbgrader.
        unread: tables beside archives that are no such lists, as sentences.
    """

    platform: Platform | None = None
    lists: Sequence[Path] = ()
    who: Mapping[str, str] = field(default_factory=dict)
    file_times: bool = False
    made_up: bool = False
    unread: Sequence[str] = ()


def read_plan(folder: CourseFolder, slug: str, paths: Sequence[Path], wishes: Wishes) -> Plan:
    """Reads downloads and tells whose what is.

    Args:
        folder: the course folder.
        slug: the assignment.
        paths: archives, and folders with them.
        wishes: how to read them.

    Raises:
        CourseError: if one of the files cannot be read, or the wishes name somebody who is not there.
    """
    zone, groups = read_settings(folder.root).zone, folder.groups(slug)
    with folder.gradebook() as gradebook:
        students = read_students(gradebook)
    for student in wishes.who.values():
        if student not in students:
            raise CourseError(f"There is no student {student!r} on the roster. Add one with: nbgrader db student add")
    people = together(read_people(path) for path in wishes.lists)
    roster = Roster(students.values(), people, wishes.who, made_up=wishes.made_up)
    downloads = _downloads(paths, slug, wishes.platform, roster, zone)
    plan = Plan(has_roster=bool(students), remarks=[*wishes.unread])
    found = hand_ins(downloads, slug)
    owners = roster.find_all(item.label for item in found)
    by_owner: dict[tuple[str, ...], list[tuple[str, HandIn]]] = {}
    named_groups = set()
    for item in found:
        owner = owners[item.label.person]
        group = None if owner.student else _group_of(item.label, groups)
        student = group[0] if group else owner.student
        if group:
            named_groups.add(item.label.person)
        if not student or not is_student_id(student):
            plan.strangers.append(_stranger(item, owner, student))
        else:
            by_owner.setdefault(group or groups.members(student), []).append((student, item))
    order = {download.path: place for place, download in enumerate(downloads)}
    for members, attempts in sorted(by_owner.items()):
        plan.chosen.append(_choose(members, attempts, named_groups, order, roster, wishes, zone, plan.remarks))
    plan.strangers += _rest(downloads)
    with_file = {member for chosen in plan.chosen for member in chosen.members}
    plan.without_file = sorted(students.keys() - with_file)
    return plan


def _downloads(
    paths: Sequence[Path], slug: str, platform: Platform | None, roster: Roster, zone: ZoneInfo
) -> list[Download]:
    known = _names_of(roster)
    found = [
        download
        for path in dict.fromkeys(path.resolve() for path in paths)
        for download in read_downloads(path, platform, slug, is_person=lambda name: squeezed(name) in known, zone=zone)
    ]
    if not any(download.pieces or download.nobodys for download in found):
        raise CourseError(f"There is nothing in {', '.join(str(path) for path in paths)}.")
    if platform is not None and not any(download.pieces for download in found):
        raise CourseError(
            f"No name in {', '.join(str(path) for path in paths)} is one that {platform.title()} gives: leave --from out."
        )
    return found


def _names_of(roster: Roster) -> Collection[str]:
    names: set[str] = set()
    for student in roster.students.values():
        names |= {squeezed(text) for text in (student.id, student.lms_user_id, student.email, student.name)}
        names.add(squeezed(student.last_name + student.first_name))
    return {squeezed(name) for name in roster.told} | names - {""}


def _group_of(label: Label, groups: Groups) -> tuple[str, ...] | None:
    """The members of the group that a platform names in place of a student."""
    name = squeezed(label.name)
    named = [group for group in groups.groups if name and squeezed(group.name) == name]
    return named[0].members if len(named) == 1 else None


def _choose(
    members: tuple[str, ...],
    attempts: list[tuple[str, HandIn]],
    named_groups: Collection[tuple[str, str, str]],
    order: Mapping[Path, int],
    roster: Roster,
    wishes: Wishes,
    zone: ZoneInfo,
    remarks: list[str],
) -> Chosen:
    people = {
        item.label.person: _person_of(item.label, members, roster, item.label.person in named_groups)
        for _, item in attempts
    }
    times = {
        key: person.handed_in.replace(tzinfo=None) for key, person in people.items() if person and person.handed_in
    }
    newest, *older = newest_first([item for _, item in attempts], order, times if len(times) == len(people) else {})
    student = next(student for student, item in attempts if item is newest)
    told = [
        f"{item.shown} ({item.pieces[0].download.name})"
        for item in older
        if item.content != newest.content or item.label.person != newest.label.person
    ]
    told += [f"{piece.shown} ({piece.download.name})" for piece in newest.passed_over]
    person = people[newest.label.person]
    return Chosen(student, newest, _time(newest, person, wishes, zone, remarks), tuple(told), members)


def _person_of(label: Label, members: tuple[str, ...], roster: Roster, is_group: bool) -> Person | None:
    """What a list says of whom a label names; of a group, which no list names, what it says of the member who was last."""
    if not is_group:
        return roster.person_of(label)
    found = [person for member in members if (person := roster.person_of_student(member)) and person.handed_in]
    return max(found, key=lambda person: (person.handed_in or datetime.min).replace(tzinfo=None), default=None)


def _time(
    hand_in: HandIn, person: Person | None, wishes: Wishes, zone: ZoneInfo, remarks: list[str]
) -> datetime | None:
    """When something was handed in: as a list of the platform says, or its files do if that is wished."""
    if person and person.handed_in:
        try:
            return in_utc(person.handed_in, zone)
        except CourseError as error:
            remarks.append(f"{hand_in.label.shown} has no time: {error}")
            return None
    if person and person.handed_in_text:
        told = clean_line(person.handed_in_text, limit=60)
        remarks.append(
            f"{told!r}, when {hand_in.label.shown} handed in, is no time that is read here: set the platform to English, "
            "and export the list again."
        )
    return hand_in.moment if wishes.file_times else None


def _stranger(item: HandIn, owner: Found, student: str) -> Stranger:
    label, why = item.label, owner.why
    if student:
        why = not_a_student_id(student)
    files = f"{item.shown} in {item.pieces[0].download.name}"
    if not label.name and label.number:
        return Stranger(
            f"somebody without a name ({label.number})",
            files,
            "was handed in anonymously",
            "switch anonymous grading off, and download again",
        )
    return Stranger(label.shown, files, why, _todo(label))


def _todo(label: Label) -> str:
    key = label.number if label.platform == "canvas" else label.name
    if label.platform == "canvas":
        add = f"nbgrader db student add {_quoted(label.name)} --lms-user-id {label.number}"
    elif label.platform == "moodle":
        first, _, last = label.name.rpartition(" ")
        add = f"nbgrader db student add STUDENT --first-name {_quoted(first)} --last-name {_quoted(last)}"
    else:
        add = f"nbgrader db student add {_quoted(label.name)}"
    return f"if new: {add}; if known by another name, add --who {_quoted(f'{key}=STUDENT')}"


def _quoted(text: str) -> str:
    return shlex.quote(clean_line(text, limit=100))


def _rest(downloads: Sequence[Download]) -> list[Stranger]:
    """What is in the downloads and no hand-in of anybody's."""
    rest = [
        Stranger(name, download.path.name, "has no name that tells whose it is", "put it where it belongs by hand")
        for download in downloads
        for name in download.nobodys
    ]
    for name, what in without_files(downloads).items():
        rest.append(Stranger(name, what, f"handed in {what} and no file", "ask for the notebook"))
    return rest


def with_lists(paths: Sequence[Path], wishes: Wishes) -> Wishes:
    """The wishes, and with them the lists that lie beside archives in a folder.

    Args:
        paths: archives and folders.
        wishes: the wishes.
    """
    found, unread = [], []
    for item in (item for path in paths if path.is_dir() for item in sorted(path.glob("*.csv"))):
        try:
            read_people(item)
        except CourseError as error:
            unread.append(f"Not taken for a list of persons: {error}")
        else:
            found.append(item)
    return replace(wishes, lists=[*wishes.lists, *found], unread=unread)
