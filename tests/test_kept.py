"""What somebody was writing is there again, theirs alone, and apart for every console."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from kiosk import store
from kiosk.records import AuditEntry, KeptDraft
from kiosk.services import kept, presence
from tests.register import HOSTILE, NOW

pytestmark = pytest.mark.usefixtures("register")
FIRST, SECOND = UUID(int=1), UUID(int=2)
PLACE = "reply:0197"


def later(seconds: float) -> datetime:
    """Return a moment after the beginning."""
    return NOW + timedelta(seconds=seconds)


def words(session: UUID, staff: str = "gu", seconds: float = 60) -> str | None:
    """Return what somebody finds at the place."""
    draft = kept.kept(staff, PLACE, session, later(seconds))
    return draft.words if draft else None


def test_what_was_typed_is_there_again() -> None:
    kept.keep(FIRST, "gu", PLACE, "您好，", {"script": "thanks", "boxes": ["a"]}, NOW)
    kept.keep(FIRST, "gu", PLACE, "您好，已经", {"script": "thanks", "boxes": ["a"]}, later(1))
    draft = kept.kept("gu", PLACE, FIRST, later(1))
    assert draft is not None
    assert (draft.words, draft.facts) == ("您好，已经", {"script": "thanks", "boxes": ["a"]})
    assert KeptDraft.select().count() == 1


def test_a_dropped_line_loses_nothing_the_next_console_takes_it_over() -> None:
    presence.beat(FIRST, "gu", None, "", NOW)
    kept.keep(FIRST, "gu", PLACE, "您好", {}, NOW)
    assert words(SECOND, seconds=10) is None
    presence.beat(SECOND, "gu", None, "", later(31))
    assert words(SECOND, seconds=31) == "您好"
    assert words(FIRST, seconds=31) is None


def test_a_console_that_was_closed_gives_its_drafts_at_once() -> None:
    presence.beat(FIRST, "gu", None, "", NOW)
    kept.keep(FIRST, "gu", PLACE, "您好", {}, NOW)
    presence.leave(FIRST)
    assert words(SECOND, seconds=0) == "您好"


def test_two_consoles_of_one_person_keep_their_drafts_apart() -> None:
    for session, text in ((FIRST, "一"), (SECOND, "二")):
        presence.beat(session, "gu", None, "", NOW)
        kept.keep(session, "gu", PLACE, text, {}, NOW)
    assert (words(FIRST), words(SECOND)) == ("一", "二")
    kept.drop(SECOND, PLACE)
    assert (words(FIRST, seconds=1), words(SECOND, seconds=1)) == ("一", None)


def test_the_newest_of_several_is_taken_first_and_none_is_lost() -> None:
    kept.keep(FIRST, "gu", PLACE, "早", {}, NOW)
    kept.keep(SECOND, "gu", PLACE, "晚", {}, later(1))
    assert words(UUID(int=3)) == "晚"
    kept.drop(UUID(int=3), PLACE)
    assert words(UUID(int=3)) == "早"


def test_nobody_finds_what_another_wrote() -> None:
    kept.keep(FIRST, "gu", PLACE, "您好", {}, NOW)
    assert words(SECOND, "mao") is None


def test_a_form_that_is_empty_again_is_forgotten() -> None:
    kept.keep(FIRST, "gu", PLACE, "您好", {}, NOW)
    kept.keep(FIRST, "gu", PLACE, "  ", {"reason": ""}, later(1))
    assert KeptDraft.select().count() == 0


def test_facts_alone_are_kept() -> None:
    kept.keep(FIRST, "gu", "register", "", {"phone": "138"}, NOW)
    assert kept.places("gu")[0].facts == {"phone": "138"}


def test_what_did_not_change_wakes_nobody() -> None:
    kept.keep(FIRST, "gu", PLACE, "您好", {"a": 1}, NOW)
    before = store.version()
    kept.keep(FIRST, "gu", PLACE, "您好", {"a": 1}, later(1))
    assert store.version() == before


def test_the_sign_in_tells_where_somebody_was_writing() -> None:
    kept.keep(FIRST, "gu", PLACE, "一", {}, NOW)
    kept.keep(SECOND, "gu", PLACE, "二", {}, later(1))
    kept.keep(FIRST, "gu", "register", "三", {}, later(2))
    kept.keep(FIRST, "mao", "note:1", "四", {}, later(3))
    assert [(one.place, one.words) for one in kept.places("gu")] == [("register", "三"), (PLACE, "二")]


def test_nothing_that_a_terminal_would_obey_is_kept() -> None:
    kept.keep(FIRST, "gu", PLACE, HOSTILE, {"name": HOSTILE, "more": [{"x": HOSTILE}]}, NOW)
    draft = kept.places("gu")[0]
    for text in (draft.words, draft.facts["name"], draft.facts["more"][0]["x"]):
        assert not any(sign in text for sign in "\x1b\x9b\x00\u202e") and "DROP TABLE" in text


def test_drafts_are_no_matter_of_the_trail() -> None:
    kept.keep(FIRST, "gu", PLACE, "您好", {}, NOW)
    assert AuditEntry.select().count() == 0 and store.verify().ok
