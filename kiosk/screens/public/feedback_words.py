"""What the flow of complaint, suggestion and praise says and offers, from the draft and the hospital."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk.i18n import _, language, ngettext, pick
from kiosk.rules.numbers import clean_phone, mask_phone
from kiosk.rules.text import cells, clean
from kiosk.widgets.tiles import Tile

if TYPE_CHECKING:
    from kiosk.records import Category
    from kiosk.rules.drafts import Draft
    from kiosk.services.hospital import HospitalView

ANONYMOUS = "anonymous"
OWN_WORDS = "*"
"""What stands for a wish that is none of the ready ones."""
MOST_PEOPLE = 6
"""So many or more count alike: from here on it is a major matter."""


def kinds() -> list[Tile]:
    """Return what one may have to say."""
    return [
        Tile("complaint", _("Complaint"), _("Something went wrong. You get an answer by a promised day.")),
        Tile("suggestion", _("Suggestion"), _("Something could be better.")),
        Tile("praise", _("Praise"), _("Somebody did well. We pass it on.")),
    ]


def name_of_kind(kind: str) -> str:
    """Return the name of what one has to say."""
    return next((tile.title for tile in kinds() if tile.value == kind), "")


def question_of(page: str, kind: str) -> str:
    """Return the question of a page that asks differently for each kind."""
    questions = {
        "about": (_("What is it about?"), _("What could be better?"), _("Whom would you like to praise?")),
        "matter": (_("What was it?"), _("What exactly?"), _("What was so good?")),
        "where": (_("Where did it happen?"), _("Which place is it about?"), _("Where was it?")),
        "phrases": (
            _("What happened? Tap all that fits"),
            _("What could be better? Tap all that fits"),
            _("What was good? Tap all that fits"),
        ),
        "words": (
            _("Tell us in your own words"),
            _("Tell us in your own words"),
            _("Tell us in your own words"),
        ),
        "check": (
            _("Your complaint: is everything right?"),
            _("Your suggestion: is everything right?"),
            _("Your praise: is everything right?"),
        ),
    }
    order = ("complaint", "suggestion", "praise")
    return questions[page][order.index(kind) if kind in order else 0]


def categories(rows: Iterable[Category]) -> list[Tile]:
    """Return categories as tiles."""
    return [Tile(row.code, pick(row.name)) for row in rows]


def listed(rows: Iterable[dict[str, Any]]) -> list[Tile]:
    """Return choices that the hospital lists as tiles."""
    return [Tile(row["code"], pick(row["name"])) for row in rows]


def people() -> list[Tile]:
    """Return how many may complain together."""
    tiles = [Tile(1, _("Only me"))]
    for number in range(2, MOST_PEOPLE):
        words = ngettext("%(count)d person", "%(count)d people", number) % {"count": number}
        tiles.append(Tile(number, words))
    return [*tiles, Tile(MOST_PEOPLE, _("6 people or more"))]


def roles() -> list[Tile]:
    """Return who one may be; nobody has to say it."""
    return [
        Tile("patient", _("The patient")),
        Tile("relative", _("A relative"), _("or a friend of the patient")),
        Tile("guardian", _("Parent or guardian"), _("of a child who is the patient")),
        Tile("visitor", _("A visitor")),
        Tile(ANONYMOUS, _("I stay anonymous"), _("A PIN shows you the answer")),
    ]


def phrases_of(category: Category | None) -> list[dict[str, str]]:
    """Return the ready sentences of a category."""
    return list(category.phrases) if category else []


def taken(phrases: list[dict[str, str]], draft: Draft) -> list[int]:
    """Return which ready sentences the draft holds, in whatever language they were tapped."""
    return [n for n, texts in enumerate(phrases) if set(texts.values()) & set(draft.phrases)]


def with_taken(phrases: list[dict[str, str]], draft: Draft, numbers: Iterable[int]) -> list[str]:
    """Return the draft's sentences when of these ready ones only some are taken, in today's language."""
    known = {text for texts in phrases for text in texts.values()}
    others = [text for text in draft.phrases if text not in known]
    return others + [pick(phrases[n]) for n in numbers]


def told(draft: Draft) -> str:
    """Return what was tapped and typed, in one line."""
    return " · ".join([*draft.phrases, *([draft.words] if draft.words.strip() else [])])


def wished(draft: Draft, hospital: HospitalView) -> str:
    """Return the wish: a ready one, or the person's words."""
    ready = {row["code"]: pick(row["name"]) for row in hospital.listed("wishes")}
    return ready.get(draft.wish, "") or draft.wish_words


def happened(draft: Draft, hospital: HospitalView) -> str:
    """Return when it happened."""
    return {row["code"]: pick(row["name"]) for row in hospital.listed("happened")}.get(draft.happened, "")


def about(draft: Draft, hospital: HospitalView) -> str:
    """Return what it is, and about what."""
    row = hospital.category(draft.category)
    return " · ".join(part for part in (name_of_kind(draft.kind), pick(row.name) if row else "") if part)


def place(draft: Draft, hospital: HospitalView) -> str:
    """Return the department's name."""
    row = hospital.department(draft.department)
    return pick(row.name) if row else ""


def who(draft: Draft) -> str:
    """Return who files, and with how many."""
    names = {tile.value: tile.title for tile in roles()}
    parts = [names.get(ANONYMOUS if draft.is_anonymous else draft.filer_role, "")]
    if draft.complainants > 1:
        parts += [tile.title for tile in people() if tile.value == draft.complainants]
    return " · ".join(part for part in parts if part)


def contact(draft: Draft) -> str:
    """Return how the person reads the answer: the phone masked, or that there is a PIN."""
    if draft.phone and not draft.is_anonymous:
        return mask_phone(clean_phone(draft.phone) or draft.phone)
    return _("With a PIN ****") if draft.pin else ""


def names(draft: Draft) -> str:
    """Return the names that were given."""
    return " · ".join(name for name in (draft.name, draft.patient_name) if name.strip())


def shown(words: str, most: int) -> str:
    """Return words as they fit into one line of the check page, without anything a terminal would obey."""
    flat = " ".join(clean(words).split())
    if cells(flat) <= most:
        return flat
    while cells(flat) > most - 1:
        flat = flat[:-1].rstrip()
    return f"{flat}…"


def finished(draft: Draft, phrases: list[dict[str, str]]) -> Draft:
    """Return the draft as it is filed: without what does not go with the last answers."""
    is_complaint, is_hidden = draft.kind == "complaint", draft.is_anonymous
    has_patient = draft.filer_role in ("relative", "guardian") and not is_hidden
    return replace(
        draft,
        language=language(),
        phrases=with_taken(phrases, draft, taken(phrases, draft)),
        about_person=draft.about_person if draft.kind == "praise" else "",
        wish=draft.wish if is_complaint else "",
        wish_words=draft.wish_words if is_complaint and not draft.wish else "",
        complainants=draft.complainants if is_complaint else 1,
        filer_role="" if is_hidden else draft.filer_role,
        is_child=draft.filer_role == "guardian" and not is_hidden,
        name="" if is_hidden else draft.name,
        patient_name=draft.patient_name if has_patient else "",
        phone="" if is_hidden else draft.phone,
        pin=draft.pin if is_hidden or not draft.phone else "",
    )
