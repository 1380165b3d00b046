"""An auditor sees who read and did what; nobody else does, and looking is told of, too."""

import ast
import csv
import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import AuditEntry, Case
from kiosk.rules.refusal import Refusal
from kiosk.services import acts, audit, case_view, cases
from kiosk.services.audit import Wanted
from tests.register import NOW, draft
from tests.staff import hire, person

SERVICES = Path(audit.__file__).parent
AUDITOR = person("dai")


@pytest.fixture
def case(register: Settings) -> Case:
    """Return a case of a small hospital."""
    hire()
    return cases.file(draft(), register, NOW)


def later(minutes: float) -> datetime:
    """Return a moment after the beginning."""
    return NOW + timedelta(minutes=minutes)


def tell(act: str, by: str, subject: str, at: datetime) -> None:
    """Write an entry of the trail that wrote nothing."""
    with store.writing(act, by, subject, at):
        pass


def test_the_newest_stands_first_and_a_case_under_its_number(case: Case, register: Settings) -> None:
    acts.note(case.uid, "看过了", person("fang"), register, later(1))
    rows = audit.page(AUDITOR)
    assert [(row.act, row.by, row.subject) for row in rows] == [
        ("case.note", "fang", case.number),
        ("case.filed", "desk:front", case.number),
        ("hospital.import", "test", "hospital"),
    ]
    assert rows[0].at == later(1) and rows[0].wrote >= 1 and rows[0].seq == 3


def test_every_entry_stands_on_exactly_one_page_also_while_more_are_written(register: Settings) -> None:
    for n in range(23):
        tell("case.read", "gu", f"s{n}", NOW)
    seen: list[int] = []
    before = None
    while rows := audit.page(AUDITOR, before=before, size=5):
        seen += [row.seq for row in rows]
        before = rows[-1].place
        tell("case.read", "mao", "more", NOW)
    assert seen == list(range(23, 0, -1))


def test_one_looks_for_who_what_and_about_what(case: Case, register: Settings) -> None:
    acts.note(case.uid, "看过了", person("fang"), register, NOW)
    acts.note(case.uid, "也看过了", person("he"), register, NOW)
    assert [row.act for row in audit.page(AUDITOR, who="fang")] == ["case.note"]
    assert [row.by for row in audit.page(AUDITOR, act="case.note")] == ["he", "fang"]
    assert len(audit.page(AUDITOR, act="case.")) == 3
    typed = case.number.lower().replace("-", " ")
    assert len(audit.page(AUDITOR, subject=typed)) == 3
    assert len(audit.page(AUDITOR, subject="hospital")) == 1
    assert [row.by for row in audit.page(AUDITOR, who="he", act="case.note", subject=typed)] == ["he"]
    assert audit.page(AUDITOR, who="f") == audit.page(AUDITOR, subject="AA-0000-000") == []


def test_a_subject_that_looks_like_another_column_is_found_nowhere_else(register: Settings) -> None:
    tell("case.read", "gu", '","by":"mao', NOW)
    assert audit.page(AUDITOR, who="mao") == []
    assert len(audit.page(AUDITOR, subject='","by":"mao')) == 1
    assert audit.page(AUDITOR, act='case.read","by":"gu') == []


def test_one_looks_between_two_moments_also_where_the_clock_was_set_back(register: Settings) -> None:
    moments = [*range(0, 400, 10), *range(370, 400, 10), *range(5000, 9000, 100)]
    for minute in moments:
        tell("case.read", "gu", str(minute), later(minute))
    for since, until in ((0, 9000), (35, 95), (375, 391), (390, 5001), (6000, 6001), (9000, 9999), (-9, 0)):
        rows = audit.page(AUDITOR, since=later(since), until=later(until), size=999)
        wanted = [minute for minute in moments if since <= minute < until]
        assert [int(row.subject) for row in rows] == wanted[::-1]


def test_looking_between_two_moments_reads_little_of_a_long_trail(
    register: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(300):
        tell("case.read", "gu", str(day), NOW + timedelta(days=day))
    first, end = audit.between(NOW + timedelta(days=100), NOW + timedelta(days=101))
    assert end - first <= 4


@pytest.mark.parametrize("code", ["fang", "gu", "xie", "he", "cao", "xu"])
def test_nobody_but_an_auditor_reads_exports_or_proves_the_trail(register: Settings, code: str) -> None:
    out = io.StringIO()
    for look in (
        lambda: audit.page(person(code)),
        lambda: audit.export(person(code), out, register, NOW),
        lambda: audit.verify(person(code)),
    ):
        with pytest.raises(Refusal):
            look()
    assert not out.getvalue() and not AuditEntry.select().count()


def test_the_file_opens_in_a_table_program_and_works_nothing_out(case: Case, register: Settings) -> None:
    tell("=cmd", "+1+1", "@SUM(A1)", later(1))
    tell("case.read", "gu", '-1,"x"\n', later(2))
    out = io.StringIO(newline="")
    i18n.choose("en")
    assert audit.export(AUDITOR, out, register, later(3)) == 5
    told = out.getvalue()
    assert told.startswith("\ufeffat,act,what,by,subject,wrote,chain,seq\r\n")
    rows = list(csv.reader(io.StringIO(told[1:], newline="")))
    assert rows[1][1:5] == ["audit.exported", "Exported the trail", "dai", "trail"]
    assert rows[2][4] == '\'-1,"x"\n'
    assert rows[3][1:5] == ["'=cmd", "'=cmd", "'+1+1", "'@SUM(A1)"]
    assert rows[4][0] == "2026-09-18T10:30:00.000+08:00" and rows[4][4] == case.number


def test_a_long_trail_is_exported_whole_or_as_wanted(
    register: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "BATCH", 7)
    for n in range(40):
        tell("case.read", "gu" if n % 2 else "mao", str(n), NOW)
    assert audit.export(AUDITOR, io.StringIO(), register, NOW) == 41
    assert audit.export(AUDITOR, io.StringIO(), register, NOW, Wanted(who="gu")) == 20


def test_an_auditor_proves_the_trail(case: Case) -> None:
    assert audit.verify(AUDITOR).ok
    Case.update(words=b"nothing").where(Case.uid == case.uid).execute()
    assert not audit.verify(AUDITOR).ok


def test_whoever_opens_a_case_stands_in_the_trail_and_whoever_may_not_read_it_does_not(
    case: Case, register: Settings
) -> None:
    before = audit.since(None)[0]
    for code in ("he", "fang"):
        case_view.opened(case.uid, person(code), register, later(1))
    with pytest.raises(Refusal):
        case_view.opened(case.uid, person("shi"), register, later(2))
    rows = audit.page(AUDITOR, act="case.read")
    assert [(row.by, row.subject, row.wrote) for row in rows] == [
        ("fang", case.number, 0),
        ("he", case.number, 0),
    ]
    assert audit.since(before) == (before + 2, False) and audit.verify(AUDITOR).ok


def test_what_was_only_read_is_no_news_and_what_was_written_is(case: Case, register: Settings) -> None:
    place, is_news = audit.since(None)
    assert is_news and audit.since(place) == (place, False)
    audit.read(case.uid, person("fang"), later(1))
    acts.note(case.uid, "看过了", person("fang"), register, later(2))
    audit.read(case.uid, person("fang"), later(3))
    assert audit.since(place) == (place + 3, True)


def acts_of(file: Path) -> set[str]:
    """Return the acts that a service names where it writes."""
    found = set()
    for call in (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        place, kind = {"writing": (0, ""), "acting": (1, "case."), "changing": (1, "case.")}.get(
            name, (99, "")
        )
        if len(call.args) > place and isinstance(told := call.args[place], ast.Constant):
            found.add(kind + told.value)
    return found


def test_every_act_that_a_service_writes_down_has_a_name() -> None:
    told = set().union(*map(acts_of, SERVICES.glob("*.py")))
    assert told - set(audit.acts()) == set()
