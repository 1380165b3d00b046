"""Work orders of the citizens' hotlines come in whole or not at all, once each, with a clock of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk import cli, i18n, store
from kiosk.config import Settings
from kiosk.imports import hotline as file
from kiosk.imports.problems import ImportProblems
from kiosk.records import Case, Task
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.services import cases, closing, hotline, public_view, reports, tasks, workdays
from tests.register import HOSTILE, NOW
from tests.staff import answer, hire, person

ADMIN = Actor("xu", "admin")
HEAD = "工单编号,来电时间,来电人,联系电话,诉求类型,诉求内容,承办单位,办理时限\n"
FIRST = (
    "HZ20260918001,2026-09-17 20:15,王秀英,13812345678,投诉,抽血窗口排队两个小时。,"
    "市第一人民医院,2026-09-22 18:00\n"
)
SECOND = "HZ20260918002,2026-09-18 08:30,,0571-88000012,咨询,医保怎样报销？,cashier,3个工作日\n"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read what is said in English."""
    i18n.choose("en")
    yield


@pytest.fixture
def house(register: Settings) -> Settings:
    """Hire the small hospital."""
    hire()
    return register


def orders(tmp_path: Path, text: str, encoding: str = "utf-8") -> list[file.Order]:
    """Read a file of orders."""
    path = tmp_path / "orders.csv"
    path.write_bytes(text.encode(encoding))
    return file.read(path, hotline.departments(), NOW, Settings().tz)


def every() -> list[Case]:
    """Return every case, whole, by the hotline's numbers."""
    found = [cases.whole(case) for case in store.load(Case, "")]
    return sorted(found, key=lambda case: str(case.channel_number))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_orders_become_cases_with_the_hotlines_number_and_clock(
    house: Settings, tmp_path: Path, encoding: str
) -> None:
    """CH-03: a hotline's orders stand in the one register, with their own number beside ours."""
    taken = hotline.take_in(orders(tmp_path, HEAD + FIRST + SECOND, encoding), ADMIN, house, NOW)
    assert taken == (2, 0)
    complaint, question = every()
    assert (complaint.kind, complaint.source, complaint.channel_number) == (
        "complaint",
        "hotline",
        "HZ20260918001",
    )
    assert (question.kind, question.department) == ("question", "cashier")
    assert {(one.name, one.basis) for one in complaint.clocks} >= {
        ("reply", "house"),
        ("reply", "national"),
        ("reply", "hotline"),
    }
    assert store.verify().ok


def test_the_earliest_of_the_three_promises_is_shown(house: Settings, tmp_path: Path) -> None:
    hotline.take_in(orders(tmp_path, HEAD + FIRST), ADMIN, house, NOW)
    [case] = every()
    [clock] = [one for one in case.clocks if one.basis == "hotline"]
    assert clock.due_at == datetime(2026, 9, 22, 10, tzinfo=UTC)
    [shown] = [
        one
        for one in public_view.promises(case, workdays.calendar(), house.tz, NOW)
        if one.words == "We reply to you"
    ]
    assert "18:00" in shown.day
    assert shown.explanation == (f"Given by the hotline: by {shown.day}",)


def test_a_limit_in_working_days_ends_with_its_last_day(house: Settings, tmp_path: Path) -> None:
    hotline.take_in(orders(tmp_path, HEAD + SECOND), ADMIN, house, NOW)
    [clock] = [one for one in every()[0].clocks if one.basis == "hotline"]
    last = workdays.calendar().due_day(date(2026, 9, 18), 3).day
    assert clock.name == "answer"
    assert clock.due_at.astimezone(house.tz).date() == last + timedelta(days=1)


def test_the_same_file_twice_files_nothing_again(house: Settings, tmp_path: Path) -> None:
    hotline.take_in(orders(tmp_path, HEAD + FIRST), ADMIN, house, NOW)
    again = hotline.take_in(orders(tmp_path, HEAD + FIRST + SECOND), ADMIN, house, NOW)
    assert again == (1, 1)
    assert len(every()) == 2


def test_a_file_with_faults_files_nothing_and_names_them_all(house: Settings, tmp_path: Path) -> None:
    rows = [
        ",2026-09-17 20:15,,,投诉,没有编号,,2026-09-22\n",
        "A1,昨天,,,投诉,时间不对,,2026-09-22\n",
        "A2,2026-09-17 20:15,,1381234,投诉,电话不对,,2026-09-22\n",
        "A3,2026-09-17 20:15,,,闲聊,类型不对,,2026-09-22\n",
        "A4,2026-09-17 20:15,,,投诉,,,2026-09-22\n",
        "A5,2026-09-17 20:15,,,投诉,时限早于来电,,2026-09-16\n",
        "A5,2026-09-17 20:15,,,投诉,编号重复,,2026-09-22\n",
        "A6,2026-09-19 20:15,,,投诉,明天才来电,,2026-09-22\n",
        f"A7,2026-09-17 20:15,,,投诉,{'字' * 4001},,2026-09-22\n",
        "A8,2026-09-17 20:15,,,投诉,没有时限,,\n",
    ]
    with pytest.raises(ImportProblems) as found:
        orders(tmp_path, HEAD + FIRST + "".join(rows))
    assert [problem.line for problem in found.value.problems] == list(range(3, 13))
    told = str(found.value)
    assert "工单编号" in told and "电话不对" not in told and "1381234" not in told
    assert every() == []


def test_hostile_words_come_in_clean(house: Settings, tmp_path: Path) -> None:
    quoted = HOSTILE.replace('"', '""').replace("\x00", "")
    text = HEAD + f'A1,2026-09-17 20:15,,,投诉,"{quoted}",,2026-09-22\n'
    hotline.take_in(orders(tmp_path, text), ADMIN, house, NOW)
    assert "\x1b" not in every()[0].words and "\u202e" not in every()[0].words


def test_whoever_called_is_called_back_a_working_day_after_the_answer(
    house: Settings, tmp_path: Path
) -> None:
    """LIMIT hotline-call: the follow-up and satisfaction call comes within one working day of the result."""
    hotline.take_in(orders(tmp_path, HEAD + FIRST), ADMIN, house, NOW)
    uid = every()[0].uid
    answer(uid, house, NOW)
    [call] = [task for task in tasks.of(uid) if task.kind == "callback"]
    assert (call.owner, call.state) == ("he", "open")
    last = workdays.calendar().due_day(date(2026, 9, 18), 1).day
    assert call.due_at.astimezone(house.tz).date() == last + timedelta(days=1)
    tasks.do(call.uid, "满意", person("he"), house, NOW)
    closing.verdict(uid, True, person("he"), house, NOW)
    assert cases.find(uid).stage == "closed"


def test_the_clock_of_a_hotline_ends_with_the_answer_and_is_late_when_it_was(
    house: Settings, tmp_path: Path
) -> None:
    hotline.take_in(orders(tmp_path, HEAD + FIRST), ADMIN, house, NOW)
    uid = every()[0].uid
    answer(uid, house, NOW + timedelta(days=5))
    assert {one.basis: one.result for one in cases.find(uid).clocks if one.name == "reply"} == {
        "house": "met",
        "national": "met",
        "hotline": "missed",
    }


def test_who_may_not_register_takes_no_orders_in(house: Settings, tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        hotline.take_in(orders(tmp_path, HEAD + FIRST), person("gu"), house, NOW)
    assert not Task.select().exists()


@pytest.mark.on_file
def test_the_command_says_what_came_in_and_every_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(HEAD + FIRST + SECOND, "utf-8")
    bad.write_text(HEAD + FIRST.replace("2026-09-17", "bald"), "utf-8")
    say = ["--data", str(tmp_path / "data"), "--language", "en"]
    assert cli.main(["import", "hotline", str(bad), *say]) == 1
    assert "bad.csv:2:" in capsys.readouterr().err
    assert cli.main(["import", "hotline", str(good), *say]) == 0
    assert "2 new, 0 known" in capsys.readouterr().out
    assert cli.main(["import", "hotline", str(good), *say]) == 0
    assert "0 new, 2 known" in capsys.readouterr().out


def test_the_months_report_says_how_the_hotlines_limits_were_kept(house: Settings, tmp_path: Path) -> None:
    hotline.take_in(orders(tmp_path, HEAD + FIRST), ADMIN, house, NOW)
    answer(every()[0].uid, house, NOW + timedelta(days=5))
    report = reports.month("2026-09", person("cao"), house, NOW + timedelta(days=20))
    [row] = [row for table in report.tables for row in table.rows if row.code == "reply/hotline"]
    assert row.cells[:3] == (1, 0, 1)
