"""The gate before an answer lists all that is missing, at once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.i18n import speaking
from kiosk.rules.answering import CAUSES, MISSING, OUTCOMES, Facts, Incomplete, check, missing

COMPLETE = Facts(
    kind="complaint",
    category="waiting",
    grade="minor",
    departments=1,
    investigation="窗口少开了一个。",
    outcome="upheld",
    cause="process",
    replies=1,
    notices=1,
)
WITHOUT: dict[str, dict[str, Any]] = {
    "category": {"category": ""},
    "grade": {"grade": ""},
    "department": {"departments": 0},
    "investigation": {"investigation": " \n"},
    "cause": {"cause": ""},
    "reply": {"replies": 0},
    "notice": {"notices": 0, "no_notice": " "},
}


def without(codes: frozenset[str]) -> Facts:
    """Return a complaint that holds everything but some facts."""
    found = COMPLETE
    for code in codes:
        found = found._replace(**WITHOUT[code])
    return found


def test_a_complete_complaint_passes() -> None:
    assert missing(COMPLETE) == ()
    check(COMPLETE)


@given(st.frozensets(st.sampled_from(sorted(WITHOUT))))
def test_exactly_what_is_missing_is_named(codes: frozenset[str]) -> None:
    """CMP-01: the root cause among all else."""
    assert set(missing(without(codes))) == codes


@given(st.frozensets(st.sampled_from(sorted(WITHOUT))))
def test_without_an_outcome_no_notice_is_asked_for_yet(codes: frozenset[str]) -> None:
    facts = without(codes)._replace(outcome="")
    assert set(missing(facts)) == (codes - {"notice"}) | {"outcome"}


def test_an_empty_complaint_hears_of_everything_at_once_in_one_order() -> None:
    assert missing(Facts("complaint")) == tuple(code for code in MISSING if code != "notice")


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_only_what_was_upheld_needs_a_notice_or_the_reason_for_none(outcome: str) -> None:
    """CMP-11, CMP-12: what was found to be so has a measure, or the reason for none."""
    is_upheld = outcome in ("upheld", "partly_upheld")
    bare = COMPLETE._replace(outcome=outcome, notices=0)
    assert missing(bare) == (("notice",) if is_upheld else ())
    assert missing(bare._replace(notices=1)) == missing(bare._replace(no_notice="当天已改")) == ()


@pytest.mark.parametrize("outcome", ["maybe", "UPHELD"])
def test_an_outcome_that_is_not_on_the_list_is_none(outcome: str) -> None:
    assert missing(COMPLETE._replace(outcome=outcome)) == ("outcome",)


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_of_the_list_counts(cause: str) -> None:
    assert missing(COMPLETE._replace(cause=cause)) == ()
    assert missing(COMPLETE._replace(cause=cause + "?")) == ("cause",)


@pytest.mark.parametrize("kind", ["contact", "question", "suggestion", "praise"])
def test_everything_else_needs_a_public_reply_only(kind: str) -> None:
    assert missing(Facts(kind)) == ("reply",)
    assert missing(Facts(kind, replies=1)) == ()


def test_the_refusal_says_all_of_it_in_one_sentence() -> None:
    with pytest.raises(Incomplete) as refused:
        check(without(frozenset({"category", "reply", "notice"})))
    assert refused.value.codes == ("category", "reply", "notice")
    with speaking("en"):
        assert str(refused.value) == (
            "It cannot be answered yet. Still missing: what it is about, a public reply, "
            "a rectification notice, or the supervisor's reason for none."
        )
