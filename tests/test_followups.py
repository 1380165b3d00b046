"""The work of follow-ups: each attempt, what is agreed with a patient, and what it leads to."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from kiosk import i18n, store
from kiosk.config import Settings
from kiosk.records import Alert, Handover
from kiosk.rules import followups as followup_rules
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.services import (
    audit_words,
    cases,
    followup_cases,
    followup_making,
    followup_wishes,
    followups,
    handovers,
    timeline_words,
)
from kiosk.services.followup_wishes import Agreed
from kiosk.services.followups import Heard
from kiosk.services.name_book import NameBook
from tests.register import NOW
from tests.staff import hire, person
from tests.wards import OTHER_WARD, PHONE, WARD, ask, attempts, due, listed, now_of, stay, stay_now, tried

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def english() -> None:
    """Read English."""
    i18n.choose("en")


@pytest.fixture
def house(register: Settings) -> Settings:
    """Open a register of the small hospital, with questions."""
    hire()
    ask()
    return register


def test_who_was_reached_has_answered_and_is_done(house: Settings) -> None:
    made = due(stay())
    done = tried(made, house, answers={"pain": "4", "told": "yes"}, words="很满意")
    [kept] = attempts()
    assert (kept.uid, kept.channel, kept.result, kept.by) == (done.attempt.uid, "bedside", "reached", "he")
    assert kept.answers == {"pain": "4", "told": "yes"} and kept.words == "很满意"
    row = now_of(made.uid)
    assert (row.state, row.attempts, row.ended_by, row.ended_at) == ("done", 1, "he", NOW)
    assert listed(house) == []


def test_a_call_is_tried_three_times_and_each_is_recorded(house: Settings) -> None:
    """LIMIT call-attempts: three attempts by default, hours apart and in the agreed hours; then unreached."""
    made = due(stay(), "call")
    moment = NOW
    for n, result in enumerate(("no_answer", "busy", "no_answer"), 1):
        done = tried(made, house, now=moment, result=result)
        assert now_of(made.uid).attempts == n
        if n < 3:
            assert done.state == "open" and done.next_at is not None and done.next_at >= moment + 3 * HOUR
            assert 9 <= done.next_at.astimezone(house.tz).hour < 18
            moment = done.next_at
    assert (done.state, done.next_at) == ("unreached", None)
    assert [one.result for one in attempts()] == ["no_answer", "busy", "no_answer"]
    with pytest.raises(Refusal, match="already"):
        tried(made, house, now=moment + HOUR)


def test_who_asks_for_later_is_called_at_that_time(house: Settings) -> None:
    made = due(stay(), "call")
    done = tried(made, house, result="later", asked_for=NOW + 5 * HOUR)
    assert (done.state, done.next_at) == ("open", NOW + 5 * HOUR)


def test_every_attempt_says_by_which_way_it_was_made(house: Settings) -> None:
    """FU-12: telephone, WeChat, SMS and e-mail are told apart, attempt by attempt."""
    made = due(stay(), "call")
    moment = NOW
    for channel in ("wechat", "sms"):
        moment = tried(made, house, now=moment, channel=channel, result="no_answer").next_at
    tried(made, house, now=moment, channel="email", result="reached")
    assert [one.channel for one in attempts()] == ["wechat", "sms", "email"]
    with pytest.raises(Refusal):
        tried(due(stay("Z2")), house, channel="pigeon")


def test_a_wrong_number_is_not_tried_again_and_is_marked(house: Settings) -> None:
    of = stay(is_phone_checked=True)
    assert tried(due(of, "call"), house, result="wrong_number").state == "unreached"
    assert not stay_now(of.uid).is_phone_checked


def test_who_refuses_to_be_called_again_is_never_called_again(house: Settings) -> None:
    of = stay()
    first, second, visit = due(of, "contact"), due(of, "call"), due(of, "visit")
    assert tried(first, house, result="refused", is_not_called=True).state == "refused"
    row = stay_now(of.uid)
    assert row.is_not_called and row.consent == "no"
    assert [now_of(one.uid).state for one in (second, visit)] == ["dropped", "open"]


def test_who_refuses_once_may_be_called_another_time(house: Settings) -> None:
    of = stay()
    tried(due(of, "contact"), house, result="refused")
    assert stay_now(of.uid).consent == "yes"


def test_the_same_attempt_twice_is_one(house: Settings) -> None:
    made, uid, case = due(stay()), new_uid(NOW), new_uid(NOW)
    heard = Heard("bedside", "reached", {"pain": "1"})
    given = (uid, made.uid, heard, case, person("he"), house, NOW)
    first, second = followups.attempt(*given), followups.attempt(*given)
    assert first.attempt.uid == second.attempt.uid
    assert first.case and second.case and first.case.uid == second.case.uid
    assert len(attempts()) == 1 and len(store.load(Handover, "")) == 1


def test_an_opinion_is_told_with_a_visit_of_the_same_stay_alone(house: Settings) -> None:
    of, other = stay(), due(stay("Z002"))
    with pytest.raises(Refusal, match="not known"):
        followup_cases.opinion(
            Draft(new_uid(NOW), NOW, "complaint", "zh_CN", "front", words="太吵"),
            *(of.uid, other.uid, person("he"), house, NOW),
        )
    assert store.rows('SELECT COUNT(*) FROM "case"') == [(0,)]


@pytest.mark.parametrize("answers", [{"pain": "6"}, {"told": "perhaps"}, {"unknown": "1"}], ids=str)
def test_an_answer_must_be_one_of_the_questions(house: Settings, answers: dict[str, str]) -> None:
    with pytest.raises(Refusal):
        tried(due(stay()), house, answers=answers)
    assert attempts() == []


def test_a_first_contact_has_a_day_and_is_late_after_it(house: Settings) -> None:
    """LIMIT 24h-contact: due 24 hours after the hour of discharge; late from then on, and called first."""
    stay("Z1", discharged_on="2026-09-17", discharged_time="15:00")
    followup_making.generate(house, NOW)
    due(stay("Z2", discharged_on="2026-09-11"), "call", due_at=NOW + 30 * HOUR)
    end = datetime.fromisoformat("2026-09-18T15:00:00+08:00")
    [first, second] = listed(house, "phone")
    assert (first.due.kind, first.due.due_at) == ("contact", end) and second.due.kind == "call"
    late = listed(house, "phone", now=end)[0].due
    assert followup_rules.standing(late.due_day, late.due_at, end, house.tz) == "late"
    assert followup_rules.standing(late.due_day, late.due_at, end - HOUR, house.tz) == "due"


def test_a_visit_that_was_put_off_stands_last_until_its_time(house: Settings) -> None:
    asleep, awake = due(stay("Z1", bed="1")), due(stay("Z2", bed="2"))
    tried(asleep, house, result="later", asked_for=NOW + HOUR)
    assert [line.uid for line in listed(house)] == [awake.uid, asleep.uid]
    assert [line.uid for line in listed(house, now=NOW + HOUR)] == [asleep.uid, awake.uid]


# What is agreed


def test_consent_and_telephone_are_confirmed_at_the_bedside(house: Settings) -> None:
    """FU-10: on the visit the patient says whether one may call, and that the telephone is right."""
    of = stay(consent="")
    tried(due(of), house, consent="yes", is_phone_right=True)
    row = stay_now(of.uid)
    assert row.consent == "yes" and row.is_phone_checked


def test_before_leaving_way_hours_and_telephone_are_agreed(house: Settings) -> None:
    """FU-10: another telephone, the hours and the way a patient prefers are kept, and calls follow them."""
    of = stay(consent="", phone="")
    agreed = Agreed("yes", True, "139 1234 5678", "9：00", "11:30", "wechat")
    followup_wishes.agree(of.uid, agreed, person("gu"), house, NOW)
    row = stay_now(of.uid)
    assert (row.phone, row.calls_from, row.calls_until, row.channel) == (
        "13912345678",
        "09:00",
        "11:30",
        "wechat",
    )
    made = due(row, "call")
    assert [line.uid for line in listed(house, "phone")] == [made.uid]
    assert store.rows("SELECT 1 FROM stay WHERE phone LIKE '%139%'") == []


@pytest.mark.parametrize(
    "agreed",
    [
        Agreed("yes", True, "12"),
        Agreed("yes", True, calls_from="9:00"),
        Agreed("yes", True, calls_from="noon", calls_until="16:00"),
        Agreed("yes", True, calls_from="16:00", calls_until="9:00"),
        Agreed("perhaps", True),
    ],
    ids=str,
)
def test_what_cannot_be_agreed_is_refused_whole(house: Settings, agreed: Agreed) -> None:
    of = stay(consent="")
    with pytest.raises(Refusal):
        followup_wishes.agree(of.uid, agreed, person("he"), house, NOW)
    assert stay_now(of.uid).consent == ""


def test_who_takes_consent_back_has_no_calls_left(house: Settings) -> None:
    of = stay()
    call = due(of, "call")
    followup_wishes.agree(of.uid, Agreed("no", True), person("he"), house, NOW)
    assert now_of(call.uid).state == "dropped"


def test_who_gives_consent_again_is_called_again(house: Settings) -> None:
    of = stay(discharged_on="2026-09-17")
    contact = due(of, "contact")
    followup_wishes.agree(of.uid, Agreed("no", True), person("he"), house, NOW)
    assert now_of(contact.uid).state == "dropped"
    followup_wishes.agree(of.uid, Agreed("yes", True), person("he"), house, NOW)
    assert now_of(contact.uid).state == "open"


# What comes of it


def alerts_of(kind: str) -> list[Alert]:
    """Return the alerts of a kind that ring."""
    return store.load(Alert, "WHERE kind = ? AND taken_at IS NULL ORDER BY at, uid", kind)


def test_an_urgent_answer_goes_to_the_ward_at_once(house: Settings) -> None:
    """FU-08: an answer that is urgent becomes a case, offered to the ward, which hears of it at once."""
    made = due(stay(), "contact")
    done = tried(made, house, "fang", answers={"feels": "worse", "pills": "yes"}, words="吃药以后起疹子")
    case = cases.find(done.case.uid)
    assert (case.kind, case.source, case.department, case.registered_by) == ("contact", "call", WARD, "fang")
    assert "更差了" in case.words and "吃药以后起疹子" in case.words and "知道药" not in case.words
    [filer] = case.people
    assert (filer.name, filer.phone) == ("王秀英", PHONE)
    [offer] = handovers.of(case.uid)
    assert (offer.department, offer.part, offer.state) == (WARD, "responsibility", "requested")
    [ring] = alerts_of("urgent")
    assert ring.department == WARD and ring.facts["number"] == case.number
    assert attempts()[0].led_to == case.uid and attempts()[0].is_urgent
    handovers.accept(offer.uid, person("gu"), house, NOW + timedelta(minutes=5))
    assert cases.find(case.uid).responsible == "gu" and alerts_of("urgent") == []


def test_whoever_asks_may_call_an_answer_urgent(house: Settings) -> None:
    done = tried(due(stay()), house, is_urgent=True, words="胸口疼")
    assert done.case is not None and done.case.words == "胸口疼"
    with pytest.raises(Refusal, match="at once"):
        tried(due(stay("Z2")), house, is_urgent=True, answers={"pain": "4"})


def test_a_ward_accepts_an_urgent_answer_in_half_an_hour_or_it_climbs(house: Settings) -> None:
    """LIMIT 30min-accept: thirty minutes by the clock, at night too; then head and supervisor hear of it."""
    night = datetime.fromisoformat("2026-09-18T21:00:00+08:00")
    made = due(stay())
    case = tried(made, house, now=night, answers={"pain": "1"}).case
    [offer] = handovers.of(case.uid)
    assert offer.due_at == night + timedelta(minutes=30) and not offer.is_on_duty
    assert handovers.expire_due(house, night + timedelta(minutes=29), 10) == 0
    assert handovers.expire_due(house, night + timedelta(minutes=30), 10) == 1
    assert alerts_of("urgent") == []
    told = {(one.role, one.department, one.person) for one in alerts_of("expired")}
    assert told == {("head", WARD, ""), ("supervisor", "", ""), ("", "", "he")}
    with pytest.raises(Refusal):
        handovers.accept(offer.uid, person("gu"), house, night + timedelta(minutes=31))


def test_nothing_is_written_when_an_urgent_answer_cannot_be_filed(
    house: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = due(stay())

    def fail(*_told: Any) -> None:
        raise Refusal("no")

    monkeypatch.setattr(followup_cases, "hand_over", fail)
    with pytest.raises(Refusal):
        tried(made, house, answers={"pain": "1"})
    assert attempts() == [] and now_of(made.uid).state == "open"
    assert store.rows('SELECT 1 FROM "case"') == []


def test_an_opinion_becomes_a_case_that_tells_where_it_was_said(house: Settings) -> None:
    """FU-05: what a patient says at a visit is a case in one step, tied to the visit and the attempt."""
    of = stay()
    made = due(of)
    draft = Draft.open("complaint", "zh_CN", "front", NOW)
    draft.words = "晚上走廊太吵。"
    case = followup_cases.opinion(draft, of.uid, made.uid, person("gu"), house, NOW)
    again = followup_cases.opinion(draft, of.uid, made.uid, person("gu"), house, NOW)
    assert again.uid == case.uid and case.source == "visit" and case.department == WARD
    [line] = [line for line in cases.find(case.uid).timeline if line.kind == "followup"]
    told = timeline_words.sentence("followup", line.facts, NameBook(), house.tz)
    assert told == f"Told at a follow-up: Visit on the second day · {WARD} · bed 12"
    assert line.facts["follow_up"] == str(made.uid)
    tried(made, house, "gu", led_to=case.uid)
    assert attempts()[0].led_to == case.uid


def test_an_opinion_of_another_wards_patient_is_refused(house: Settings) -> None:
    of = stay(ward=OTHER_WARD)
    draft = Draft.open("complaint", "zh_CN", "front", NOW)
    draft.words = "晚上走廊太吵。"
    with pytest.raises(Refusal):
        followup_cases.opinion(draft, of.uid, None, person("gu"), house, NOW)
    assert store.rows('SELECT 1 FROM "case"') == []


def test_every_act_has_a_name_in_the_trail(house: Settings) -> None:
    of = stay()
    followup_wishes.agree(of.uid, Agreed("yes", True), person("he"), house, NOW)
    tried(due(of), house, answers={"pain": "1"})

    acts = {json.loads(row[0])["act"] for row in store.rows("SELECT body FROM audit_entry")}
    ours = {act for act in acts if act.startswith(("followup.", "case."))}
    assert {"followup.agreed", "followup.attempt", "case.urgent", "case.followup"} <= ours
    assert ours <= set(audit_words.WORDS)
    assert store.verify().broken is None
