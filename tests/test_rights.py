"""Who may do what: every role, every act, every way of standing to a case."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules import rights
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import ACTS, ROLES, Actor, Standing, may, require

WORKING = {"desk", "handler", "head", "supervisor", "leader"}
CHANGE_NOTHING = {"admin", "auditor"}
SENTENCES = {
    rights._NOT_ROLE,
    rights._NOT_YOURS,
    rights._NOT_RESPONSIBLE,
    rights._NOT_OFFERED,
    rights._NOT_GIVEN,
    rights._SUPERVISOR,
}

# How an Actor called "wu" of "cardiology" stands to a case, one way at a time.
PLACES = {
    "stranger": Standing("somebody"),
    "responsible": Standing("wu"),
    "office": Standing("somebody", office=frozenset({"cardiology"})),
    "involved": Standing("somebody", involved=frozenset({"cardiology", "icu"})),
    "offered": Standing("somebody", offered_to=frozenset({"cardiology"})),
    "giver": Standing("somebody", offered_by=frozenset({"wu"})),
}
AT_WORK = {"responsible", "office", "involved"}
CLOSE = {"responsible", "office"}
EVERY_WAY = AT_WORK | {"offered", "giver"}

# Act: the roles that always may, and how others must stand to the case.
EXPECTED: dict[str, tuple[str, set[str]]] = {
    "read": ("desk supervisor leader auditor", EVERY_WAY),
    "reveal": ("desk supervisor leader auditor", AT_WORK),
    "print": ("desk supervisor leader auditor", AT_WORK),
    "note": ("desk supervisor leader", EVERY_WAY),
    "start": ("supervisor", CLOSE),
    "reply": ("supervisor", CLOSE),
    "ask": ("desk supervisor", CLOSE),
    "grade_up": ("desk handler head supervisor leader", set()),
    "grade_down": ("supervisor", set()),
    "offer": ("supervisor", CLOSE),
    "accept": ("", {"offered"}),
    "reject": ("", {"offered"}),
    "withdraw_offer": ("supervisor", {"giver"}),
    "involve": ("supervisor", CLOSE),
    "meet": ("supervisor leader", CLOSE),
    "call_back": ("desk supervisor", AT_WORK),
    "do_task": ("supervisor", AT_WORK),
    "pause": ("supervisor", CLOSE),
    "resume": ("supervisor", CLOSE),
    "investigate": ("supervisor", AT_WORK),
    "answer": ("supervisor", CLOSE),
    "verdict": ("desk supervisor", CLOSE),
    "reopen": ("supervisor", set()),
    "withdraw": ("desk supervisor", CLOSE),
    "void": ("supervisor", set()),
    "link": ("desk supervisor", CLOSE),
    "unlink": ("desk supervisor", CLOSE),
    "attach": ("desk supervisor", CLOSE),
    "notice": ("supervisor", set()),
    "mend": ("supervisor", AT_WORK),
    "excuse_notice": ("supervisor", set()),
    "reissue": ("desk supervisor", set()),
    "register": ("desk handler head supervisor", set()),
    "see_followups": ("desk handler head supervisor leader auditor", set()),
    "do_followup": ("desk supervisor", {"involved"}),
    "see_work": ("desk handler head supervisor leader auditor", set()),
    "search": ("desk handler head supervisor leader auditor", set()),
    "search_personal": ("desk supervisor leader auditor", set()),
    "take_alert": ("desk handler head supervisor leader admin", set()),
    "see_parked": ("supervisor admin", set()),
    "see_audit": ("auditor", set()),
    "export_audit": ("auditor", set()),
    "manage_people": ("admin", set()),
    "export_person": ("supervisor admin", set()),
    "erase_person": ("supervisor admin", set()),
    "hold": ("supervisor admin", set()),
    "manage_settings": ("admin", set()),
    "edit_scripts": ("supervisor admin", set()),
    "manage_roster": ("supervisor admin", set()),
    "see_notices": ("desk handler head supervisor leader auditor", set()),
    "appeal": ("head", set()),
    "decide_appeal": ("supervisor leader", set()),
    "write_conduct": ("supervisor", set()),
    "read_conduct": ("supervisor leader", set()),
    "see_stars": ("desk handler head supervisor leader auditor", set()),
    "give_stars": ("supervisor", set()),
    "see_themes": ("desk handler head supervisor leader auditor", set()),
    "theme_decide": ("supervisor leader", set()),
    "theme_publish": ("supervisor", set()),
    "see_training": ("desk handler head supervisor leader", set()),
    "teach": ("desk supervisor", set()),
    "answer_unknown": ("desk supervisor", set()),
    "publish_month": ("supervisor", set()),
    "import_stays": ("desk supervisor admin", set()),
    "import_orders": ("desk supervisor admin", set()),
    "see_reports": ("head supervisor leader admin auditor", set()),
}
SEEING = {
    "see_followups",
    "read",
    "reveal",
    "print",
    "see_work",
    "search",
    "search_personal",
    "see_audit",
    "export_audit",
    "see_reports",
    "see_notices",
    "see_stars",
    "see_themes",
}
RUNNING_THE_PLACE = {"manage_people", "manage_settings", "manage_roster", "edit_scripts"} | {
    "export_person",
    "erase_person",
    "hold",
    "see_parked",
    "import_stays",
    "import_orders",
    "take_alert",
}


def wu(role: str, is_duty: bool = False) -> Actor:
    """Return Wu of cardiology in a role."""
    return Actor("wu", role, frozenset({"cardiology"}), is_duty)


def test_every_act_of_the_table_is_expected_here() -> None:
    assert set(ACTS) == set(EXPECTED)


@pytest.mark.parametrize("act", EXPECTED)
def test_a_right_follows_from_the_role_or_from_how_one_stands_to_the_case(act: str) -> None:
    """ORG-12: one table says who may do what."""
    roles, places = EXPECTED[act]
    for role, (place, standing) in product(ROLES, PLACES.items()):
        allowed = role in roles.split() or (role in WORKING and place in places)
        assert (may(wu(role), act, standing) == "") is allowed, (role, place)


@pytest.mark.parametrize("act", EXPECTED)
def test_without_a_case_only_the_role_counts(act: str) -> None:
    for role in ROLES:
        assert (may(wu(role), act) == "") is (role in EXPECTED[act][0].split()), role


@pytest.mark.parametrize(("role", "act"), list(product(sorted(CHANGE_NOTHING), EXPECTED)))
def test_auditors_and_admins_change_nothing_of_any_case(role: str, act: str) -> None:
    ours = frozenset({"cardiology"})
    everything = Standing("wu", ours, ours, ours, frozenset({"wu"}), is_on_duty=True)
    if not may(wu(role, is_duty=True), act, everything):
        assert act in SEEING | RUNNING_THE_PLACE


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    some = st.frozensets(st.sampled_from(["cardiology", "icu", "cashier"]))
    people = st.sampled_from(["wu", "li", "desk:front"])
    return Standing(
        draw(people), draw(some), draw(some), draw(some), draw(st.frozensets(people)), draw(st.booleans())
    )


@st.composite
def actors(draw: st.DrawFn) -> Actor:
    some = st.frozensets(st.sampled_from(["cardiology", "icu", "cashier"]))
    return Actor(
        draw(st.sampled_from(["wu", "li"])), draw(st.sampled_from(ROLES)), draw(some), draw(st.booleans())
    )


@given(actors(), st.sampled_from(ACTS), st.none() | standings())
def test_the_answer_is_nothing_or_a_sentence_that_is_known(
    actor: Actor, act: str, standing: Standing | None
) -> None:
    sentence = may(actor, act, standing)
    assert sentence in SENTENCES | {""}
    if sentence:
        with pytest.raises(Refusal) as refused:
            require(actor, act, standing)
        assert refused.value.sentence == sentence
    else:
        require(actor, act, standing)


@given(actors(), st.sampled_from(["accept", "reject"]), standings())
def test_nobody_answers_an_offer_that_was_not_made_to_them(
    actor: Actor, act: str, standing: Standing
) -> None:
    is_theirs = bool(actor.departments & standing.offered_to) or (actor.is_duty and standing.is_on_duty)
    assert (may(actor, act, standing) == "") is (is_theirs and actor.role in WORKING)


@given(actors(), st.sampled_from(ACTS), standings(), st.sampled_from(["icu", "cashier"]))
def test_a_further_department_takes_no_right_away(
    actor: Actor, act: str, standing: Standing, department: str
) -> None:
    further = actor._replace(departments=actor.departments | {department})
    assert may(actor, act, standing) or not may(further, act, standing)


@pytest.mark.parametrize("role", ROLES)
def test_a_case_of_a_desk_belongs_to_whoever_sits_at_the_desk(role: str) -> None:
    assert (may(wu(role), "answer", Standing("desk:front")) == "") is (role in ("desk", "supervisor"))


def test_an_offer_at_night_is_answered_by_the_duty_officer() -> None:
    at_night = Standing("somebody", offered_to=frozenset({"icu"}), is_on_duty=True)
    assert not may(wu("desk", is_duty=True), "accept", at_night)
    assert may(wu("desk"), "accept", at_night) == rights._NOT_OFFERED
    assert may(wu("desk", is_duty=True), "accept", at_night._replace(is_on_duty=False))


def test_the_reason_names_who_could_do_it() -> None:
    stranger = PLACES["stranger"]
    assert may(wu("handler"), "void", stranger) == "Only a supervisor can do this."
    assert may(wu("handler"), "answer", stranger) == (
        "Only the office that answers for this case can do this."
    )
    assert may(wu("handler"), "investigate", stranger) == "Only those who work on this case can do this."
    assert may(wu("handler"), "withdraw_offer", stranger) == "Only who made the offer can take it back."
    assert may(wu("auditor"), "note", stranger) == "Your role does not have this right."
