"""What others are told: one message a line, in order, signed, and never to an address of this machine."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from kiosk import cli, i18n, sending, store
from kiosk.config import Settings
from kiosk.records import Alert, Entry, HookMessage
from kiosk.rules import hooks as rules
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.services import acts, alerts, cases, closing, hooks
from tests.receivers import receiver
from tests.register import NOW, draft
from tests.staff import answer, hire, person
from tests.web import Clock

ADMIN = Actor("xu", "admin")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read refusals in English."""
    with i18n.speaking("en"):
        yield


@pytest.fixture
def house(register: Settings) -> Settings:
    """Return settings with a clock that stands, and a receiver on this machine that is meant."""
    hire()
    return replace(register, clock=Clock(), hook_hosts=("127.0.0.1",), api_address="https://api.example")


def clock(house: Settings) -> Clock:
    """Return the clock that stands."""
    assert isinstance(house.clock, Clock)
    return house.clock


def live(house: Settings, uids: list[UUID], chance: random.Random) -> None:
    """Do one thing to one case."""
    uid = chance.choice(uids)
    case, now = cases.find(uid), house.clock()
    if case.stage in ("answered", "closed"):
        closing.give_verdict(uid, case.stage == "answered" and chance.random() < 0.3, house, now)
    elif chance.random() < 0.3:
        answer(uid, house, now)
    else:
        act = chance.choice((acts.note, acts.reply))
        act(uid, "已经看过了。", person("he"), house, now)


def told_lines(hook: str) -> dict[str, list[str]]:
    """Return what each case has to tell, in order: the event ids that its lines have."""
    found: dict[str, list[str]] = {}
    for line in store.load(Entry, "ORDER BY case_uid, position"):
        if rules.is_told(line.kind, line.visibility, ()):
            uid = hooks.uuid5(hooks.EVENTS, f"{hook}\n{line.uid.hex}")
            found.setdefault(line.__data__["case"].hex, []).append(str(uid))
    return found


def test_a_receiver_that_fails_and_drops_repeats_ends_with_one_message_a_line_in_order(
    house: Settings,
) -> None:
    chance = random.Random(5)
    with receiver(fails=0.4) as there:
        hooks.add("portal", there.address, (), ADMIN, house.clock())
        uids = [cases.file(draft(), house, house.clock()).uid for _case in range(4)]
        for _turn in range(80):
            live(house, uids, chance)
            clock(house).move(seconds=chance.choice((1, 40, 700)))
            sending.turn(house)
        for _turn in range(40):
            clock(house).move(hours=2)
            sending.turn(house)
    wanted = told_lines("portal")
    assert sum(map(len, wanted.values())) > 30
    assert sorted(there.kept) == sorted(uid for lines in wanted.values() for uid in lines)
    order = {uid: place for place, uid in enumerate(there.kept)}
    for lines in wanted.values():
        assert [order[uid] for uid in lines] == sorted(order[uid] for uid in lines)
    assert len(there.posts) > len(there.kept), "it did fail, and was told again"
    assert {row.state for row in store.load(HookMessage, "")} == {"taken"}
    assert store.verify().ok


def test_a_sender_that_is_killed_between_sending_and_marking_repeats_the_same_message(
    house: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_values: object) -> None:
        raise Killed

    with receiver() as there:
        hooks.add("portal", there.address, (), ADMIN, house.clock())
        cases.file(draft(), house, house.clock())
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(hooks, "taken", killed)
            sending.turn(house)
        assert sending.turn(house) == 0, "until the lease is over nobody else sends it"
        clock(house).move(minutes=3)
        assert sending.turn(house) == 1
    first, second = there.posts
    assert first[0]["webhook-id"] == second[0]["webhook-id"] and first[1] == second[1]
    assert len(there.kept) == 1


def test_a_message_holds_number_stage_and_way_and_nobodys_data(house: Settings) -> None:
    with receiver() as there:
        hooks.add("portal", there.address, (), ADMIN, house.clock())
        case = cases.file(draft(), house, house.clock())
        acts.reply(case.uid, "我们正在查。", person("he"), house, house.clock())
        acts.note(case.uid, "内部意见", person("he"), house, house.clock())
        sending.turn(house)
    assert [(one["type"], one["data"]["stage"]) for one in there.kept.values()] == [
        ("case.filed", "received"),
        ("case.started", "working"),
        ("case.reply", "working"),
    ]
    number = case.number
    assert {one["data"]["url"] for one in there.kept.values()} == {f"https://api.example/api/cases/{number}"}
    sent = json.dumps([body.decode() for _headers, body in there.posts], ensure_ascii=False)
    for secret in ("王秀英", "13812345678", "没有人管", "我们正在查", "内部意见"):
        assert secret not in sent


def test_a_message_is_signed_as_standard_webhooks_are(register: Settings) -> None:
    hire()
    house = replace(register, hook_hosts=("127.0.0.1",))
    with receiver() as there:
        secret = hooks.add("portal", there.address, (), ADMIN, house.clock())
        cases.file(draft(), house, house.clock())
        assert sending.turn(house) == 1
    [(headers, body)] = there.posts
    assert Webhook(secret).verify(body, headers)["type"] == "case.filed"
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(secret).verify(body + b" ", headers)


def test_a_receiver_hears_only_of_what_it_asked_for_and_from_then_on(house: Settings) -> None:
    with receiver() as there:
        before = cases.file(draft(), house, house.clock())
        hooks.add("portal", there.address, ("reply",), ADMIN, house.clock())
        cases.file(draft(), house, house.clock())
        acts.reply(before.uid, "我们正在查。", person("he"), house, house.clock())
        sending.turn(house)
        hooks.end("portal", ADMIN, house.clock())
        acts.reply(before.uid, "查到了。", person("he"), house, house.clock())
        sending.turn(house)
    assert [one["type"] for one in there.kept.values()] == ["case.reply"]


def test_what_nobody_takes_is_given_up_after_days_and_the_administrator_hears_of_it_once(
    house: Settings,
) -> None:
    with receiver() as there:
        there.status = 302
        hooks.add("portal", there.address, (), ADMIN, house.clock())
        case = cases.file(draft(), house, house.clock())
        acts.reply(case.uid, "我们正在查。", person("he"), house, house.clock())
        for _turn in range(100):
            sending.turn(house)
            clock(house).move(hours=2)
    rows = store.load(HookMessage, "ORDER BY position")
    assert {row.state for row in rows} == {"given_up"} and rows[0].problem == "302"
    assert rows[0].tries < 100, "the pauses between the attempts grow"
    [alert] = store.load(Alert, "WHERE kind = 'unheard'")
    assert (alert.role, alert.facts["hook"]) == ("admin", "portal")
    assert [one.uid for one in alerts.pending(ADMIN, "front")] == [alert.uid]
    assert alerts.take(alert.uid, ADMIN, house.clock()).taken_by == "xu"
    assert hooks.everyone()[0].given_up == 3


def test_one_receiver_that_is_away_keeps_nothing_from_another(house: Settings) -> None:
    with receiver() as there, receiver() as away:
        away.status = 503
        hooks.add("away", away.address, (), ADMIN, house.clock())
        hooks.add("there", there.address, (), ADMIN, house.clock())
        for _case in range(3):
            cases.file(draft(), house, house.clock())
        sending.turn(house)
    assert len(there.kept) == 3
    assert len(away.posts) <= 3


REFUSED = [
    ("https://hospital.example/hook", "127.0.0.1"),
    ("https://hospital.example/hook", "::1"),
    ("https://hospital.example/hook", "::ffff:127.0.0.1"),
    ("https://hospital.example/hook", "169.254.169.254"),
    ("https://hospital.example/hook", "0.0.0.0"),
    ("https://hospital.example/hook", "10.1.2.3"),
    ("https://hospital.example/hook", "64:ff9b::a9fe:a9fe"),
    ("https://hospital.example/hook", "2002:7f00:1::"),
    ("http://hospital.example/hook", "93.184.216.34"),
]
"""The sixth is this machine's own; the last is outside, and the line to it open."""


@pytest.mark.parametrize(("url", "address"), REFUSED)
def test_a_receiver_on_this_machine_or_over_an_open_line_is_refused_and_allowed_by_name(
    url: str, address: str
) -> None:
    place = rules.place(url)
    with pytest.raises(Refusal, match="hook_hosts"):
        rules.check(place, [address], {"10.1.2.3"}, ())
    rules.check(place, [address], {"10.1.2.3"}, ("hospital.example",))


def test_a_receiver_inside_the_hospital_or_outside_over_https_is_told() -> None:
    rules.check(rules.place("http://portal.hospital.example/"), ["10.20.30.40"], (), ())
    rules.check(rules.place("https://portal.example/"), ["93.184.216.34"], (), ())


@pytest.mark.parametrize(
    "url",
    [
        *("", "portal", "ftp://x/", "ftp://x:21/", "gopher://x:443/", "https://", "https://a:b@x/"),
        *("https://x:99999/", "https://x/ y", "//x", "https://a..b/", f"https://{'a' * 64}.example/"),
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(Refusal):
        rules.place(url)


def test_what_leads_here_when_it_is_sent_is_not_sent_either(register: Settings) -> None:
    hire()
    with receiver() as there:
        hooks.add("portal", there.address, (), ADMIN, NOW)
        cases.file(draft(), register, NOW)
        assert sending.turn(replace(register, clock=Clock())) == 0
    assert there.posts == []
    assert [row.problem for row in store.load(HookMessage, "")] == ["Refusal"]


def test_an_address_that_nobody_can_ask_for_holds_up_no_other(house: Settings) -> None:
    with receiver() as there:
        for code in ("ghost", "portal"):
            hooks.add(code, there.address, (), ADMIN, NOW)
        store.database.execute_sql("UPDATE hook SET url = 'https://a..b/' WHERE code = 'ghost'")
        cases.file(draft(), house, house.clock())
        assert sending.turn(house) == 1
    assert {row.problem for row in store.load(HookMessage, "WHERE state = 'waiting'")} == {"Refusal"}


@given(st.integers(1, 200), st.integers(1, 3600))
def test_pauses_grow_up_to_an_hour(tries: int, seconds: int) -> None:
    first = timedelta(seconds=seconds)
    now, later = rules.pause(tries, first), rules.pause(tries + 1, first)
    assert first <= now <= later <= rules.LONGEST_PAUSE
    assert later == min(2 * now, rules.LONGEST_PAUSE)


def test_only_one_process_of_a_machine_sends(house: Settings) -> None:
    with sending.alone(house) as first, sending.alone(house) as second:
        assert (first, second) == (True, False)


def test_who_may_not_set_the_house_up_adds_no_receiver(house: Settings) -> None:
    with pytest.raises(Refusal):
        hooks.add("portal", "https://x/", (), person("he"), datetime.now(UTC))
    with pytest.raises(Refusal):
        hooks.add("Portal", "https://x/", (), ADMIN, NOW)
    with pytest.raises(Refusal, match="rumour"):
        hooks.add("portal", "https://x/", ("reply", "rumour"), ADMIN, NOW)


def test_the_command_adds_lists_and_ends_a_receiver(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("KIOSK_DATA", str(tmp_path / "data"))

    def say(*words: str) -> tuple[int, str]:
        code = cli.main(["hooks", *words])
        return code, "".join(capsys.readouterr())

    code, told = say("add", "portal", "https://192.0.2.7/told", "--kind", "reply")
    assert code == 0 and told.splitlines()[-1].startswith("whsec_")
    assert say("add", "here", "http://127.0.0.1:9/told")[0] == 1
    assert say("list")[1] == (
        "portal  https://192.0.2.7/told  reply  open  0 wait, 0 were taken, 0 were given up\n"
    )
    assert say("end", "portal")[0] == 0 and "ended" in say("list")[1]
