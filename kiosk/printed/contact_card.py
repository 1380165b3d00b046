"""The contact card (医患联系卡) on paper, in the patient's language: a receipt, a page, plain words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from markupsafe import Markup

from kiosk.config import Settings
from kiosk.i18n import _, speaking
from kiosk.printed import svg
from kiosk.rules.text import stated
from kiosk.services.contact_cards import Contact, ContactCard
from kiosk.slips import link, qr
from kiosk.slips.receipt import Line, Receipt, as_text

MARK, COLUMNS, MODULE = "■", 60, 4
"""What stands before what a contact is for, letters of a line of plain words, size of a module."""
RULE = Line("", rule=True)


def receipt(card: ContactCard, settings: Settings) -> Receipt:
    """Return the card for the paper; the code opens the status page, or calls the centre. May block."""
    with speaking(card.language):
        code = code_of(card, settings)
        lines = [
            Line(_("Contact card"), size=2, align="center"),
            RULE,
            *filled((_("Ward"), card.ward), (_("Bed"), card.bed), (_("Doctor"), card.doctor)),
            RULE,
        ]
        for contact in card.contacts:
            lines += [*of_contact(contact), RULE]
        if code:
            lines.append(Line(scan_words(code), align="center"))
    return Receipt(card.hospital, tuple(lines), code, card.language)


def scan_words(code: str | None) -> str:
    """Say what the code does."""
    if not code:
        return ""
    if code.startswith("tel:"):
        return _("Scan the code to call the service centre.")
    return _("Scan the code to see how your matter stands.")


def of_contact(contact: Contact) -> Iterator[Line]:
    """Give the lines of one contact: for what, then whom."""
    yield Line(f"{MARK} {contact.what_for}")
    yield Line(contact.who)
    yield from filled((_("Place"), contact.place), (_("Phone"), contact.phone), (_("Hours"), contact.hours))


def filled(*told: tuple[str, str]) -> list[Line]:
    """Return the lines in which something stands."""
    return [Line(stated(label, words)) for label, words in told if words]


def code_of(card: ContactCard, settings: Settings) -> str | None:
    """Return what the code says: the address of the status page, else the centre's telephone."""
    if settings.web or settings.base_address:
        with suppress(ValueError):  # an address that fits no small code: the telephone does
            return link.home(settings.base_address or link.own_address(settings.port))
    digits = "".join(sign for sign in card.phone if sign.isdecimal() or sign == "+")
    return f"tel:{digits}" if digits else None


def text(card: ContactCard, settings: Settings) -> bytes:
    """Return the card as plain words, with the address in place of the code."""
    return as_text(receipt(card, settings), COLUMNS).encode()


def html(card: ContactCard, settings: Settings) -> bytes:
    """Return the card as a page of its own."""
    return document(card, settings).encode()


def pdf(card: ContactCard, settings: Settings) -> bytes:
    """Return the same page as PDF."""
    from kiosk.printed import paper

    return paper.pdf(document(card, settings))


def document(card: ContactCard, settings: Settings) -> str:
    """Return the page, in the patient's language."""
    from kiosk.printed import paper

    with speaking(card.language):
        code = code_of(card, settings)
        drawn = Markup(code_picture(code)) if code else ""
        return paper.page(
            "card.html", _("Contact card"), card.hospital, card=card, code=drawn, scan=scan_words(code)
        )


def code_picture(code: str) -> str:
    """Return the code as a picture."""
    rows = qr.with_quiet_zone(qr.matrix(code))
    boxes = [
        svg.box(x * MODULE, y * MODULE, MODULE, MODULE, svg.INK)
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    ]
    side = len(rows) * MODULE
    return svg.picture(side, side, _("Contact card"), scan_words(code), boxes)
