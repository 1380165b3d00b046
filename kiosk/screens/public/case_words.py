"""What a case says to its patient at the desk, as passages to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.i18n import _
from kiosk.rules.numbers import mask_name, mask_phone
from kiosk.screens.public.printing import due, who_answers
from kiosk.widgets.reading import Block, Passage, Way

if TYPE_CHECKING:
    from kiosk.records import Case
    from kiosk.services.public_view import Promise, PublicView, Reply

SIGNS = {"running": ("●", "mark"), "late": ("!", "bad"), "met": ("✓", "good"), "missed": ("!", "bad")}


def overview(view: PublicView, note: str) -> list[Block]:
    """Return what was just done, the steps, the promised dates, the office, and what comes next."""
    blocks: list[Block] = [Passage(f"✓ {note}", role="good")] if note else []
    blocks.append(Way([(step.words, step.state, step.day) for step in view.steps]))
    for place, promise in enumerate(view.promises):
        blocks.append(_promise(promise, is_apart=place == 0))
    where = " · ".join(filter(None, (view.place, view.phone)))
    blocks.append(Passage(who_answers(view), _("Who answers"), "strong", is_apart=True))
    if where:
        blocks.append(Passage(where, _("Where")))
    return [*blocks, Passage(view.next_step, _("Next"), is_apart=True)]


def _promise(promise: Promise, is_apart: bool = False) -> Passage:
    sign, role = SIGNS[promise.state]
    told = f"{sign} {promise.state_words}"
    return Passage(due(promise), promise.words, "strong", is_apart, sign=told, sign_role=role)


def said(view: PublicView, case: Case) -> list[Block]:
    """Return the newest reply first, then what the patient said."""
    blocks: list[Block] = []
    for reply in reversed(view.replies):
        blocks += _said(reply, _("%(office)s replied, %(day)s") % {"office": reply.office, "day": reply.day})
    if not view.replies:
        blocks.append(Passage(_("There is no reply yet."), role="strong"))
    for message in reversed(view.messages):
        blocks += _said(message, _("You added, %(day)s") % {"day": message.day})
    told = _("You told us, %(day)s") % {"day": view.filed_day}
    people = " · ".join(persons(case))
    blocks.append(Passage(f"{told}{f' · {people}' if people else ''}", role="label", is_apart=True))
    return [*blocks, Passage(view.words or _("No words were written."))]


def _said(reply: Reply, heading: str) -> list[Block]:
    return [Passage(heading, role="label", is_apart=True), Passage(reply.words)]


def persons(case: Case) -> list[str]:
    """Return names and phones as those may see them who stand around; of a child's name nothing is left."""
    found = []
    for person in case.people:
        is_child = case.is_child or person.is_child
        found += [mask_name(person.name, is_child), mask_phone(person.phone)]
    return [one for one in found if one]


def dates(view: PublicView) -> list[Block]:
    """Return each promised date with the days that lead to it."""
    blocks: list[Block] = []
    for promise in view.promises:
        sign, role = SIGNS[promise.state]
        told = f"{promise.words}: {due(promise)}"
        standing = f"{sign} {promise.state_words}"
        blocks.append(Passage(told, role="strong", is_apart=True, sign=standing, sign_role=role))
        blocks += [Passage(line) for line in promise.explanation]
    return blocks or [Passage(_("No date is promised: it was answered at once."))]
