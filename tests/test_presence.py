"""Two people on a case see each other, and whoever is gone is seen no more."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import AuditEntry, Presence
from kiosk.services import presence
from tests.register import NOW

pytestmark = pytest.mark.usefixtures("register")
CASE, OTHER_CASE = UUID(int=7), UUID(int=8)
GU, MAO, MAO_AGAIN = UUID(int=1), UUID(int=2), UUID(int=3)


def later(seconds: float) -> datetime:
    """Return a moment after the beginning."""
    return NOW + timedelta(seconds=seconds)


def seen(session: UUID, seconds: float = 0) -> list[tuple[str, str]]:
    """Return whom a console sees at the case."""
    return [(one.staff, one.doing) for one in presence.others(CASE, session, later(seconds))]


def test_two_consoles_at_one_case_see_each_other_but_not_themselves() -> None:
    presence.beat(GU, "gu", CASE, "reading", NOW)
    presence.beat(MAO, "mao", CASE, "writing", NOW)
    assert (seen(GU), seen(MAO)) == ([("mao", "writing")], [("gu", "reading")])


def test_a_second_console_of_the_same_person_is_seen() -> None:
    presence.beat(MAO, "mao", CASE, "writing", NOW)
    presence.beat(MAO_AGAIN, "mao", CASE, "reading", NOW)
    assert seen(MAO_AGAIN) == [("mao", "writing")]


def test_whoever_goes_to_another_case_is_there_and_not_here() -> None:
    presence.beat(MAO, "mao", CASE, "reading", NOW)
    presence.beat(MAO, "mao", OTHER_CASE, "reading", later(1))
    assert seen(GU, 1) == []
    assert [one.began_at for one in presence.others(OTHER_CASE, GU, later(1))] == [later(1)]
    presence.beat(MAO, "mao", None, "", later(2))
    assert [one.case for one in Presence.select()] == [None]


def test_a_console_that_gives_no_sign_for_half_a_minute_is_gone() -> None:
    presence.beat(MAO, "mao", CASE, "reading", NOW)
    assert seen(GU, 30) and not seen(GU, 30.001)


def test_a_console_that_was_closed_is_gone_at_once() -> None:
    presence.beat(MAO, "mao", CASE, "reading", NOW)
    presence.leave(MAO)
    presence.leave(MAO)
    assert not seen(GU)


def test_a_sign_of_life_wakes_nobody_and_is_written_no_oftener_than_it_must() -> None:
    before = store.version()
    presence.beat(MAO, "mao", CASE, "reading", NOW)
    presence.beat(MAO, "mao", CASE, "reading", later(4))
    assert not seen(GU, 33)
    presence.beat(MAO, "mao", CASE, "reading", later(5))
    assert seen(GU, 34)
    assert store.version() == before


def test_what_changes_is_told_at_once() -> None:
    presence.beat(MAO, "mao", CASE, "reading", NOW)
    presence.beat(MAO, "mao", CASE, "writing", later(0.2))
    assert seen(GU) == [("mao", "writing")]
    assert [one.began_at for one in Presence.select()] == [NOW]


def test_signs_of_life_are_no_matter_of_the_trail(register: Settings) -> None:
    presence.beat(MAO, "mao", CASE, "reading", NOW)
    presence.beat(GU, "gu", CASE, "reading", NOW + timedelta(days=2))
    assert [one.staff for one in Presence.select()] == ["gu"]
    assert AuditEntry.select().count() == 0 and store.verify().ok
