"""The names behind the codes of a case, in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.i18n import N_, _, pick
from kiosk.services.hospital import HospitalView

Words = Mapping[str, str]

PROMISES = {
    "acknowledge": N_("Confirm that it has come in"),
    "investigate": N_("Look into it"),
    "reply": N_("Give the patient a reply"),
    "answer": N_("Give the patient an answer"),
    "accept": N_("Take the offer, or send it back"),
    "correct": N_("Mend what the notice asks for"),
    "confirm": N_("Hear from the patient whether it is solved"),
}
"""What the house has promised, as staff read it; the patient reads `public_view.PROMISE_WORDS`."""
SOURCES = {
    "kiosk": N_("at the terminal"),
    "desk": N_("at the desk"),
    "phone": N_("by telephone"),
    "letter": N_("through the letter box"),
    "wechat": N_("by WeChat"),
    "email": N_("by e-mail"),
    "web": N_("on the website"),
    "hotline": N_("through the hotline"),
    "round": N_("on a ward round"),
    "visit": N_("at a visit to the bed"),
    "call": N_("at a follow-up call"),
    "import": N_("from another system"),
}
FOLLOW_UPS = {
    "visit": N_("Visit on the second day"),
    "survey": N_("Visit of a longer stay"),
    "contact": N_("Contact within 24 hours of discharge"),
    "call": N_("Call a week after discharge"),
    "plan": N_("Call by plan"),
}
GRADES = {"minor": N_("minor"), "complex": N_("complex"), "major": N_("major")}


@dataclass(frozen=True)
class NameBook:
    """Who and what the codes stand for; a code that nobody knows is shown as it is."""

    people: Mapping[str, Words] = field(default_factory=dict)
    departments: Mapping[str, Words] = field(default_factory=dict)
    categories: Mapping[str, Words] = field(default_factory=dict)
    desks: Mapping[str, Words] = field(default_factory=dict)

    @classmethod
    def of(cls, hospital: HospitalView, people: Mapping[str, Words]) -> NameBook:
        """Make the book of a hospital and its staff."""
        return cls(
            people=people,
            departments={row.code: row.name for row in hospital.departments},
            categories={row.code: row.name for row in hospital.categories},
            desks={desk["code"]: desk.get("name", {}) for desk in hospital.listed("desks")},
        )

    def person(self, code: str) -> str:
        """Say who a staff code, a desk, the patient or a rule is."""
        if code.startswith("desk:"):
            return pick(self.desks.get(code.removeprefix("desk:"), {})) or _("Service desk")
        special = {"patient": _("Patient"), "rule": _("Rule"), "": "—"}
        return special.get(code) or pick(self.people.get(code, {})) or code

    def department(self, code: str) -> str:
        """Say which department it is."""
        return pick(self.departments.get(code, {})) or code

    def category(self, code: str) -> str:
        """Say what it is about."""
        return pick(self.categories.get(code, {})) or code

    def several(self, codes: object) -> str:
        """Say which departments these are."""
        return _(", ").join(map(self.department, codes)) if isinstance(codes, list | tuple) else ""
