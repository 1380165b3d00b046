"""What the year brought is sealed like all else: unread on the disk, whole under a new key, forgotten."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from kiosk import store
from kiosk.config import Settings
from kiosk.records import TABLES, Deduction, database
from kiosk.rules.rights import Actor
from kiosk.services import closing, erasing, kept, key_rotation, search, stay_erasing
from tests.console import prepare
from tests.naughty import stored
from tests.naughty_year import of_the_year
from tests.register import NOW
from tests.staff import person
from tests.test_sealing import everywhere, forms
from tests.wards import PHONE, due, stay

WORDS = "欧阳机密其词"
ADMIN = Actor("cli:root", "admin")
OPEN = {"stay.visit", "stay.bed", "stay.doctor", "channel.name", "theme.you_said", "theme.we_did"}
"""The hospital's own numbers and names, and what was written for everybody to read."""


@pytest.fixture
def lived(register: Settings, tmp_path: Path) -> Settings:
    """Let a year's acts hold the words wherever they take them."""
    prepare(register)
    of_the_year(WORDS, register, tmp_path)
    while search.catch_up(1000):
        pass
    return register


def test_no_word_of_the_year_stands_plain_in_any_table(lived: Settings) -> None:
    found = set()
    for name in (table._meta.table_name for table in TABLES):
        query = database.execute_sql(f'SELECT * FROM "{name}"')
        columns = [column[0] for column in query.description]
        for row in query.fetchall():
            for column, value in zip(columns, row, strict=True):
                told = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                if any(form in told for form in forms(WORDS)):
                    found.add(f"{name}.{column}")
    assert found == OPEN


@pytest.mark.on_file
def test_no_telephone_of_the_year_stands_in_any_file(lived: Settings) -> None:
    store.settle()
    found = everywhere(lived)
    for form in forms(PHONE):
        assert form not in found


def told() -> list[tuple[str, str]]:
    """Return every text of the register, but for its trail."""
    return sorted(one for one in stored() if not one[0].startswith("audit_"))


def test_every_word_of_the_year_is_whole_under_a_new_key(lived: Settings) -> None:
    before = told()
    [*_steps] = key_rotation.rotate(lived, ADMIN, NOW)
    key_rotation.forget(lived, ADMIN, NOW)
    assert told() == before
    assert store.verify().ok
    assert not key_rotation.is_under_way()


def test_what_was_said_about_points_goes_with_the_words_of_their_case(lived: Settings) -> None:
    assert {(one.appeal, one.decision) for one in store.load(Deduction, "")} == {(WORDS, WORDS)}
    for n, (notice, case) in enumerate(store.rows("SELECT uid, case_uid FROM notice")):
        kept.keep(UUID(int=n), "xie", f"appeal:{UUID(notice)}", WORDS, {}, NOW)
        closing.withdraw(UUID(case), "本人要求", person("he"), lived, NOW)
        erasing.erase(UUID(case), "he", lived, NOW)
    found = store.load(Deduction, "")
    assert {(one.appeal, one.decision, one.outcome) for one in found} == {("", "", "kept")}
    assert kept.places("xie") == []
    assert store.verify().ok


def test_what_was_half_written_about_a_patient_is_forgotten_with_the_stay(lived: Settings) -> None:
    [gone, stays_on] = [stay(f"H{n}", discharged_on="2026-09-17") for n in range(2)]
    places = [f"{what}:{one.uid}" for one in (gone, stays_on) for what in ("opinion", "agree")]
    for n, place in enumerate([*places, f"followup:{due(gone, 'call').uid}"]):
        kept.keep(UUID(int=n), "he", place, WORDS, {}, NOW)
    stay_erasing.erase(gone.uid, "he", lived, NOW)
    left = [one.place for one in kept.places("he")]
    assert sorted(left) == sorted(places[2:])
