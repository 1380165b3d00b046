"""The card that a patient takes home (医患联系卡): whom to ask in the hospital and after it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kiosk import store
from kiosk.i18n import N_, _, pick, speaking
from kiosk.records import Department, Stay
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor
from kiosk.services import hospital
from kiosk.services.followup_reading import stay_to_work


class Contact(NamedTuple):
    """Whom one asks: for what, who that is, where, and by which telephone."""

    what_for: str
    who: str
    place: str
    phone: str
    hours: str = ""


class ContactCard(NamedTuple):
    """What stands on the card, in the patient's language; no name, because a card is lost easily."""

    hospital: str
    ward: str
    bed: str
    doctor: str
    contacts: tuple[Contact, ...]
    phone: str
    """The centre's telephone, for the code where there is no status page."""
    language: str


def card(stay: UUID, by: Actor, now: datetime) -> ContactCard:
    """Return the card of a patient; that it was given out is an audit entry."""
    return given_out(stay_to_work(stay, by), by.code, now)


def by_visit(visit: str, by: str, now: datetime) -> ContactCard:
    """Return the card of the stay with this visit number, for whoever runs this machine."""
    found = store.load(Stay, "WHERE visit = ?", visit)
    if not found:
        raise Refusal(N_("No stay has this visit number."))
    return given_out(found[0], by, now)


def given_out(stay: Stay, by: str, now: datetime) -> ContactCard:
    """Return a card, and tell that it was given out."""
    with store.writing("stay.card", by, str(stay.uid), now), speaking(stay.language):
        return of(stay)


def of(stay: Stay) -> ContactCard:
    """Make the card, in the language that is spoken here."""
    view = hospital.heading()
    centre, wards = view.complaint_contact, store.load(Department, "WHERE code = ?", stay.ward)
    ward = wards[0] if wards else None
    name, place, phone = (pick(ward.name), pick(ward.place), ward.phone) if ward else (stay.ward, "", "")
    nurses, service = _("Nurse station of the ward"), _("Patient service centre")
    own = centre.get("phone", "")
    return ContactCard(
        hospital=pick(view.name),
        ward=name,
        bed=stay.bed,
        doctor=stay.doctor,
        contacts=(
            Contact(_("While you are in the hospital"), nurses, place, phone),
            Contact(_("After discharge: medicine, check-ups, how you feel"), name, "", phone),
            Contact(
                _("Opinions, complaints, or when you do not know whom to ask"),
                service,
                pick(centre.get("place", {})),
                own,
                pick(centre.get("hours", {})),
            ),
        ),
        phone=own,
        language=stay.language,
    )
