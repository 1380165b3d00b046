"""A case moves only along the arrows of its life, and a refusal says why."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.i18n import speaking
from kiosk.rules.lifecycle import ACTS, OPEN, STAGES, is_open, move
from kiosk.rules.refusal import Refusal

ARROWS = {
    ("received", "start"): "working",
    ("working", "answer"): "answered",
    ("answered", "solved"): "closed",
    ("answered", "no_answer"): "closed",
    ("answered", "not_solved"): "working",
    ("closed", "not_solved"): "working",
    ("closed", "reopen"): "working",
    ("received", "withdraw"): "withdrawn",
    ("working", "withdraw"): "withdrawn",
    ("answered", "withdraw"): "withdrawn",
    ("received", "void"): "void",
    ("working", "void"): "void",
    ("answered", "void"): "void",
    ("closed", "void"): "void",
    ("withdrawn", "void"): "void",
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("act", ACTS)
def test_only_the_arrows_of_the_picture_can_be_walked(stage: str, act: str) -> None:
    if (stage, act) in ARROWS:
        assert move(stage, act) == ARROWS[stage, act]
    else:
        with pytest.raises(Refusal):
            move(stage, act)


def test_a_case_is_open_until_it_is_closed_withdrawn_or_void() -> None:
    assert [stage for stage in STAGES if is_open(stage)] == ["received", "working", "answered"]


@pytest.mark.parametrize(
    ("stage", "act", "sentence"),
    [
        ("closed", "answer", "This case is closed."),
        ("withdrawn", "reopen", "This case was withdrawn."),
        ("void", "void", "This case was filed by mistake and does not count."),
        ("received", "answer", "Nobody has begun to work on this case yet."),
        ("received", "solved", "This case has not been answered yet."),
        ("working", "not_solved", "This case has not been answered yet."),
        ("working", "start", "Work on this case has already begun."),
        ("answered", "answer", "This case has already been answered."),
        ("working", "reopen", "This case is still open."),
    ],
)
def test_a_refusal_says_why(stage: str, act: str, sentence: str) -> None:
    with speaking("en"), pytest.raises(Refusal) as refused:
        move(stage, act)
    with speaking("en"):
        assert str(refused.value) == sentence


def test_a_refusal_is_told_in_the_language_of_whoever_reads_it() -> None:
    refusal = Refusal("Only %(n)s are left.", n=3)
    with speaking("en"):
        assert str(refusal) == "Only 3 are left."
    assert (refusal.sentence, refusal.params) == ("Only %(n)s are left.", {"n": 3})


@pytest.mark.parametrize(("stage", "act"), [("lost", "start"), ("received", "shout")])
def test_a_stage_or_act_that_does_not_exist_is_a_mistake_and_no_refusal(stage: str, act: str) -> None:
    with pytest.raises(ValueError):
        move(stage, act)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(ACTS), max_size=30))
def test_whatever_is_done_a_void_case_stays_void_and_a_withdrawn_one_never_opens(acts: list[str]) -> None:
    stage, ended = "received", False
    for act in acts:
        before = stage
        try:
            stage = move(stage, act)
        except Refusal:
            assert stage == before
        assert stage in STAGES
        assert not (ended and stage in OPEN)
        ended = stage in ("withdrawn", "void")
