"""A channel's requests make one case each, on either engine, also when two arrive in the same moment."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import Case, Channel, Request
from kiosk.rules.refusal import Refusal
from kiosk.services import channels
from tests.api import ADMIN
from tests.register import NOW, draft
from tests.staff import hire, person

PATIENCE = 60


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read refusals in English."""
    with i18n.speaking("en"):
        yield


def opened(settings: Settings, code: str = "portal") -> Channel:
    """Open a channel, and return it as its key finds it."""
    key = channels.add(code, "Portal", "web", ADMIN, settings, NOW)
    found = channels.of_key(key)
    assert found is not None and channels.of_key(key + "x") is None
    return found


def test_the_same_request_is_one_case_and_another_body_is_refused(register: Settings) -> None:
    hire()
    portal = opened(register)
    first = channels.file(portal, "request-1", b"{}", draft(), register, NOW)
    again = channels.file(portal, "request-1", b"{}", draft(), register, NOW + timedelta(days=9))
    assert (first.uid, first.number) == (again.uid, again.number)
    with pytest.raises(channels.Reused):
        channels.file(portal, "request-1", b"{ }", draft(), register, NOW)
    assert (Case.select().count(), Request.select().count()) == (1, 1)
    assert store.verify().ok


def test_a_request_that_was_refused_leaves_its_key_free(register: Settings) -> None:
    hire()
    portal = opened(register)
    wrong = draft(phone="138")
    with pytest.raises(Refusal):
        channels.file(portal, "request-1", b"{}", wrong, register, NOW)
    assert channels.file(portal, "request-1", b"{}", draft(), register, NOW).source == "web"


def ask(settings: Settings, together: Barrier, line: Connection) -> None:
    """Be another program that gets the request, in the moment in which all do."""
    store.open_register(settings)
    portal = channels.find("portal")
    assert portal is not None
    together.wait(PATIENCE)
    case = store.again(channels.file, portal, "request-1", b"{}", draft(), settings, NOW)
    line.send(str(case.number))
    store.close()


def test_what_arrives_at_several_programs_in_the_same_moment_is_one_case(register: Settings) -> None:
    hire()
    opened(register)
    away = multiprocessing.get_context("spawn")
    together, (ours, theirs) = away.Barrier(3), away.Pipe(duplex=False)
    crew = [away.Process(target=ask, args=(register, together, theirs), daemon=True) for _one in range(3)]
    for one in crew:
        one.start()
    for one in crew:
        one.join(PATIENCE)
    assert [one.exitcode for one in crew] == [0, 0, 0]
    assert len({ours.recv() for _one in crew}) == 1
    assert Case.select().count() == 1


def test_each_channel_reads_its_own(register: Settings) -> None:
    hire()
    portal, other = opened(register), opened(register, "other")
    case = channels.file(portal, "request-1", b"{}", draft(), register, NOW)
    found = channels.read(portal, case.number, NOW)
    assert found is not None and found.uid == case.uid
    assert channels.read(other, case.number, NOW) is None


def test_who_may_not_set_the_house_up_opens_no_channel(register: Settings) -> None:
    hire()
    with pytest.raises(Refusal):
        channels.add("portal", "Portal", "web", person("he"), register, NOW)
    opened(register)
    channels.end("portal", ADMIN, NOW)
    with pytest.raises(Refusal, match="given before"):
        channels.add("portal", "Portal", "web", ADMIN, register, NOW)
