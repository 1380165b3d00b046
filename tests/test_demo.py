"""Demonstration cases: a register that looks worked in, whose trail is whole and whose index is full."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import store
from kiosk.cli import main
from kiosk.config import Settings
from kiosk.imports.hospital import read
from kiosk.records import Case
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.services import cases, demo, demo_house, demo_rows, hospital, public_view, search, work
from tests.register import NOW
from tests.register import draft as complaint

SAMPLE = Path(demo.__file__).parent.parent / "sample"
LEADER = Actor("cao-zhenhua", "leader")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a register with the sample hospital and 1200 cases."""
    settings = Settings(data=tmp_path_factory.mktemp("demo"))
    store.open_register(settings)
    hospital.replace(read(SAMPLE), "test", NOW)
    assert list(demo.fill(1200, settings, NOW)) == [1200]
    demo.tidy()
    store.close()
    return settings


@pytest.fixture
def demonstration(filled: Settings) -> Iterator[Settings]:
    """Open that register for a test."""
    store.open_register(filled)
    yield filled
    store.close()


def test_the_trail_is_whole_and_tells_of_every_row(demonstration: Settings) -> None:
    verdict = store.verify()
    assert verdict.ok, verdict.broken


def test_the_index_is_full(demonstration: Settings) -> None:
    assert search.catch_up() == 0
    for word in ("挂号", "医保", "退费", "轮椅"):
        plain = {case.number for case in cases.newest(5000) if any(word in text for text in texts(case))}
        found, before = set(), None
        while True:
            page = search.find(LEADER, word, demonstration, NOW, limit=100, before=before)
            found |= {hit.row.number for hit in page.rows}
            before = page.last
            if not page.is_capped:
                break
        assert plain and found == plain


def texts(case: Case) -> list[str]:
    """Return the words of a case."""
    own = [case.words, case.about_person, *case.phrases]
    return own + [line.words for line in case.timeline]


def test_cases_are_of_every_kind_and_some_are_open(demonstration: Settings) -> None:
    kinds = dict(store.rows('SELECT kind, count(*) FROM "case" GROUP BY kind'))
    assert set(kinds) == {"contact", "complaint", "suggestion", "praise", "question"}
    counted = work.counters(demonstration, NOW)
    assert 12 <= counted.running <= 90
    assert counted.late < counted.running
    wrong = f'SELECT count(*) FROM "case" c WHERE {work.OPEN} = (due_at IS NULL)'
    assert store.rows(wrong) == [(0,)]


def test_whoever_answers_for_a_case_works_here(demonstration: Settings) -> None:
    people = {code for (code,) in store.rows("SELECT code FROM staff")} | {"desk:front"}
    assert {code for (code,) in store.rows('SELECT DISTINCT responsible FROM "case"')} <= people


def test_nothing_lies_in_the_future_and_uids_are_in_the_order_of_filing(demonstration: Settings) -> None:
    assert store.rows("SELECT count(*) FROM entry WHERE at > ?", int(NOW.timestamp() * 1000)) == [(0,)]
    spread = [row[0] for row in store.rows('SELECT filed_at FROM "case" ORDER BY uid')]
    assert spread == sorted(spread)
    assert spread[-1] - spread[0] > timedelta(days=1000) / timedelta(milliseconds=1)


def test_a_patient_may_read_each_of_them(demonstration: Settings) -> None:
    for case in cases.newest(60):
        view = public_view.of(case, True, demonstration, NOW)
        assert view.number == case.number
        assert public_view.opened_by(cases.token_of(case), NOW) == case.uid


def test_cases_can_be_filed_after_them(demonstration: Settings) -> None:
    case = cases.file(complaint(), demonstration, NOW)
    assert cases.by_number(case.number) is not None
    assert search.catch_up() == 1


def test_a_register_with_cases_is_left_alone(demonstration: Settings) -> None:
    with pytest.raises(Refusal):
        list(demo.fill(10, demonstration, NOW))
    before = Case.select().count()
    assert list(demo.fill(10, demonstration, NOW, seed=8, may_add=True)) == [10]
    assert Case.select().count() == before + 10
    assert store.verify().ok


def test_without_a_hospital_nothing_is_made_up(register: Settings) -> None:
    with pytest.raises(Refusal):
        list(demo.fill(10, register, NOW))
    assert Case.select().count() == 0


def test_breaking_off_leaves_a_whole_register(register: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    hospital.replace(read(SAMPLE), "test", NOW)
    monkeypatch.setattr(demo, "STRETCH", 50)
    monkeypatch.setattr(demo, "TOGETHER", 1)
    pieces = demo.fill(100, register, NOW)
    assert next(pieces) == 50
    pieces.close()
    assert Case.select().count() == 50
    assert store.verify().ok and search.catch_up() == 0
    assert store.rows("PRAGMA synchronous") == [(2,)]


def test_the_same_seed_makes_the_same_words(register: Settings) -> None:
    hospital.replace(read(SAMPLE), "test", NOW)
    house = demo_house.house_of(50, register, NOW, 3)
    first, again = (
        [one.texts[0] for one in demo_rows.cases(demo_rows.Maker(house, 0), 0, 20)] for _n in range(2)
    )
    other = [one.texts[0] for one in demo_rows.cases(demo_rows.Maker(house, 20), 20, 40)]
    assert first == again != other


def test_the_command_makes_the_hospital_too_and_says_how_far_it_is(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(settings.data), "--language", "en", "demo-data", "--cases", "30"]) == 0
    told = capsys.readouterr()
    assert "30 cases were made." in told.out
    assert re.search(r"\[#{30}\] 30 of 30 cases, about 0:00 left", told.err)
    assert main(["--data", str(settings.data), "--language", "en", "demo-data", "--cases", "30"]) == 1
    assert "--more" in capsys.readouterr().err
    assert main(["--data", str(settings.data), "--language", "en", "audit", "verify"]) == 0
