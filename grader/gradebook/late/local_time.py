"""Times of a course: people read and write them in its time zone, nbgrader keeps them in UTC without saying so."""

from __future__ import annotations

import difflib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from dlkit.comparing import clean_line
from dlkit.course import CourseError

DAY = timedelta(days=1)
_FORMS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")


def find_zone(name: str) -> ZoneInfo:
    """The time zone of a name such as `Europe/Berlin`.

    Raises:
        CourseError: if there is none; the message names similar ones.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        near = difflib.get_close_matches(name.strip().replace(" ", "_"), available_timezones(), n=1, cutoff=0.6)
        hint = f"Did you mean {near[0]!r}?" if near else "Write one such as Europe/Berlin or America/New_York."
        raise CourseError(f"There is no time zone {clean_line(name, limit=60)!r}. {hint}") from None


def read_local(text: str, zone: ZoneInfo) -> datetime:
    """A time that a person wrote in a course's time zone, in UTC as nbgrader keeps it.

    An hour that comes twice, when the clocks are put back, counts as the later one.

    Args:
        text: such as `2026-12-01 18:00`, with seconds if need be.
        zone: the course's time zone.

    Raises:
        CourseError: if it is no such time, or one that the clocks skip.
    """
    for form in _FORMS:
        try:
            return in_utc(datetime.strptime(text.strip(), form), zone)
        except ValueError:
            continue
    raise CourseError(
        f'{clean_line(text, limit=60)!r} is no date with a time: write it like "2026-12-01 18:00", '
        f"in the course's time zone ({zone.key})."
    )


def in_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """A local time in UTC, without its zone; see `read_local`.

    Args:
        local: the time; one that names its zone keeps it.
        zone: the zone of one that names none.

    Raises:
        CourseError: if it is a time that the clocks of the zone skip, or one of no year that there is.
    """
    try:
        if local.tzinfo is not None:
            return local.astimezone(UTC).replace(tzinfo=None)
        found = _latest(local, zone)
        skipped = found.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) != local
    except OverflowError:
        raise CourseError(f"{local} lies too far away.") from None
    if skipped:
        raise CourseError(f"{local:%Y-%m-%d %H:%M} does not exist in {zone.key}: the clocks are put forward over it.")
    return found


def shifted(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of the clock some days later: a day may have 23 or 25 hours.

    Args:
        moment: in UTC, without its zone.
        days: how many.
        zone: whose clock.
    """
    return moved(moment, timedelta(days=days), zone) if days else moment


def moved(moment: datetime, span: timedelta, zone: ZoneInfo) -> datetime:
    """A time that the clock of a zone shows so much later; a time that the clocks skip counts as the one after it.

    Args:
        moment: in UTC, without its zone.
        span: by how much the clock's time is another.
        zone: whose clock.
    """
    return _latest(on_the_clock(moment, zone) + span, zone)


def on_the_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the clock of a zone shows at a moment in UTC; neither names its zone."""
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def show_local(moment: datetime, zone: ZoneInfo) -> str:
    """A moment in UTC as a person reads it, such as `2026-12-01 18:00`; a part of a minute is shown in seconds."""
    local = on_the_clock(moment, zone)
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second or local.microsecond else f"{local:%Y-%m-%d %H:%M}"


def days_begun(due: datetime, handed_in: datetime, zone: ZoneInfo) -> int:
    """How many days late something is, by the clock of the zone; one that has begun counts, 0 is in time.

    Args:
        due: in UTC, without its zone.
        handed_in: likewise.
        zone: the course's time zone.
    """
    if handed_in <= due:
        return 0
    days = max(1, (handed_in - due) // DAY - 1)
    while shifted(due, days, zone) < handed_in:
        days += 1
    return days


def _latest(local: datetime, zone: ZoneInfo) -> datetime:
    both = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC).replace(tzinfo=None) for fold in (0, 1))
    return max(both)
