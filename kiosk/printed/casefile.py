"""The case file on pages, for a health authority or a mediator: numbered, in order, with room to sign."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.i18n import _
from kiosk.printed import paper
from kiosk.rules.text import stated, wrap
from kiosk.services.casefile import Parts

WIDTH, LINES = 78, 58
"""Cells of a line and lines of a page of plain text."""


def html(parts: Parts, house: str) -> bytes:
    """Return the file as one document that needs nothing else."""
    return document(parts, house).encode()


def pdf(parts: Parts, house: str) -> bytes:
    """Return the same document as PDF."""
    return paper.pdf(document(parts, house))


def document(parts: Parts, house: str) -> str:
    """Return the pages of the file."""
    return paper.page("case.html", title(parts), house, parts=parts, signers=signers())


def title(parts: Parts) -> str:
    """Return what the file is called."""
    return _("Case file %(number)s") % {"number": parts.number}


def signers() -> list[str]:
    """Return who signs."""
    return [
        _("For the hospital"),
        _("For the authority or the mediator"),
        _("The patient, or who speaks for them"),
    ]


def text(parts: Parts, house: str) -> bytes:
    """Return the file as plain text in numbered pages, a form feed between two."""
    lines = [line for told in paragraphs(parts, house) for line in [*wrap(told, WIDTH), ""]]
    room = LINES - 2
    pages = [lines[begin : begin + room] for begin in range(0, len(lines), room)]
    numbered = [
        "\n".join([*page, "", _("Page %(page)s of %(pages)s") % {"page": place, "pages": len(pages)}, ""])
        for place, page in enumerate(pages, 1)
    ]
    return "\f".join(numbered).encode()


def paragraphs(parts: Parts, house: str) -> Iterator[str]:
    """Give what the file says, part by part."""
    yield f"{house}\n{title(parts)}"
    yield "\n".join(stated(*fact) for fact in [*parts.facts, *parts.people])
    yield "\n".join([_("What was told"), parts.told])
    yield "\n".join([_("Promises"), *parts.promises])
    yield _("Timeline")
    for line in parts.timeline:
        sign = "→ " if line.is_public else ""
        told = stated(f"{line.moment} {line.by}", f"{sign}{line.sentence}")
        yield "\n".join(filter(None, (told, line.words)))
    for facts in filter(None, (parts.found, *parts.notices)):
        yield "\n".join(stated(*fact) for fact in facts)
    yield parts.taken
    for signer in signers():
        yield f"{stated(signer, '_' * 24)}  {stated(_('Date'), '_' * 12)}"
