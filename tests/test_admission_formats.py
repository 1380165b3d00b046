"""Admissions and discharges come in from HL7 messages and FHIR bundles as they do from a list."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from kiosk import i18n
from kiosk.config import Settings
from kiosk.imports.admissions import format_of
from kiosk.imports.problems import ImportProblems
from kiosk.records import Stay
from kiosk.services.stays import Taken
from tests.admissions import EXAMPLE, adt, bundle, problems, rows_of, stay, taken, written
from tests.staff import hire


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read what is said in English."""
    i18n.choose("en")
    yield


@pytest.fixture
def hospital(register: Settings) -> Settings:
    """Hire the small hospital."""
    hire()
    return register


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return where the lists of a test lie."""
    (tmp_path / "lists").mkdir()
    return tmp_path / "lists"


def test_hl7_messages_come_in(hospital: Settings, place: Path) -> None:
    text = adt("A01") + adt("A03", 2, left="202609171030")
    assert taken(written(place, text, "adt.hl7"), hospital) == Taken(1, 0, 0)
    found = stay()
    assert (found.name, found.phone, found.ward, found.bed) == ("王秀英", "13812345678", "cashier", "12")
    assert (found.doctor, found.admitted_on, found.is_child) == ("曾志伟", "2026-09-10", False)
    assert (found.discharged_on, found.discharged_time, found.consent) == ("2026-09-17", "10:30", "")


@pytest.mark.parametrize("version", ["2.3", "2.4", "2.5.1", "2.7"])
def test_hl7_of_each_version_has_its_telephone(hospital: Settings, place: Path, version: str) -> None:
    phone = "13812345678" if version < "2.6" else "^PRN^PH^^^^^^^^^13812345678"
    taken(written(place, adt("A01", version=version, phone=phone), "adt.hl7"), hospital)
    assert stay().phone == "13812345678"


@pytest.mark.parametrize("told", [{"died": "Y"}, {"how": "20"}])
def test_nobody_calls_after_a_patient_who_died(hospital: Settings, place: Path, told: dict[str, str]) -> None:
    taken(written(place, adt("A03", left="20260917", **told), "adt.hl7"), hospital)
    assert stay().is_not_called


def test_what_is_wrong_with_a_message_is_said_by_line_and_field(hospital: Settings, place: Path) -> None:
    text = adt("A01") + adt("A08") + adt("A01", version="9.9") + adt("A01", phone="abc")
    assert problems(written(place, text, "adt.hl7"), hospital) == [
        "adt.hl7:6: Only the messages ADT A01 and A03 are read.",
        "adt.hl7:11: This is no HL7 message of version 2.1 to 2.8.",
        'adt.hl7:16: "PID-13" is not a telephone number.',
    ]
    assert not Stay.select(Stay.uid).exists()


def test_a_fhir_bundle_comes_in(hospital: Settings, place: Path) -> None:
    other = {"resourceType": "Observation", "id": "o", "nonsense": True}
    outside = {"resourceType": "Encounter", "id": "e2", "status": "finished", "class": {"code": "AMB"}}
    text = bundle(other, outside, end="2026-09-17T10:30:00+08:00")
    assert taken(written(place, text, "bundle.json"), hospital) == Taken(1, 0, 0)
    found = stay()
    assert (found.name, found.phone, found.ward, found.bed) == ("王秀英", "13812345678", "cashier", "12")
    assert (found.doctor, found.admitted_on, found.is_child) == ("曾志伟", "2026-09-10", True)
    assert (found.discharged_on, found.discharged_time, found.consent) == ("2026-09-17", "10:30", "")


def test_what_is_wrong_with_a_bundle_is_said_by_line_and_element(hospital: Settings, place: Path) -> None:
    broken = {"resourceType": "Patient", "id": "p9", "birthDate": "王秀英"}
    text = bundle(broken, start="2027-01-01")
    line = text[: text.index('"p9"')].count("\n") + 1
    (one,) = problems(written(place, text, "bundle.json"), hospital)[1:] or problems(
        written(place, text, "bundle.json"), hospital
    )
    assert one == f'bundle.json:{line}: "Patient.birthDate" is not as FHIR R4 has it.'
    (one,) = problems(written(place, bundle(start="2027-01-01"), "bundle.json"), hospital)
    assert one.endswith('"Encounter.period.start" is later than today.')
    (one,) = problems(written(place, "{}", "bundle.json"), hospital)
    assert one == "bundle.json: This is no FHIR bundle."


@pytest.mark.on_file
@trying(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(["a.csv", "a.hl7", "a.json"]), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)))
)
def test_a_spoilt_file_is_refused_in_words(
    hospital: Settings, place: Path, name: str, spoilt: list[tuple[float, bytes]]
) -> None:
    whole = {"a.csv": EXAMPLE.read_bytes(), "a.hl7": adt("A01").encode(), "a.json": bundle().encode()}[name]
    for where, what in spoilt:
        at = int(where * len(whole))
        whole = whole[:at] + what + whole[at + len(what) + 1 :]
    with contextlib.suppress(ImportProblems):
        rows_of(written(place, whole, name), hospital)


def test_a_format_is_known_by_its_ending_or_by_how_it_begins(place: Path) -> None:
    told = [
        format_of(written(place, text, name))
        for name, text in (
            ("a.csv", "MSH|"),
            ("a.HL7", ""),
            ("a.json", ""),
            ("a.txt", "\x0bMSH|^~"),
            ("b.txt", "\ufeff {"),
            ("c", "visit,ward"),
        )
    ]
    assert told == ["csv", "hl7", "fhir", "hl7", "fhir", "csv"]
