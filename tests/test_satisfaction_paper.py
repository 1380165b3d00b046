"""Satisfaction in print and in words: the month's sheet, questionnaires, digests of day, week and month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from kiosk import cli, i18n, store
from kiosk.commands import hospital as samples
from kiosk.config import Settings
from kiosk.i18n import LANGUAGES
from kiosk.rules import stretches
from kiosk.rules.questions import MOST
from kiosk.rules.text import cells
from kiosk.services import (
    hospital,
    low_ratings,
    publishing,
    ratings,
    satisfaction_digest,
    satisfaction_sheet,
    sheets,
)
from tests.register import NOW
from tests.staff import person
from tests.test_satisfaction import rate, rate_all

OCTOBER = datetime(2026, 10, 2, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.choose("en")


@pytest.fixture
def house(register: Settings) -> Settings:
    """Return a register with the sample hospital and some ratings of September."""
    from kiosk.imports.hospital import read

    hospital.replace(read(samples.SAMPLE), "front", NOW)
    rate_all(5, 5, 4, 4, 4, 4, 4, 5, 1, 2, department="cardiology")
    rate_all(5, 4, 3, department="respiratory")
    return register


def line_of(text: str, begin: str) -> list[str]:
    """Return the cells of the line that begins so."""
    return next(line for line in text.split("\n") if line.startswith(begin)).split()


def test_the_sheet_of_a_month_names_every_department_and_what_the_numbers_mean(house: Settings) -> None:
    """SAT-01: a sheet of the month by department, with how many, too few hidden, definitions printed."""
    rate_all(5, 4, department="nursing-office")
    drawn = publishing.drawn_up("2026-09", house)
    text = sheets.text(satisfaction_sheet.of_month(drawn, house, OCTOBER))
    assert line_of(text, "Cardiology") == ["Cardiology", "10", "80.0%", "49–94%", "3.80"]
    assert line_of(text, "Respiratory") == ["Respiratory", "3", "–", "–"]
    assert "Departments without any rating" in text
    listed = hospital.load().departments
    flat = " ".join(text.split())
    assert all(i18n.pick(one.name) in flat for one in listed) and len(listed) == 66
    assert "ratings of 4 or 5 among all ratings" in text.replace("\n", " ")
    assert "one more score is left out" in text.replace("\n", " ")
    assert "fewer than 5 ratings no score" in text.replace("\n", " ") and "Published: not yet" in text


def test_a_published_month_is_printed_as_it_was_published(house: Settings) -> None:
    """REP-03: the sheet that hangs on the wall and the one printed later say the same."""
    rate_all(5, 4, department="nursing-office")
    publishing.publish_month("2026-09", person("he"), house, OCTOBER)
    rate_all(1, 1, 1, 1, 1, department="cardiology")
    kept = publishing.published("2026-09")
    assert kept is not None
    text = sheets.text(satisfaction_sheet.of_month(kept, house, OCTOBER))
    assert line_of(text, "Cardiology")[1] == "10" and "Published: Fri 2 Oct 2026 10:00" in text


SETS = ("outpatient", "inpatient", "window", "pharmacy", "survey", "contact")


def test_a_questionnaire_has_a_box_for_every_answer(house: Settings) -> None:
    """PRINT satisfaction-questionnaire: the questions of a set to be ticked by hand."""
    for language in LANGUAGES:
        i18n.choose(language)
        for name in SETS:
            look_at(name, house)


def look_at(name: str, house: Settings) -> None:
    """Hold a questionnaire against the questions of its set."""
    sheet = satisfaction_sheet.questionnaire(name, house, NOW)
    asked = hospital.load().questions_of(name)
    assert len(sheet.parts) == len(asked) + 1 <= MOST + 1
    sizes = {"scale": 5, "yes_no": 2}
    for part, one in zip(sheet.parts, asked, strict=False):
        assert i18n.pick(one.text) in part.heading
        assert part.words.count("□") == sizes.get(one.kind, len(one.options))
    assert sheet.parts[-1].words == "", "room for a hand"
    assert all(cells(line) <= sheets.WIDTH for line in sheets.lines(sheet))
    HTMLParser().feed(sheets.html(sheet))


def said(kind: str, code: str, house: Settings) -> str:
    """Return a digest."""
    return "\n".join(satisfaction_digest.digest(stretches.read(kind, code), house))


def test_a_digest_of_a_day_a_week_and_a_month(house: Settings) -> None:
    """REP-06: what the ratings of a day, a week, a month say."""
    rate(5, "respiratory", NOW - timedelta(days=1))
    rate(5, "respiratory", NOW - timedelta(days=8))
    for kind, code, n in (("day", "2026-09-18", 13), ("week", "2026-W38", 14), ("month", "2026-09", 15)):
        text = said(kind, code, house)
        assert f"\n{n} ratings · satisfied " in text
        assert "Cardiology: 10 ratings · satisfied 80.0% (49–94%), mean 3.80" in text
        assert "Bad ratings: 2. Cases of them: 0, still open: 0." in text


def test_a_digest_without_a_period_is_of_the_last_one_that_is_over(settings: Settings) -> None:
    """LIMIT day-week-month-digest: each morning of yesterday, each Monday and each first of the last."""
    for kind, code in (("day", "2026-09-17"), ("week", "2026-W37"), ("month", "2026-08")):
        assert satisfaction_digest.last(kind, settings, NOW).code == code


def test_a_digest_follows_bad_ratings_and_answers(house: Settings) -> None:
    """SAT-03: what was answered, question by question, stands beside the scores."""
    low_ratings.follow(house, NOW + timedelta(hours=1), 100)
    for n in range(5):
        uid = rate(4, "cardiology", NOW + timedelta(hours=2, minutes=n))
        ratings.answer(uid, "op-wait", "2", NOW)
        ratings.answer(uid, "op-again", "yes", NOW)
    text = said("day", "2026-09-18", house)
    assert "Bad ratings: 2. Cases of them: 2, still open: 2." in text
    assert "How was the waiting time? 5 ratings · satisfied 0.0% (0–43%), mean 2.00" in text
    assert "Would you choose this hospital again? 5 answers · yes 100.0% (57–100%)" in text


def test_an_empty_day_says_so_calmly(house: Settings) -> None:
    assert "\n0 ratings\n" in said("day", "2026-03-01", house)


PRINTED = (
    (("digest", "day", "2026-09-18"), "13 ratings"),
    (("digest", "week"), "Satisfaction, "),
    (("satisfaction", "sheet", "2026-09"), "Patient satisfaction, September 2026"),
    (("satisfaction", "sheet", "2026-09", "--format", "html"), "<td>Cardiology</td><td>10</td>"),
    (("satisfaction", "questionnaire", "pharmacy", "--format", "html"), "How clear was how to take it?"),
)
REFUSED = (("digest", "day", "18/9"), ("satisfaction", "sheet", "x"), ("satisfaction", "questionnaire", "x"))


@pytest.mark.on_file
def test_the_command_prints_it_or_says_in_a_sentence_why_not(
    house: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """REP-06: `kiosk digest` for a timer; SAT-01: `kiosk satisfaction sheet` for the notice board."""
    store.close()
    at = ["--data", str(house.data), "--language", "en"]
    for words, found in PRINTED:
        assert cli.main([*words, *at]) == 0
        assert found in capsys.readouterr().out
    for words in REFUSED:
        assert cli.main([*words, *at]) == 1
        told = capsys.readouterr()
        assert told.out == "" and told.err.count("\n") == 1
    store.open_register(house)
