"""What patients do to their own cases, and what they see of them."""

from datetime import UTC, datetime, timedelta

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import Category, Department, Duty, Rating, Staff
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.services import (
    calls,
    cases,
    closing,
    factor,
    handovers,
    links,
    patients,
    pauses,
    public_view,
    ratings,
)
from tests.register import HOSTILE, NOW, draft
from tests.staff import answer, hire, person

ADDRESS = "192.0.2.7"


@pytest.fixture(autouse=True)
def english() -> object:
    """Read every view in English."""
    with i18n.speaking("en"):
        yield


def test_the_four_last_digits_open_a_case_and_others_do_not(register: Settings) -> None:
    uid = cases.file(draft(), register, NOW).uid
    assert factor.unlock(uid, "5678", ADDRESS, NOW) == "open"
    assert factor.unlock(uid, "0000", ADDRESS, NOW) == "wrong"


def test_five_wrong_tries_lock_a_case_for_an_hour_whoever_tries(register: Settings) -> None:
    uid = cases.file(draft(), register, NOW).uid
    tries = [factor.unlock(uid, "0000", f"192.0.2.{n}", NOW) for n in range(5)]
    assert tries == ["wrong"] * 4 + ["locked"]
    assert factor.unlock(uid, "5678", "192.0.2.99", NOW) == "locked"
    store.close()
    store.open_register(register)
    assert factor.unlock(uid, "5678", "192.0.2.99", NOW) == "locked"
    assert factor.unlock(uid, "5678", "192.0.2.99", NOW + timedelta(hours=1)) == "open"


def test_ten_wrong_tries_lock_a_link_until_the_desk_gives_a_new_one(register: Settings) -> None:
    uid = cases.file(draft(), register, NOW).uid
    later = NOW
    for _hour in range(2):
        for n in range(5):
            factor.unlock(uid, "0000", f"192.0.2.{n}", later)
        later += timedelta(hours=2)
    assert factor.unlock(uid, "5678", ADDRESS, later) == "locked"
    links.reissue(uid, "li.na", later)
    assert factor.unlock(uid, "5678", ADDRESS, later) == "open"


def test_one_address_cannot_try_many_cases(register: Settings) -> None:
    uids = [cases.file(draft(), register, NOW).uid for _n in range(6)]
    for uid in uids[:5]:
        for _try in range(4):
            factor.unlock(uid, "0000", ADDRESS, NOW)
    assert factor.unlock(uids[5], "5678", ADDRESS, NOW) == "locked"
    assert factor.unlock(uids[5], "5678", "192.0.2.8", NOW) == "open"


def test_a_pin_opens_a_case_without_a_phone(register: Settings) -> None:
    anonymous = draft(phone="")
    anonymous.is_anonymous, anonymous.pin = True, "4711"
    case = cases.file(anonymous, register, NOW)
    assert [(person.name, person.phone) for person in case.people] == [("", "")]
    assert factor.kind(case) == "pin"
    assert factor.unlock(case.uid, "4711", ADDRESS, NOW) == "open"


def test_a_case_without_phone_and_pin_opens_for_nobody(register: Settings) -> None:
    nobody = draft(phone="")
    nobody.name = ""
    case = cases.file(nobody, register, NOW)
    assert factor.kind(case) == "none"
    assert factor.unlock(case.uid, "0000", ADDRESS, NOW) == "wrong"


def test_a_locked_view_shows_stage_and_dates_but_no_words(register: Settings) -> None:
    case = cases.file(draft(words="很特别的话"), register, NOW)
    case = answer(case.uid, register, NOW, words="已经改了")
    view = public_view.of(case, False, register, NOW)
    assert "很特别的话" not in repr(view) and "已经改了" not in repr(view)
    assert [step.state for step in view.steps] == ["done", "done", "now", "ahead"]
    opened = public_view.of(case, True, register, NOW)
    assert opened.words == "很特别的话" and [reply.words for reply in opened.replies] == ["已经改了"]


def test_of_two_reply_dates_the_earlier_is_promised(register: Settings) -> None:
    view = public_view.of(cases.file(draft(), register, NOW), False, register, NOW)
    assert [(promise.words, promise.day) for promise in view.promises] == [
        ("We look into it", "Sat 19 Sep 2026 10:30"),
        ("We reply to you", "Fri 25 Sep 2026"),
    ]


def test_a_late_promise_says_so(register: Settings) -> None:
    case = cases.file(draft(), register, NOW)
    view = public_view.of(case, False, register, NOW + timedelta(days=30))
    assert view.is_late and {promise.state for promise in view.promises} == {"late"}


def test_a_link_dies_some_time_after_closing(register: Settings) -> None:
    done = draft("question")
    done.answered = True
    token = cases.token_of(cases.file(done, register, NOW))
    assert public_view.opened_by(token, NOW) is not None
    over = NOW + timedelta(days=register.link_days)
    assert public_view.opened_by(token, over) is None


def test_what_a_patient_adds_stands_on_the_case(register: Settings) -> None:
    uid = cases.file(draft(), register, NOW).uid
    patients.add_message(uid, HOSTILE, register, NOW)
    line = cases.find(uid).timeline[-1]
    assert (line.kind, line.visibility) == ("message", "public")
    assert "\x1b" not in line.words and "😀" in line.words
    with pytest.raises(Refusal):
        patients.add_message(uid, "\x1b\x00 ", register, NOW)


def test_a_withdrawn_case_is_over_and_takes_no_more_words(register: Settings) -> None:
    uid = cases.file(draft(), register, NOW).uid
    patients.withdraw(uid, register, NOW)
    case = cases.find(uid)
    assert case.stage == "withdrawn" and all(clock.ended_at for clock in case.clocks)
    for act in (
        lambda: patients.withdraw(uid, register, NOW),
        lambda: patients.add_message(uid, "还有", register, NOW),
    ):
        with pytest.raises(Refusal):
            act()


def test_solved_closes_and_not_solved_reopens_with_a_new_clock(register: Settings) -> None:
    case = cases.file(draft(), register, NOW)
    later = NOW + timedelta(days=20)
    answer(case.uid, register, later)
    closing.give_verdict(case.uid, False, register, later)
    again = cases.find(case.uid)
    assert (again.stage, again.grade, again.reopenings) == ("working", "complex", 1)
    ended = [clock for clock in again.clocks if clock.name == "reply" and clock.ended_at]
    running = [clock for clock in again.clocks if clock.ended_at is None]
    assert {clock.result for clock in ended} == {"missed"}
    assert {(clock.name, clock.started_at) for clock in running} == {("reply", later)}
    answer(case.uid, register, later)
    closing.give_verdict(case.uid, True, register, later)
    closed = cases.find(case.uid)
    assert (closed.stage, closed.verdict) == ("closed", "solved") and closed.keep_until is not None
    assert store.verify().ok


def test_a_case_is_rated_once(register: Settings) -> None:
    case = cases.file(draft(), register, NOW)
    first = patients.rate_case(case.uid, 5, [], NOW)
    assert patients.rate_case(case.uid, 1, [], NOW).uid == first.uid
    assert [rating.score for rating in Rating.select()] == [5]


def test_a_tap_is_already_a_rating_and_fast_taps_are_left_out(register: Settings) -> None:
    uid = new_uid(NOW)
    ratings.rate(uid, 2, "front", NOW)
    ratings.rate(uid, 2, "front", NOW)
    ratings.rate(new_uid(NOW), 1, "front", NOW + timedelta(seconds=4))
    ratings.rate(new_uid(NOW), 1, "front", NOW + timedelta(seconds=9))
    ratings.add_reasons(uid, "cardiology", ["waiting", "attitude", "price", "dirty"], NOW)
    kept = Rating.select().order_by(Rating.at)
    assert [(rating.score, rating.is_counted) for rating in kept] == [(2, True), (1, False), (1, True)]
    assert kept[0].reasons == ["waiting", "attitude", "price"]


def test_a_rating_taken_back_stays_and_does_not_count(register: Settings) -> None:
    rating = ratings.rate(new_uid(NOW), 1, "front", NOW)
    ratings.undo(rating.uid, NOW)
    assert not Rating.get_by_id(rating.uid).is_counted


def staffed(register: Settings) -> None:
    """Put Li Na on duty at the front desk on Friday morning."""
    names = {"zh_CN": "李娜", "en": "Li Na"}
    with store.writing("hospital.import", "test", "", NOW) as written:
        written.add(Department(code="service", position=0, name={"en": "Service centre"}, phone="8001"))
        written.add(Staff(code="li.na", name=names, department="service", role="desk", is_published=True))
        uid = new_uid(NOW)
        written.add(Duty(uid=uid, desk="front", weekday=5, begins="08:00", ends="12:00", staff="li.na"))


def test_the_person_on_duty_is_the_first_responder(register: Settings) -> None:
    staffed(register)
    case = cases.file(draft(), register, NOW)
    assert (case.first_responder, case.responsible) == ("li.na", "li.na")
    view = public_view.of(case, False, register, NOW)
    assert (view.office, view.phone, view.responder) == ("Service centre", "8001", "Li Na")


def test_when_nobody_is_on_duty_the_desk_itself_answers(register: Settings) -> None:
    staffed(register)
    evening = datetime(2026, 9, 18, 12, 0, tzinfo=UTC)
    assert cases.file(draft(), register, evening).responsible == "desk:front"


def test_a_call_is_a_contact_with_its_first_responder(register: Settings) -> None:
    staffed(register)
    called = calls.call_person("front", "home", "zh_CN", register, NOW)
    assert called.name == {"zh_CN": "李娜", "en": "Li Na"}
    assert (called.case.kind, called.case.need, called.case.timeline[0].facts["page"]) == (
        "contact",
        "call",
        "home",
    )


def test_a_grave_category_is_graded_up_by_rule(register: Settings) -> None:
    with store.writing("hospital.import", "test", "", NOW) as written:
        written.add(Category(code="fall", position=0, name={"en": "Fall"}, grade="major"))
    grave = draft()
    grave.category = "fall"
    case = cases.file(grave, register, NOW)
    assert case.grade == "major" and case.grade_reason
    assert [line.kind for line in case.timeline] == ["filed", "graded"]


def test_a_phone_that_is_none_is_refused_before_anything_is_written(register: Settings) -> None:
    with pytest.raises(Refusal, match="digits"):
        cases.file(draft(phone="123"), register, NOW)
    assert not cases.Case.select().exists()


def test_the_page_shows_the_offices_that_had_the_case_and_what_stands_still(register: Settings) -> None:
    hire()
    uid = cases.file(draft(), register, NOW).uid
    handovers.offer(uid, "medical-office", "", "", person("fang"), register, NOW)
    [made] = handovers.of(uid)
    handovers.accept(made.uid, person("gu"), register, NOW)
    pauses.pause(uid, "patient", person("gu"), register, NOW)
    view = public_view.of(cases.find(uid), False, register, NOW)
    assert [hand.office for hand in view.hands] == ["service-centre", "medical-office"]
    assert "We wait for an answer from you" in view.next_step
    assert [promise.state for promise in view.promises] == ["paused", "running"]
    patients.add_message(uid, "补充一句", register, NOW)
    assert public_view.of(cases.find(uid), False, register, NOW).promises[0].state == "running"
