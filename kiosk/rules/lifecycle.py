"""The life of a case: which acts lead from which stage to which."""

from kiosk.i18n import N_
from kiosk.rules.refusal import Refusal

STAGES = ("received", "working", "answered", "closed", "withdrawn", "void")
ACTS = ("start", "answer", "solved", "not_solved", "no_answer", "withdraw", "reopen", "void")
OPEN = frozenset({"received", "working", "answered"})

_MOVES = {
    ("received", "start"): "working",
    ("working", "answer"): "answered",
    ("answered", "solved"): "closed",
    ("answered", "no_answer"): "closed",
    ("answered", "not_solved"): "working",
    ("closed", "not_solved"): "working",
    ("closed", "reopen"): "working",
    **{(stage, "withdraw"): "withdrawn" for stage in OPEN},
    **{(stage, "void"): "void" for stage in STAGES if stage != "void"},
}
_FINISHED = {
    "closed": N_("This case is closed."),
    "withdrawn": N_("This case was withdrawn."),
    "void": N_("This case was filed by mistake and does not count."),
}
_NOT_YET = {
    ("received", "answer"): N_("Nobody has begun to work on this case yet."),
    ("working", "start"): N_("Work on this case has already begun."),
    ("answered", "start"): N_("This case has already been answered."),
    ("answered", "answer"): N_("This case has already been answered."),
}
_NOT_ANSWERED = N_("This case has not been answered yet.")
_STILL_OPEN = N_("This case is still open.")


def move(stage: str, act: str) -> str:
    """Return the stage that an act leads to, or refuse it."""
    if stage not in STAGES or act not in ACTS:
        raise ValueError(f"no case can be {stage!r} and have {act!r} done to it")
    if (stage, act) not in _MOVES:
        raise Refusal(_why_not(stage, act))
    return _MOVES[stage, act]


def is_open(stage: str) -> bool:
    """Tell whether somebody still has to do something about a case at this stage."""
    return stage in OPEN


def check_open(stage: str) -> None:
    """Refuse an act on a case that is over."""
    if stage not in OPEN:
        raise Refusal(_FINISHED[stage])


def check_unanswered(stage: str) -> None:
    """Refuse an act that would take from under an answer what it rests on."""
    check_open(stage)
    if stage == "answered":
        raise Refusal(_NOT_YET[stage, "answer"])


def _why_not(stage: str, act: str) -> str:
    if stage in _FINISHED:
        return _FINISHED[stage]
    if act == "reopen":
        return _STILL_OPEN
    return _NOT_YET.get((stage, act), _NOT_ANSWERED)
