"""Bad ratings become work within a minute: a case for the department, told to those who must know."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import Alert, Case, Rating, SurveyAnswer
from kiosk.rules.drafts import Draft
from kiosk.services import case_view, cases, low_ratings, ratings, retention, tick, timeline_words
from kiosk.services.name_book import NameBook
from tests.register import NOW, draft
from tests.staff import hire, person

SOON, MINUTE = NOW + timedelta(seconds=29), NOW + timedelta(seconds=59)


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.choose("en")


@pytest.fixture
def house(register: Settings) -> Settings:
    hire()
    return register


def rated(score: int = 1, department: str = "nursing-office", at: Any = NOW, desk: str = "front") -> UUID:
    """Tap a face, and say where it was."""
    rating = ratings.rate(uuid4(), score, desk, at)
    if department:
        ratings.add_reasons(rating.uid, department, [], at)
    return UUID(str(rating.uid))


def made() -> list[Case]:
    """Return the cases that came of ratings."""
    return [case for case in cases.newest(50) if case.need == low_ratings.NEED]


def rung() -> list[tuple[str, str, str]]:
    """Return who was told of what."""
    found = store.load(Alert, "WHERE kind IN ('rating', 'low_ratings') ORDER BY at, kind, role")
    return [(one.kind, one.role, one.department or one.desk) for one in found]


@pytest.mark.parametrize("score", [1, 2])
def test_a_bad_rating_is_a_case_of_its_department_within_a_minute(house: Settings, score: int) -> None:
    """SAT-04: a low score becomes a case of the department at once, with a copy to the leader."""
    rated(score)
    assert tick.tick(house, SOON).low_rated == 0 and made() == []
    tick.tick(house, MINUTE)
    [case] = made()
    assert (case.kind, case.source, case.department) == ("contact", "kiosk", "nursing-office")
    assert case.responsible == "song", "the head of the department answers for it"
    assert case.people == [] and case.words == ""
    assert [clock.name for clock in case.clocks if clock.ended_at is None] == ["answer"]
    assert rung() == [
        ("rating", "head", "nursing-office"),
        ("rating", "leader", ""),
        ("rating", "supervisor", ""),
    ]


def test_it_happens_once_however_often_the_clock_ticks(house: Settings) -> None:
    rated()
    for second in (31, 40, 59, 60, 90):
        tick.tick(house, NOW + timedelta(seconds=second))
    assert len(made()) == 1 and len(rung()) == 3
    [rating] = Rating.select()
    low_ratings.become_case(rating, house, MINUTE)
    assert len(made()) == 1 and len(rung()) == 3


@pytest.mark.parametrize("score", [3, 4, 5])
def test_other_ratings_are_no_work(house: Settings, score: int) -> None:
    rated(score)
    assert tick.tick(house, MINUTE).low_rated == 0


def test_a_tap_that_was_taken_back_or_left_out_is_no_work(house: Settings) -> None:
    ratings.undo(rated(), NOW + timedelta(seconds=3))
    rated(at=NOW + timedelta(seconds=10))
    rated(at=NOW + timedelta(seconds=12))
    tick.tick(house, MINUTE)
    assert len(made()) == 1


def test_the_timeline_says_the_score_and_the_reasons(house: Settings) -> None:
    uid = rated()
    ratings.add_reasons(uid, "nursing-office", ["waited"], NOW)
    told = [{"code": "waited", "name": {"zh_CN": "等得太久", "en": "Waited too long"}}]
    with store.writing("hospital.import", "test", "hospital", NOW) as written:
        from kiosk.records import Fact

        written.add(Fact(name="reasons", value=told))
    tick.tick(house, MINUTE)
    line = next(one for one in made()[0].timeline if one.kind == "low_rating")
    said = timeline_words.sentence(line.kind, line.facts, NameBook(), house.tz)
    assert said == "Rated 1 of 5 at a terminal · Waited too long"
    view = case_view.of(made()[0].uid, person("song"), house, MINUTE)
    assert view.links == ()


def test_three_in_a_day_are_told_once_to_everybody(house: Settings) -> None:
    """SAT-04: a department with three such within a day is told at once, with a copy to the leader."""
    for hour in range(4):
        rated(at=NOW + timedelta(hours=hour))
        tick.tick(house, NOW + timedelta(hours=hour, minutes=1))
        many = [one[1:] for one in rung() if one[0] == "low_ratings"]
        told = [("head", "nursing-office"), ("leader", ""), ("supervisor", "")]
        assert many == (told if hour >= 2 else [])
    assert len(made()) == 4


def test_how_many_that_are_is_a_setting_and_days_and_departments_count_apart(house: Settings) -> None:
    two = replace(house, low_ratings_told=2)
    rated(at=NOW)
    rated(at=NOW + timedelta(minutes=1), department="cashier")
    tick.tick(two, NOW + timedelta(minutes=2))
    rated(at=NOW + timedelta(hours=25))
    tick.tick(two, NOW + timedelta(hours=25, minutes=1))
    assert [one for one in rung() if one[0] == "low_ratings"] == []
    rated(at=NOW + timedelta(hours=26))
    tick.tick(two, NOW + timedelta(hours=26, minutes=1))
    assert len([one for one in rung() if one[0] == "low_ratings"]) == 3


def test_without_a_department_the_desk_answers_until_one_is_named(house: Settings) -> None:
    uid = rated(department="")
    tick.tick(house, MINUTE)
    [case] = made()
    assert (case.department, case.responsible) == ("", "fang")
    assert ("rating", "", "front") in rung()
    ratings.add_reasons(uid, "cashier", [], MINUTE)
    tick.tick(house, MINUTE + timedelta(seconds=20))
    [case] = made()
    assert (case.department, case.responsible) == ("cashier", "shi")
    assert ("rating", "head", "cashier") in rung()
    tick.tick(house, MINUTE + timedelta(seconds=40))
    assert len(rung()) == 6


def complaint_after(uid: UUID) -> Draft:
    told = draft()
    told.rating = str(uid)
    return told


def test_who_complains_after_the_rating_makes_one_case(house: Settings) -> None:
    uid = rated()
    cases.file(complaint_after(uid), house, NOW + timedelta(seconds=20))
    tick.tick(house, MINUTE)
    assert made() == []


def test_who_complains_later_ends_the_case_of_the_rating(house: Settings) -> None:
    uid = rated()
    tick.tick(house, MINUTE)
    complaint = cases.file(complaint_after(uid), house, NOW + timedelta(minutes=4))
    tick.tick(house, NOW + timedelta(minutes=5))
    tick.tick(house, NOW + timedelta(minutes=6))
    [case] = made()
    assert case.stage == "withdrawn" and all(clock.ended_at for clock in case.clocks)
    assert [one.facts["number"] for one in case.timeline if one.kind == "told_more"] == [complaint.number]
    assert cases.find(complaint.uid).stage == "received"


def test_a_case_somebody_works_on_is_left_to_them(house: Settings) -> None:
    from kiosk.services import acts

    uid = rated()
    tick.tick(house, MINUTE)
    [case] = made()
    acts.reply(case.uid, "已经了解情况。", person("song"), house, MINUTE)
    cases.file(complaint_after(uid), house, NOW + timedelta(minutes=4))
    tick.tick(house, NOW + timedelta(minutes=5))
    assert made()[0].stage == "working"


def test_answers_go_with_the_rating_when_its_time_is_over(house: Settings) -> None:
    uid = rated(5)
    SurveyAnswer.create(uid=uuid4(), rating=uid, question="op-wait", answer="4", at=NOW)
    assert retention.drop_ratings(house, NOW + timedelta(days=800), 10) == 1
    assert SurveyAnswer.select().count() == 0
