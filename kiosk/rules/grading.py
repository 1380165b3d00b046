"""How grave a case is by rule: rules grade up and say why, only people grade down."""

from dataclasses import dataclass

from kiosk.i18n import N_, _
from kiosk.rules.grave_words import grave

GRADES = ("minor", "complex", "major")
MANY = 6

REASONS = {
    "default": N_("Nothing in it asks for more than the front line."),
    "category_major": N_("What it is about is always a major matter."),
    "many": N_("Six or more people complain together."),
    "child": N_("It speaks of harm to a child."),
    "death": N_("It speaks of a death."),
    "violence": N_("It speaks of violence."),
    "court": N_("It speaks of going to court."),
    "media": N_("It speaks of going to the media."),
    "departments": N_("More than one department is involved."),
    "category_complex": N_("What it is about needs the supervisor."),
    "repeated": N_("It was brought before."),
    "recurrence": N_("A notice should have prevented it."),
}


@dataclass(frozen=True)
class Facts:
    """What a rule may know of a case to grade it."""

    kind: str
    category_grade: str = "minor"
    complainants: int = 1
    departments: int = 1
    repeated: bool = False
    words: str = ""
    recurs: bool = False
    """A notice before it should have prevented it."""


@dataclass(frozen=True)
class Graded:
    """A grade and the code of the rule that gave it."""

    grade: str
    reason_code: str


def by_rule(facts: Facts) -> Graded:
    """Return the lowest grade that the rules allow; only complaints are graded up."""
    if facts.kind != "complaint":
        return Graded("minor", "default")
    if code := _why_major(facts):
        return Graded("major", code)
    if code := _why_complex(facts):
        return Graded("complex", code)
    return Graded("minor", "default")


def is_higher(grade: str, other: str) -> bool:
    """Tell whether one grade stands above another."""
    return GRADES.index(grade) > GRADES.index(other)


def at_least_complex(grade: str) -> str:
    """Return the grade that a case has after it was not solved."""
    return "complex" if grade == "minor" else grade


def reason(code: str) -> str:
    """Return why a rule graded as it did, in the reader's language."""
    return _(REASONS[code])


def _why_major(facts: Facts) -> str | None:
    if facts.category_grade == "major":
        return "category_major"
    if facts.complainants >= MANY:
        return "many"
    return grave(facts.words)


def _why_complex(facts: Facts) -> str | None:
    if facts.departments > 1:
        return "departments"
    if facts.category_grade == "complex":
        return "category_complex"
    if facts.repeated:
        return "repeated"
    return "recurrence" if facts.recurs else None
