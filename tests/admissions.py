"""Lists of admissions for tests: as CSV, as HL7 messages and as a FHIR bundle."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.imports.admissions import read
from kiosk.imports.problems import ImportProblems
from kiosk.imports.stays import Listed
from kiosk.records import Stay
from kiosk.services import stays
from kiosk.services.stays import Taken
from tests.register import NOW
from tests.staff import person

HEAD = (
    "visit,ward,bed,doctor,name,phone,language,channel,admitted,discharged,consent,calls_from,calls_until,"
    "not_called,phone_checked,child,plan\n"
)
CHINESE = "住院号,病区,床号,姓名,电话,入院日期,出院日期,同意回访\n"
EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "admissions.csv"


def written(place: Path, text: str | bytes, name: str = "list.csv") -> Path:
    """Write a list."""
    file = place / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def row(visit: str = "V1", **values: str) -> str:
    """Return a row of a list under the English headings."""
    told = {"visit": visit, "ward": "cashier", "name": "王秀英", "admitted": "2026-09-10"} | values
    return ",".join(told.get(name, "") for name in HEAD.strip().split(",")) + "\n"


def rows_of(path: Path, settings: Settings) -> list[Listed]:
    """Read a list."""
    return read(path, stays.house(settings, NOW))


def taken(path: Path, settings: Settings, days: int = 0) -> Taken:
    """Take a list in."""
    now = NOW + timedelta(days)
    return stays.take_in(read(path, stays.house(settings, now)), person("fang"), settings, now)


def problems(path: Path, settings: Settings) -> list[str]:
    """Return what is wrong with a list."""
    with pytest.raises(ImportProblems) as refused:
        rows_of(path, settings)
    return [str(one) for one in refused.value.problems]


def stay(visit: str = "V1") -> Stay:
    """Return a stay as it stands in the register."""
    (found,) = store.load(Stay, "WHERE visit = ?", visit)
    return found


ADT = (
    "MSH|^~\\&|HIS|H|KIOSK|H|20260918103000||ADT^{event}|{n}|P|{version}\r"
    "EVN|{event}|20260918103000\r"
    "PID|1||123^^^H^MR||王^秀英||19500101|F|||||{phone}|||||||||||||||||{died}\r"
    "ZXX|of our own|^~\r"
    "PV1|1|I|cashier^3^12||||d1^曾^志伟||||||||||||V1^^^H|||||||||||||||||{how}||||||||202609100800|{left}\r"
)


def adt(event: str, n: int = 1, version: str = "2.5", phone: str = "13812345678^PRN^PH", **told: str) -> str:
    """Return a message."""
    told = {"died": "", "how": "01", "left": ""} | told
    return ADT.format(event=event, n=n, version=version, phone=phone, **told)


def bundle(*more: dict[str, Any], **period: str) -> str:
    """Return a bundle of one stay, and of more."""
    encounter = {
        "resourceType": "Encounter",
        "id": "e1",
        "identifier": [{"value": "V1"}],
        "status": "finished",
        "class": {"code": "IMP"},
        "subject": {"reference": "Patient/p1"},
        "participant": [{"individual": {"display": "曾志伟"}}],
        "period": {"start": "2026-09-10T01:00:00Z"} | period,
        "location": [{"location": {"reference": "Location/w"}}, {"location": {"reference": "Location/b"}}],
    }
    patient = {
        "resourceType": "Patient",
        "id": "p1",
        "name": [{"family": "王", "given": ["秀英"]}],
        "telecom": [{"system": "phone", "value": "13812345678"}],
        "birthDate": "2015-01-01",
    }
    ward = {"resourceType": "Location", "id": "w", "identifier": [{"value": "cashier"}], "name": "收费处"}
    bed = {
        "resourceType": "Location",
        "id": "b",
        "name": "12",
        "physicalType": {"coding": [{"code": "bd"}]},
    }
    told = [{"resource": one} for one in (encounter, patient, ward, bed, *more)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": told}, indent=1)
