"""The gate before an answer: a complaint is not answered until everything is known that it must hold."""

from __future__ import annotations

from typing import NamedTuple

from kiosk.i18n import N_, _
from kiosk.rules.refusal import Refusal

OUTCOMES = {
    "explained": N_("Explained"),
    "partly_upheld": N_("Partly upheld"),
    "upheld": N_("Upheld"),
    "cannot_tell": N_("Cannot be established"),
}
UPHELD = ("upheld", "partly_upheld")
CAUSES = {
    "attitude": N_("Attitude"),
    "communication": N_("Communication"),
    "process": N_("Process"),
    "waiting": N_("Waiting"),
    "skill": N_("Quality of care"),
    "fees": N_("Fees"),
    "environment": N_("Surroundings"),
    "equipment": N_("Equipment"),
    "information": N_("Information system"),
    "rules": N_("Rules from outside"),
    "misunderstanding": N_("Misunderstanding"),
    "other": N_("Other"),
}


class Facts(NamedTuple):
    """What the gate asks of a case."""

    kind: str
    category: str = ""
    grade: str = ""
    departments: int = 0
    """How many departments are named responsible."""
    investigation: str = ""
    outcome: str = ""
    cause: str = ""
    replies: int = 0
    """Public replies since it was filed or last reopened."""
    notices: int = 0
    no_notice: str = ""
    """The supervisor's written reason for no notice."""


MISSING = {
    "category": N_("what it is about"),
    "grade": N_("the grade"),
    "department": N_("the responsible department"),
    "investigation": N_("what the investigation found"),
    "outcome": N_("the outcome"),
    "cause": N_("the root cause"),
    "reply": N_("a public reply"),
    "notice": N_("a rectification notice, or the supervisor's reason for none"),
}


def missing(facts: Facts) -> tuple[str, ...]:
    """Name everything that a case still needs before it can be answered, all at once."""
    if facts.kind != "complaint":
        return () if facts.replies else ("reply",)
    has = {
        "category": facts.category,
        "grade": facts.grade,
        "department": facts.departments,
        "investigation": facts.investigation.strip(),
        "outcome": facts.outcome in OUTCOMES,
        "cause": facts.cause in CAUSES,
        "reply": facts.replies,
        "notice": facts.outcome not in UPHELD or facts.notices or facts.no_notice.strip(),
    }
    return tuple(code for code in MISSING if not has[code])


class Incomplete(Refusal):
    """A case that cannot be answered yet, with everything that is missing."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(N_("It cannot be answered yet. Still missing: %(list)s."), codes=codes)
        self.codes = codes

    def __str__(self) -> str:
        return _(self.sentence) % {"list": _(", ").join(_(MISSING[code]) for code in self.codes)}


def check(facts: Facts) -> None:
    """Refuse an answer that is not complete."""
    if codes := missing(facts):
        raise Incomplete(codes)
