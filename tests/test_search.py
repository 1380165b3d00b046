"""Search: every case that holds the words is found, and nobody finds what they may not see."""

import json
from pathlib import Path
from sys import executable
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from kiosk import store
from kiosk.config import Settings
from kiosk.records import AuditEntry, Case, SearchDoc, database
from kiosk.rules import runs
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import case_number
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.services import cases, patients, search, search_index
from tests.register import HOSTILE, NOW
from tests.register import draft as complaint

DESK = Actor("fang-xiaoyun", "desk", frozenset({"service-centre"}))
HANDLER = Actor("ying-jie", "handler", frozenset({"insurance"}))
AUDITOR = Actor("dai-wenjing", "auditor")
COUNT = 'SELECT COUNT(*) FROM "case"'


def filed(register: Settings, words: str, **more: object) -> Case:
    """File a complaint with these words, under a number that holds nothing that is looked for here."""
    draft = complaint(words=words)
    draft.number = case_number("KK", store.rows(COUNT)[0][0])
    for name, value in more.items():
        setattr(draft, name, value)
    return cases.file(draft, register, NOW)


def found(register: Settings, query: str, actor: Actor = DESK) -> list[str]:
    """Return the numbers of the cases that a query finds, after catching up."""
    while search.catch_up():
        pass
    return [hit.row.number for hit in search.find(actor, query, register, NOW).rows]


@pytest.mark.parametrize(
    "query",
    [
        "退费",
        "费",
        "窗口退费",
        "退费 三趟",
        "tuifei",
        "tf",
        "ckt",
        "chuangkou",
        "B超",
        "ct",
        "Refund",
        "efun",
    ],
)
def test_a_case_is_found_by_any_part_of_its_words(register: Settings, query: str) -> None:
    case = filed(register, "在三号窗口退费跑了三趟，做B超和CT。Refund please")
    filed(register, "食堂的饭很好吃")
    assert found(register, query) == [case.number]


@pytest.mark.parametrize(
    "query", ["王秀英", "秀", "wxy", "wangxiuying", "wangx", "13812345678", "5678", "+86 138 1234 5678"]
)
def test_a_person_is_found_by_name_pinyin_and_phone(register: Settings, query: str) -> None:
    case = filed(register, "没有人管")
    assert found(register, query) == [case.number]


@pytest.mark.parametrize("query", ["王秀英", "wxy", "13812345678", "5678"])
def test_whoever_must_not_search_people_finds_none(register: Settings, query: str) -> None:
    filed(register, "没有人管", department="insurance")
    assert found(register, query, HANDLER) == []
    assert len(found(register, "没有人管", HANDLER)) == 1


def test_nobody_finds_a_case_that_they_may_not_read(register: Settings) -> None:
    own = filed(register, "医保窗口没有人", department="insurance")
    filed(register, "病房没有人", department="cardiology")
    assert found(register, "没有人", HANDLER) == [own.number]
    assert len(found(register, "没有人", AUDITOR)) == 2


def test_an_administrator_searches_no_cases(register: Settings) -> None:
    with pytest.raises(Refusal):
        search.find(Actor("xu-ke", "admin"), "挂号", register, NOW)


def test_a_case_number_is_found_however_it_is_typed(register: Settings) -> None:
    case = filed(register, "没有人管")
    typed = case.number.lower().replace("-", " ").replace("0", "o")
    assert [hit.by for hit in search.find(HANDLER, typed, register, NOW).rows] == []
    assert [hit.by for hit in search.find(DESK, typed, register, NOW).rows] == ["number"]
    assert found(register, case.number[3:7]) == [case.number]


def test_words_from_the_case_and_from_its_timeline_are_found_together(register: Settings) -> None:
    case = filed(register, "轮椅坏了")
    assert found(register, "轮椅 昨天") == []
    patients.add_message(case.uid, "昨天又去看了一次", register, NOW)
    assert found(register, "轮椅 昨天") == [case.number]
    assert found(register, "昨天") == [case.number]
    assert SearchDoc.select().count() == 1


def test_the_newest_cases_come_first_and_the_next_page_goes_on(register: Settings) -> None:
    numbers = [filed(register, "挂号很慢").number for _n in range(7)][::-1]
    while search.catch_up(3):
        pass
    first = search.find(DESK, "挂号", register, NOW, limit=4)
    rest = search.find(DESK, "挂号", register, NOW, limit=4, before=first.last)
    assert [hit.row.number for hit in (*first.rows, *rest.rows)] == numbers
    assert first.is_capped and not rest.is_capped


def test_a_search_of_people_is_told_in_the_trail_without_its_words(register: Settings) -> None:
    filed(register, "没有人管")
    found(register, "没有人管")
    assert acts() == ["case.filed"]
    found(register, "王秀英")
    found(register, "0000")
    assert acts() == ["case.filed", "search.personal", "search.personal"]
    assert "王秀英" not in "".join(row.body for row in AuditEntry.select())
    assert store.verify().ok


def acts() -> list[str]:
    """Return what the trail tells, in its order."""
    return [json.loads(row.body)["act"] for row in AuditEntry.select().order_by(AuditEntry.seq)]


def test_catching_up_reads_each_entry_of_the_trail_once(register: Settings) -> None:
    for _n in range(3):
        filed(register, "挂号很慢")
    assert search.catch_up(2) == 2
    assert search.catch_up(2) == 1
    assert search.catch_up(2) == 0
    assert SearchDoc.select().count() == 3


def test_two_processes_catch_up_and_index_nothing_twice(register: Settings) -> None:
    for _n in range(12):
        filed(register, "挂号很慢")
    code = """
import sys
from pathlib import Path
from kiosk import store
from kiosk.config import Settings
from kiosk.services import search
store.open_register(Settings(data=Path(sys.argv[1]), database=sys.argv[2]))
print(sum(iter(lambda: search.catch_up(1), 0)))
"""
    from subprocess import PIPE, Popen

    both = [
        Popen([executable, "-c", code, str(register.data), register.database], stdout=PIPE, text=True)
        for _n in range(2)
    ]
    assert sum(int(each.communicate(timeout=60)[0]) for each in both) == 12
    assert SearchDoc.select().count() == 12
    assert len(found(register, "挂号")) == 12


def test_a_forgotten_case_is_gone_from_the_index(register: Settings) -> None:
    case, other = filed(register, "轮椅坏了"), filed(register, "轮椅不够")
    patients.add_message(case.uid, "昨天又坏了", register, NOW)
    found(register, "轮椅")
    mark = search.Marks(store.keys().index)["w坏"]
    assert len(search_index.matching(mark, search.NEWEST, 9)) == 1
    with store.writing("case.erased", "rule", str(case.uid), NOW):
        search.forget(cases.find(case.uid))
    assert search_index.matching(mark, search.NEWEST, 9) == []
    assert found(register, "轮椅") == [other.number]


def test_the_index_holds_no_readable_word(register: Settings, tmp_path: Path) -> None:
    filed(register, "在三号窗口退费跑了三趟 refunded")
    while search.catch_up():
        pass
    whole = "hex(block) FROM search_run_data" if database.obj.is_file else "runs FROM search_run"
    dump = "".join(str(row) for row in store.rows(f"SELECT {whole}"))
    assert dump
    for word in ("退费", "窗口", "refunded", "tuifei", "13812345678", "王秀英"):
        assert word not in dump and word.encode().hex().upper() not in dump


def test_hashes_that_meet_never_show_a_case(register: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search.Marks, "__missing__", lambda self, run: "aaaaaa")
    filed(register, "挂号很慢")
    assert found(register, "退费") == []
    assert len(found(register, "挂号")) == 1


def test_hostile_words_are_words(register: Settings) -> None:
    case = filed(register, HOSTILE)
    assert found(register, "DROP TABLE case") == [case.number]
    for query in (HOSTILE, '"', "*", "NEAR(a b)", "-- '", "a OR b", "😀", "", " , "):
        search.find(DESK, query, register, NOW)


LETTERS = "挂号窗口退费长期B2 ，a"
TEXTS = st.lists(
    st.tuples(st.text(LETTERS, min_size=1, max_size=9), st.text(LETTERS, max_size=5)), min_size=1, max_size=6
)


@hypothesis(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, st.text(LETTERS + "ghtf", min_size=1, max_size=5))
def test_a_search_finds_what_a_plain_look_finds_and_nothing_else(
    register: Settings, texts: list[tuple[str, str]], query: str
) -> None:
    mine = uuid4().hex[:8]
    written = {}
    for words, later in texts:
        case = filed(register, words, about_person=mine)
        if runs.plain(later):
            patients.add_message(case.uid, later, register, NOW)
        written[case.number] = [runs.plain(text) for text in (words, later, mine, case.number)]
    wanted = runs.asked(query)
    if not wanted:
        return
    expected = {
        number
        for number, told in written.items()
        if all(any(holds(word, text) for text in told) for word in wanted)
    }
    actor = Actor("nobody", "handler", frozenset())
    shown = set(found(register, f"{query} {mine}", actor._replace(role="leader")))
    assert shown == expected


def holds(word: str, text: str) -> bool:
    """Look through a text without any index."""
    from kiosk.services.search_runs import read_text

    return word in text or any(runs.sounds(word, syllables) for syllables in read_text(text))


def test_what_was_filed_a_moment_ago_is_found(register: Settings) -> None:
    case = filed(register, "挂号很慢")
    assert [hit.row.number for hit in search.find(DESK, "挂号", register, NOW).rows] == [case.number]


def test_filing_waits_for_no_index(register: Settings) -> None:
    case = filed(register, "挂号很慢")
    assert SearchDoc.select().count() == 0
    assert Draft.open("contact", "zh_CN", "front", NOW).uid != case.uid
