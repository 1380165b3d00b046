"""Staff hear of grave and late cases on their telephones, once each, without anybody's data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk import cli, i18n, sending, telling
from kiosk.config import Settings
from kiosk.records import Alert
from kiosk.rules.rights import Actor
from kiosk.services import acts, alerts, cases, messages, tick
from tests.receivers import Receiver, receiver
from tests.register import NOW, draft
from tests.staff import hire, person
from tests.web import Clock

# One of the many services that the library knows imports a module that later Pythons lack.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read sentences in English."""
    with i18n.speaking("en"):
        yield


@pytest.fixture
def house(register: Settings, tmp_path: Path) -> Settings:
    """Return settings with a clock that stands and a file of addresses."""
    hire()
    file = tmp_path / "addresses"
    return replace(register, clock=Clock(), notify_file=str(file), language="en")


def listen(house: Settings, *there: Receiver) -> None:
    """Write the file of addresses: two remarks, and each receiver as Apprise names it."""
    lines = [
        "# the service centre",
        "  # by night",
        *(one.address.replace("http://", "json://") for one in there),
    ]
    Path(house.notify_file).write_text("\n".join(lines), "utf-8")


def words(there: Receiver) -> list[str]:
    """Return what a receiver was told."""
    return [json.loads(body)["message"] for _headers, body in there.posts]


def grade(house: Settings) -> cases.Case:
    """File a case, and grade it up."""
    case = cases.file(draft(), house, house.clock())
    return acts.grade(case.uid, "major", "病情加重", person("he"), house, house.clock())


def test_a_case_that_is_graded_up_is_told_once_without_anybodys_data(house: Settings) -> None:
    with receiver() as there:
        listen(house, there)
        case = grade(house)
        for _turn in range(3):
            sending.turn(house)
    assert words(there) == [f"Case {case.number} is graded major. Department: —. Open the console."]
    sent = repr(there.posts)
    for secret in ("王秀英", "13812345678", "没有人管", "病情加重"):
        assert secret not in sent
    assert len(alerts.pending(person("cao"), "")) == 1, "the console rings all the same"


def test_a_late_case_is_told_by_the_tick(house: Settings) -> None:
    with receiver() as there:
        listen(house, there)
        case = cases.file(draft(), house, NOW)
        assert isinstance(house.clock, Clock)
        house.clock.move(hours=25)
        tick.tick(house, house.clock())
        assert sending.once(house) == 1
    assert words(there)[0].startswith(f"Case {case.number} is late.")


def test_a_message_that_fails_is_sent_again_to_that_address_alone_and_the_alert_stays(
    house: Settings,
) -> None:
    with receiver() as there, receiver() as away:
        away.status = 503
        listen(house, there, away)
        grade(house)
        sending.turn(house)
        away.status = 204
        assert isinstance(house.clock, Clock)
        house.clock.move(minutes=5)
        sending.turn(house)
        house.clock.move(minutes=5)
        sending.turn(house)
    assert (len(there.posts), len(away.posts)) == (1, 2)
    assert [one.taken_at for one in Alert.select().where(Alert.kind == "graded")] == [None, None]


def test_what_never_arrives_is_given_up_and_rings_on_the_console(house: Settings) -> None:
    with receiver() as there:
        there.status = 500
        listen(house, there)
        grade(house)
        for _turn in range(40):
            sending.turn(house)
            assert isinstance(house.clock, Clock)
            house.clock.move(hours=1)
    assert 3 < len(there.posts) < 40
    assert [one.state for one in messages.StaffMessage.select()] == ["given_up"]
    assert len(alerts.pending(Actor("cao", "leader"), "")) == 1


def test_a_file_that_is_missing_and_an_address_that_is_none_are_noted_without_their_words(
    house: Settings,
) -> None:
    grade(house)
    assert sending.turn(house) == 0
    Path(house.notify_file).write_text("wecom-secret-4711://", "utf-8")
    assert sending.turn(house) == 0
    log = house.log.read_text("utf-8")
    assert "FileNotFoundError" in log and "4711" not in log


@pytest.mark.parametrize(
    "address",
    [
        "wecombot://0123456789abcdef0123456789abcdef",
        "dingtalk://0123456789abcdef0123456789",
        "feishu://0123456789abcdef0123456789abcdef",
        "mailtos://desk:word@mail.hospital.example?to=centre@hospital.example",
    ],
)
def test_the_ways_that_hospitals_here_use_are_known(address: str) -> None:
    import apprise

    assert apprise.Apprise().add(address)


def test_old_alerts_are_told_to_nobody_who_comes_later(house: Settings) -> None:
    grade(house)
    with receiver() as there:
        listen(house, there)
        assert isinstance(house.clock, Clock)
        house.clock.move(days=2)
        sending.turn(house)
    assert there.posts == []


def test_the_tick_of_a_house_that_tells_nobody_sends_nothing(
    house: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "turn", lambda *_values: pytest.fail("nobody is to be told"))
    assert sending.once(replace(house, notify_file="")) == 0


def test_without_the_library_the_log_says_what_is_missing(
    house: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "is_there", lambda: False)
    assert not telling.is_sent("json://127.0.0.1", "words", house)
    assert "apprise" in house.log.read_text("utf-8")


def test_hooks_run_is_a_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["hooks", "run", "--data", str(tmp_path / "none"), "--language", "en"]) == 3
    assert "no register" in capsys.readouterr().err
