"""What the codes of a report are called: msgids for the desk's own, several languages for the house's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kiosk import store
from kiosk.i18n import N_
from kiosk.records import Category, Department, Fact, Staff
from kiosk.rules.answering import CAUSES, OUTCOMES
from kiosk.services.name_book import GRADES, SOURCES
from kiosk.services.public_view import KIND_WORDS
from kiosk.services.report_shape import Name

NOT_STATED = N_("Not stated")
VERDICTS = {"solved": N_("Solved"), "not_solved": N_("Not solved"), "no_answer": N_("No answer")}
PROMISES = {
    "acknowledge/house": N_("Acknowledged at filing"),
    "investigate/house": N_("Preliminary investigation"),
    "reply/house": N_("Reply, by the house's promise"),
    "reply/national": N_("Reply, by the national rule"),
    "answer/house": N_("Answer to a question"),
    "reply/hotline": N_("Reply, by the hotline's limit"),
    "answer/hotline": N_("Answer to a question, by the hotline's limit"),
}
FOLLOW_UPS = {
    "visit": N_("Visit on the second day"),
    "survey": N_("Visit to ask how satisfied they are"),
    "contact": N_("First contact after discharge"),
    "call": N_("Call a week after discharge"),
    "plan": N_("Call of a plan"),
}
SCORES = {
    "1": N_("Very bad"),
    "2": N_("Bad"),
    "3": N_("Fair"),
    "4": N_("Good"),
    "5": N_("Very good"),
}
OWN: dict[str, Mapping[str, str]] = {
    "kind": KIND_WORDS,
    "grade": GRADES,
    "source": SOURCES,
    "cause": CAUSES,
    "outcome": OUTCOMES,
    "verdict": VERDICTS,
    "promise": PROMISES,
    "follow_up": FOLLOW_UPS,
    "score": SCORES,
}
"""The desk's own codes, as msgids."""


class Names(NamedTuple):
    """The names of a hospital's departments, categories and people."""

    hospital: Name
    house: Mapping[str, Mapping[str, Name]]
    """`department`, `category` and `staff`, each by code in the hospital's order."""

    def of(self, what: str, code: str) -> Name:
        """Return the name of a code; one that nobody knows is shown as it is."""
        known: Mapping[str, Name] = OWN.get(what) or self.house[what]
        return known.get(code) or code or NOT_STATED

    def codes(self, what: str) -> list[str]:
        """Return every code that is known."""
        return list(OWN.get(what) or self.house[what])


def read() -> Names:
    """Read the hospital's names."""
    facts = store.load(Fact, "WHERE name = 'name'")
    departments = store.load(Department, "ORDER BY position, code")
    categories = store.load(Category, "ORDER BY position, code")
    return Names(
        dict(facts[0].value) if facts else NOT_STATED,
        {
            "department": {one.code: one.name for one in departments},
            "category": {one.code: one.name for one in categories},
            "staff": {one.code: one.name for one in store.load(Staff, "ORDER BY code")},
        },
    )
