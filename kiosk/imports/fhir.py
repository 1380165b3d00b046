"""Admissions and discharges from a FHIR R4 bundle of encounters and patients, as the columns of the list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from typing import Any

from fhir.resources.R4B.encounter import Encounter
from fhir.resources.R4B.location import Location
from fhir.resources.R4B.patient import Patient
from pydantic import ValidationError

from kiosk.i18n import _
from kiosk.imports.stays import Source, under_age

KINDS: dict[str, Any] = {"Encounter": Encounter, "Patient": Patient, "Location": Location}
"""The resources that say something of a stay; all others are left alone."""
HEADINGS = {
    "visit": "Encounter.identifier",
    "ward": "Encounter.location",
    "bed": "Encounter.location",
    "doctor": "Encounter.participant",
    "name": "Patient.name",
    "phone": "Patient.telecom",
    "language": "Patient.communication",
    "admitted": "Encounter.period.start",
    "discharged": "Encounter.period.end",
}
"""Where the columns of the list stand in a bundle."""
INSIDE = ("IMP", "ACUTE", "NONAC")
"""Classes of encounters in which somebody stays in the hospital."""
OVER = "finished"
BED, DIED = "bd", "exp"


def cells_of_bundle(text: str, source: Source, tz: tzinfo) -> Iterator[tuple[int, dict[str, str]]]:
    """Give what each stay of the bundle says, with the line on which its identity stands."""
    source.headings = HEADINGS
    found = {name: (line, resource) for name, line, resource in resources(text, source)}
    for line, encounter in found.values():
        if isinstance(encounter, Encounter) and encounter.class_fhir.code in INSIDE:
            yield line, cells_of(encounter, {name: one for name, (_line, one) in found.items()}, tz)


def resources(text: str, source: Source) -> Iterator[tuple[str, int, Any]]:
    """Give what the bundle holds: by what it is referred to, its line, and the resource itself."""
    try:
        bundle = json.loads(text)
        entries = [dict(entry["resource"]) for entry in bundle["entry"]]
    except (ValueError, KeyError, TypeError):
        source.wrong(0, _("This is no FHIR bundle."))
        return
    for entry in entries:
        kind, uid = str(entry.get("resourceType")), str(entry.get("id"))
        if kind not in KINDS:
            continue
        line = text.count("\n", 0, text.find(f'"{uid}"')) + 1
        try:
            yield f"{kind}/{uid}", line, KINDS[kind].model_validate(entry)
        except ValidationError as fault:
            # Without its text: it quotes what stands in the resource.
            for one in fault.errors(include_input=False):
                place = ".".join(map(str, (kind, *one["loc"])))
                source.wrong(line, _('"%(column)s" is not as FHIR R4 has it.'), column=place)


def cells_of(encounter: Any, found: dict[str, Any], tz: tzinfo) -> dict[str, str]:
    """Return what an encounter and its patient say, under the names of our columns."""
    patient = found.get(referred(encounter.subject))
    places = [place.location for place in encounter.location or []]
    beds = [place for place in places if is_bed(found.get(referred(place)))]
    wards = [place for place in places if place not in beds]
    period = encounter.period
    admitted = moment(period.start if period else None, tz)
    return {
        "visit": first(one.value for one in encounter.identifier or []),
        "ward": first(name_of_place(one, found) for one in wards[-1:]),
        "bed": first(name_of_place(one, found) for one in beds[-1:]),
        "doctor": first(
            one.individual.display for one in encounter.participant or [] if one.individual is not None
        ),
        "admitted": admitted,
        "discharged": moment(period.end, tz) if period and encounter.status == OVER else "",
        "not_called": "yes" if has_died(encounter, patient) else "",
        **(cells_of_patient(patient, admitted) if patient is not None else {}),
    }


def cells_of_patient(patient: Any, admitted: str) -> dict[str, str]:
    """Return what a patient's own resource says."""
    return {
        "name": first(written(one) for one in patient.name or []),
        "phone": first(one.value for one in patient.telecom or [] if one.system == "phone"),
        "child": under_age(str(patient.birthDate or ""), admitted),
    }


def has_died(encounter: Any, patient: Any) -> bool:
    """Tell whether nobody may be called, as the patient died."""
    if patient is not None and (patient.deceasedBoolean or patient.deceasedDateTime is not None):
        return True
    stay = encounter.hospitalization
    disposition = stay.dischargeDisposition if stay else None
    return any(one.code == DIED for one in (disposition.coding or [] if disposition else []))


def referred(reference: Any) -> str:
    """Return what a reference points to, without a server's address."""
    return "/".join(str(reference.reference or "").split("/")[-2:]) if reference else ""


def is_bed(place: Any) -> bool:
    """Tell whether a place is a bed."""
    if place is None or place.physicalType is None:
        return False
    return any(one.code == BED for one in place.physicalType.coding or [])


def name_of_place(reference: Any, found: dict[str, Any]) -> str:
    """Return the code of a place, else its name."""
    place = found.get(referred(reference))
    if place is not None:
        return first([*(one.value for one in place.identifier or []), place.name])
    return first([reference.identifier.value if reference.identifier else "", reference.display])


def written(name: Any) -> str:
    """Return a name as it is written: a Chinese one without a space."""
    if name.text:
        return str(name.text)
    parts = [name.family or "", *(name.given or [])]
    is_han = any("\u4e00" <= letter <= "\u9fff" for letter in "".join(parts))
    return ("" if is_han else " ").join(part for part in parts if part)


def first(values: Any) -> str:
    """Return the first value that says something."""
    return next((str(value) for value in values if value), "")


def moment(value: date | datetime | None, tz: tzinfo) -> str:
    """Return a moment as our list writes it, in the hospital's time."""
    if isinstance(value, datetime):
        return f"{value.astimezone(tz):%Y-%m-%d %H:%M}"
    return value.isoformat() if value else ""
