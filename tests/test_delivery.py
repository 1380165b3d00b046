"""A terminal writes to its own register first; what it did reaches the central one exactly once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from uuid import UUID

import pytest
from peewee import OperationalError

from kiosk import store
from kiosk.config import Settings
from kiosk.line import AGAIN_EVERY, Line
from kiosk.records import Alert, Case, Delivery, Outbox, Rating, UnknownQuestion
from kiosk.records.faults import Offline
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import new_uid
from kiosk.services import (
    calls,
    carrying,
    cases,
    closing,
    delivering,
    erasing,
    factor,
    mirroring,
    patients,
    public_view,
    ratings,
    unknown,
)
from tests import staff
from tests.register import NOW
from tests.register import draft as told_now

HOUR = timedelta(hours=1)


def draft(**told: Any) -> Draft:
    """Return a draft with more of it told."""
    return replace(told_now(), uid=new_uid(NOW), **told) if "uid" not in told else replace(told_now(), **told)


class Ward:
    """A central register and a terminal, and the line between them."""

    def __init__(self, base: Path) -> None:
        self.now = NOW
        self.central_settings = self.settings(base / "central")
        store.open_register(self.central_settings)
        self.central = store.opened()
        staff.hire()
        self.terminal_settings = self.settings(base / "terminal")
        self.install()
        self.line = Line(self.terminal_settings, self.central_settings, clock=lambda: self.ticks)
        self.spool, self.ticks = self.line.spool, 0.0

    def settings(self, data: Path) -> Settings:
        """Return the settings of a machine."""
        data.mkdir(parents=True)
        return Settings(data=data, clock=lambda: self.now)

    def install(self, letters: str = "T1") -> None:
        """Give the terminal the hospital's keys and its own letters."""
        shutil.copy(self.central_settings.data / "keys.json", self.terminal_settings.data)
        self.terminal_settings.spool_prefix.write_text(letters)

    def there(self) -> Any:
        """Speak to the central register."""
        return store.at(self.central)

    def here(self) -> Any:
        """Speak to the terminal's own."""
        return store.at(self.spool)

    def file(self, words: str = "等了两个小时", **more: Any) -> Case:
        """File a complaint at the terminal."""
        with self.here():
            return cases.file(draft(words=words, **more), self.terminal_settings, self.now)

    def turn(self) -> delivering.Counts:
        """Let the line do what is due, and count what stands where."""
        self.ticks += 100.0
        self.line.turn()
        with self.here():
            return delivering.counts()


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    """Open a central register and a terminal."""
    made = Ward(tmp_path)
    made.turn()
    yield made
    made.line.close()
    with made.there():
        store.close()


def test_what_stands_on_the_slip_stands_at_the_central_register(ward: Ward) -> None:
    filed = ward.file(phone="13812345678")
    assert ward.turn() == (0, 1, 0)
    with ward.there():
        found = cases.find(filed.uid)
        link = cases.token_of(found)
    with ward.here():
        assert cases.token_of(filed) == link
    assert (found.number, found.responsible, found.filed_at) == (
        filed.number,
        filed.responsible,
        filed.filed_at,
    )
    assert [clock.due_at for clock in found.clocks] == [clock.due_at for clock in filed.clocks]
    assert found.people[0].phone == "13812345678"


def test_every_act_of_a_terminal_is_carried(ward: Ward) -> None:
    first, second = ward.file(), ward.file()
    rating = new_uid(NOW)
    with ward.here():
        ratings.rate(rating, 2, "front", NOW)
        ratings.add_reasons(rating, "er", ["wait"], NOW)
        patients.add_message(first.uid, "还有一句", ward.terminal_settings, NOW + HOUR)
        patients.withdraw(second.uid, ward.terminal_settings, NOW + HOUR)
        called = calls.call_person("front", "home", "zh_CN", ward.terminal_settings, NOW)
        for _turn in range(2):
            unknown.keep(UUID(int=1), "停车费怎么算", "zh_CN", "front", NOW)
    assert ward.turn() == (0, 8, 0)
    with ward.there():
        assert [one.words for one in store.load(UnknownQuestion, "")] == ["停车费怎么算"]
        assert cases.find(first.uid).timeline[-1].words == "还有一句"
        assert cases.find(second.uid).stage == "withdrawn"
        assert cases.find(called.case.uid).number == called.case.number
        found = Rating.get_by_id(rating)
        assert (found.score, found.department, found.reasons) == (2, "er", ["wait"])
        assert store.verify().ok
    with ward.here():
        assert store.verify().ok


def test_what_is_done_twice_at_the_terminal_is_carried_once(ward: Ward) -> None:
    told = draft()
    with ward.here():
        cases.file(told, ward.terminal_settings, NOW)
        cases.file(told, ward.terminal_settings, NOW + HOUR)
        assert delivering.counts().waiting == 1


def test_an_act_that_fails_is_not_carried(ward: Ward) -> None:
    filed = ward.file()
    with ward.here(), pytest.raises(Exception, match="Write what you want|先写"):
        patients.add_message(filed.uid, " ", ward.terminal_settings, NOW)
    assert ward.turn() == (0, 1, 0)


def test_an_act_whose_answer_was_lost_is_done_once(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """Case 16: the server committed, and the line heard nothing of it."""
    filed = ward.file()
    with ward.here():
        patients.add_message(filed.uid, "一次", ward.terminal_settings, NOW + HOUR)

    def cut(*_told: Any) -> None:
        raise Offline

    with monkeypatch.context() as broken:
        broken.setattr(delivering, "mark", cut)
        assert ward.turn() == (2, 0, 0)
    assert ward.turn() == (0, 2, 0)
    with ward.there():
        assert [line.words for line in cases.find(filed.uid).timeline if line.kind == "message"] == ["一次"]
        assert Delivery.select().count() == 2


def test_a_register_that_is_away_keeps_nothing_from_being_filed(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_settings: Settings, is_spool: bool = False) -> None:
        raise Offline

    ward.line.lose(Offline())
    with monkeypatch.context() as broken:
        broken.setattr(store, "open_register", away)
        filed = [ward.file() for _turn in range(3)]
        assert ward.turn() == (3, 0, 0)
        with ward.here():
            assert cases.find(filed[0].uid).number == filed[0].number
    assert ward.turn() == (0, 3, 0)


def test_an_act_that_the_register_refuses_is_parked_and_seen_by_supervisors(ward: Ward) -> None:
    """Case 17: a poisoned row blocks nobody, and does not vanish."""
    filed = ward.file()
    ward.turn()
    with ward.there():
        patients.withdraw(filed.uid, ward.central_settings, NOW)
    with ward.here():
        patients.add_message(filed.uid, "太晚了", ward.terminal_settings, NOW + HOUR)
    other = ward.file()
    assert ward.turn() == (0, 2, 1)
    with ward.there():
        [parked] = store.load(Delivery, "WHERE problem <> ''")
        assert "太晚了" in parked.facts and parked.problem == "Refusal"
        [alert] = store.load(Alert, "WHERE kind = 'parked'")
        assert (alert.role, alert.facts["terminal"]) == ("supervisor", ward.spool.chain)
        assert cases.find(other.uid).number == other.number
        assert store.verify().ok


def test_another_case_with_the_same_uid_is_parked_and_the_first_one_stays(ward: Ward) -> None:
    """Case 24: the same uid with other contents raises an alarm; the first one wins."""
    uid = new_uid(NOW)
    with ward.there():
        first = cases.file(draft(uid=uid, words="第一个"), ward.central_settings, NOW)
    with ward.here():
        cases.file(draft(uid=uid, words="第二个"), ward.terminal_settings, NOW)
    assert ward.turn() == (0, 0, 1)
    with ward.there():
        assert (cases.find(uid).words, cases.find(uid).number) == ("第一个", first.number)
        assert len(store.load(Alert, "WHERE kind = 'parked'")) == 1


def test_what_a_failover_lost_is_offered_again(ward: Ward) -> None:
    filed = ward.file()
    ward.turn()
    with ward.there(), store.whole():
        store.database.execute_sql("PRAGMA defer_foreign_keys = 1")
        for table in (
            "delivery",
            "case_key",
            "search_doc",
            "entry",
            "clock",
            "person",
            "task",
            "alert",
            '"case"',
        ):
            store.database.execute_sql(f"DELETE FROM {table}")
    ward.line.lose(Offline())
    assert ward.turn() == (0, 1, 0)
    with ward.there():
        assert cases.find(filed.uid).number == filed.number


def test_a_terminal_that_was_set_up_anew_delivers_everything(ward: Ward, tmp_path: Path) -> None:
    """Case 18: its order of acts begins at one again."""
    ward.file()
    ward.turn()
    ward.line.close()
    shutil.rmtree(ward.terminal_settings.data)
    ward.terminal_settings.data.mkdir()
    ward.install("T2")
    ward.line = Line(ward.terminal_settings, ward.central_settings, clock=lambda: ward.ticks)
    ward.spool = ward.line.spool
    filed = ward.file()
    assert ward.turn() == (0, 1, 0)
    with ward.there():
        assert cases.find(filed.uid).number == filed.number


def test_the_hospital_and_what_became_of_a_case_come_down(ward: Ward) -> None:
    filed = ward.file(phone="13812345678")
    ward.turn()
    with ward.there():
        staff.answer(filed.uid, ward.central_settings, NOW + HOUR)
        names = {row[0] for row in store.rows("SELECT code FROM department")}
    ward.turn()
    with ward.here():
        case = cases.find(filed.uid)
        view = public_view.of(case, True, ward.terminal_settings, NOW + 2 * HOUR)
        assert {row[0] for row in store.rows("SELECT code FROM department")} == names
    assert case.stage == "answered" and view.replies
    with ward.here():
        assert store.verify().ok


def test_a_mirror_never_covers_what_still_waits(ward: Ward) -> None:
    filed = ward.file()
    ward.turn()
    with ward.there():
        staff.answer(filed.uid, ward.central_settings, NOW + HOUR)
    with ward.here():
        patients.add_message(filed.uid, "我的话", ward.terminal_settings, NOW + HOUR)
        from kiosk.services import mirroring

        assert mirroring.open_here() == {}
    ward.turn()
    ward.turn()
    with ward.here():
        assert "我的话" in [line.words for line in cases.find(filed.uid).timeline]


def test_a_case_of_another_desk_opens_here_with_its_digits(ward: Ward) -> None:
    with ward.there():
        far = cases.file(draft(phone="13812345678"), ward.central_settings, NOW)
    asked = {"told": far.number, "digits": "0000", "address": "terminal:front"}
    assert ward.line.answer(asked) == "wrong"
    assert ward.line.answer({**asked, "digits": "5678"}) == "open"
    with ward.here():
        answer, case = factor.unlock_number(far.number, "5678", "terminal:front", NOW)
        assert answer == "open" and case is not None and case.number == far.number
    ward.line.lose(Offline())
    assert ward.line.answer(asked) == "away"


def test_a_verdict_at_the_terminal_closes_the_case(ward: Ward) -> None:
    filed = ward.file()
    ward.turn()
    with ward.there():
        staff.answer(filed.uid, ward.central_settings, NOW + HOUR)
    ward.turn()
    with ward.here():
        closing.give_verdict(filed.uid, True, ward.terminal_settings, NOW + 2 * HOUR)
    assert ward.turn().parked == 0
    with ward.there():
        assert cases.find(filed.uid).verdict == "solved"


def test_what_an_act_was_told_comes_out_as_it_went_in() -> None:
    told = draft(words="表情 😀 与 罕 𠮷", phrases=["一", "二"])
    plain = json.loads(json.dumps(carrying.plain(told)))
    assert carrying.told_as(Draft, plain) == told


def test_old_deliveries_are_forgotten_and_what_is_parked_is_not(ward: Ward) -> None:
    ward.file()
    ward.turn()
    ward.file()
    with ward.here():
        with store.whole():
            Outbox.update(state="parked").where(Outbox.state == "waiting").execute()
        assert delivering.forget_old(NOW + timedelta(days=29)) == 0
        assert delivering.forget_old(NOW + timedelta(days=31)) == 1
        assert delivering.counts() == (0, 0, 1)


def test_what_is_erased_at_the_register_is_erased_at_its_terminal(ward: Ward) -> None:
    case = ward.file("很特别的话")
    ward.turn()
    with ward.there():
        patients.withdraw(case.uid, ward.central_settings, ward.now)
        erasing.erase(case.uid, "rule", ward.central_settings, ward.now)
    with ward.here():
        assert cases.find(case.uid).words == "很特别的话"
    ward.ticks += AGAIN_EVERY
    ward.turn()
    with ward.here():
        kept = cases.find(case.uid)
        assert (kept.words, kept.people[0].phone_end) == ("已删除", None)
        assert store.verify().ok


def test_a_line_that_breaks_while_it_asks_what_was_erased_is_a_register_that_is_away(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    ward.turn()
    monkeypatch.setattr(mirroring, "erased_among", Mock(side_effect=OperationalError("closed")))
    ward.ticks += AGAIN_EVERY
    ward.turn()
    assert ward.line.central is None, "it is opened anew at the next turn"


def test_a_terminal_keeps_the_words_of_a_case_for_a_month_after_its_end(ward: Ward) -> None:
    case = ward.file("很特别的话")
    ward.turn()
    with ward.there():
        patients.withdraw(case.uid, ward.central_settings, ward.now)
    for days, words in ((1, "很特别的话"), (32, "已删除")):
        ward.now = NOW + timedelta(days=days)
        ward.ticks += AGAIN_EVERY
        ward.turn()
        with ward.here():
            assert cases.find(case.uid).words == words
    with ward.there():
        assert cases.find(case.uid).words == "很特别的话"


def test_settings_do_not_travel(ward: Ward) -> None:
    ward.terminal_settings = replace(ward.terminal_settings, reply_workdays=1)
    ward.file()
    with ward.here():
        [act] = store.load(Outbox, "")
    assert "settings" not in json.loads(act.facts)


def test_days_without_a_register_are_delivered_in_their_order(ward: Ward) -> None:
    """Case 19 in short: the register is down, and hundreds are filed meanwhile."""
    ward.line.lose(Offline())
    ward.line.due = ward.ticks + 1000.0
    filed = [ward.file(f"第{number}件").uid for number in range(120)]
    assert ward.turn() == (120, 0, 0)
    ward.ticks += 1000.0
    while ward.turn().waiting:
        pass
    with ward.there():
        order = [one.uid for one in store.load(Delivery, "ORDER BY rowid")]
    with ward.here():
        assert order == [one.uid for one in store.load(Outbox, "ORDER BY place")]
        assert [one.subject for one in store.load(Outbox, "ORDER BY place")] == filed


@pytest.mark.parametrize("jump", [timedelta(days=3), timedelta(days=-3)], ids=["ahead", "back"])
def test_a_clock_that_jumps_neither_loses_nor_reorders_anything(ward: Ward, jump: timedelta) -> None:
    """Case 22: order is by place and never by the clock."""
    first = ward.file()
    ward.now = NOW + jump
    second = ward.file()
    ward.now = NOW
    third = ward.file()
    assert ward.turn() == (0, 3, 0)
    with ward.here():
        told = [one.subject for one in store.load(Outbox, "ORDER BY place")]
        assert told == [first.uid, second.uid, third.uid]
        assert delivering.forget_old(NOW + jump) == 0
    with ward.there():
        for case in (first, second, third):
            assert cases.find(case.uid).filed_at == case.filed_at


def test_three_lines_on_one_spool_deliver_each_act_once(ward: Ward) -> None:
    """Case 15: each takes the same acts; the register knows them by their uid."""
    filed = ward.file()
    with ward.here():
        patients.add_message(filed.uid, "一次", ward.terminal_settings, NOW + HOUR)
        acts = store.load(Outbox, delivering.WAITING, 9)
    with ward.there():
        for _line in range(3):
            for act in acts:
                assert delivering.deliver(act, "T1", b"", ward.central_settings, NOW) == ""
        assert [line.words for line in cases.find(filed.uid).timeline if line.kind == "message"] == ["一次"]
        assert len(store.load(Delivery, "")) == 2
