"""Every string through one door: whatever is put into a field is kept as it is shown, or refused."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import timedelta
from html import escape
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from kiosk import store
from kiosk.cli import main
from kiosk.config import Settings
from kiosk.imports.hospital import ImportProblems, read
from kiosk.records import TABLES, Delivery, Outbox
from kiosk.records.base import SealedField
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.text import clean
from kiosk.services import (
    acts,
    casefile,
    cases,
    closing,
    documents,
    grouping,
    handovers,
    hospital,
    kept,
    notices,
    patients,
    people,
    registering,
    roster,
    search,
    tasks,
    work,
)
from tests.console import prepare
from tests.hospital_files import CASEWORK, FILES, laid_out
from tests.naughty import HOSTILE, NAUGHTY, OBEYED, PEOPLE_WRITE, generated, stored, texts, unreadable
from tests.naughty_year import WORDLESS, of_the_year
from tests.register import NOW, draft
from tests.staff import person
from tests.web import form_of, opened, site

SHORT = 300
LONG = ["长" * 5000, "\x1b]0;" + "W" * 9000]
GENERATED = int(os.environ.get("NAUGHTY_GENERATED", "300"))
"""Made up by a machine in every run; ten thousand of them were tried once."""
BOSS, DESK, HANDLER, ADMIN = person("he"), person("fang"), person("gu"), person("xu")
DAY = timedelta(days=1)
MOST = int(os.environ.get("NAUGHTY_STRINGS", "30"))
YEAR = int(os.environ.get("NAUGHTY_YEAR", "6"))


def some(count: int, step: int = 1) -> Iterator[str]:
    """Deal strings out, so that every field gets some and every string comes to some fields."""
    short = [text for text in NAUGHTY if len(text) < SHORT]
    return chain(LONG, islice(cycle(short[::step]), count))


CARRIED = (Outbox, Delivery)
"""What a terminal did, as it was told: a copy of what the acts below were given."""


@pytest.fixture
def house(register: Settings) -> Settings:
    """Open a register with people who may sign in."""
    prepare(register)
    store.database.execute_sql("PRAGMA synchronous = off")  # what is tried here is no power cut
    return register


def filed(text: str, settings: Settings) -> UUID:
    """File a complaint with a text in every field that a visitor fills."""
    made = draft(words=text)
    made.name, made.patient_name, made.about_person, made.wish_words = text, text, text, text
    made.happened, made.channel_number, made.phrases = text, text, [text, text]
    case = cases.file(made, settings, NOW)
    assert (case.words, case.wish_words) == (clean(text, 4000), clean(text, 4000))
    assert case.about_person == clean(text, 120, lines=False)
    return case.uid


def everything(text: str, settings: Settings) -> None:
    """Put a text into every field of every act on cases."""
    uid, at = filed(text, settings), NOW
    code = text.encode("utf-8", "replace").decode()  # chosen from a list, never typed

    def act(service: Callable[..., Any], *values: Any, by: Any = BOSS, **named: Any) -> Any:
        try:
            return service(*values, by, settings, at, **named)
        except Refusal as refusal:
            assert not OBEYED.search(str(refusal))
            return None

    for service in (acts.note, acts.reply, acts.ask, acts.excuse_notice):
        case = act(service, uid, text)
        assert case is None and not clean(text) or case.timeline[-1].words == clean(text, 4000)
    act(acts.grade, uid, "major", text)
    act(acts.categorise, uid, "waiting", "cashier")
    act(acts.investigate, uid, text, "upheld", "process", text)
    act(acts.investigate, uid, text, text, text, text)
    act(acts.attach, uid, text, text)
    act(acts.involve, uid, text, text)
    act(tasks.call_back, uid, at + DAY, text)
    act(tasks.meet, uid, at + DAY, text, ["cashier"], text)
    act(tasks.meet, uid, at + DAY, text, [text], text)
    for task in tasks.of(uid):
        act(tasks.do if task.kind == "callback" else tasks.drop, task.uid, text)
    act(handovers.offer, uid, "medical-office", "", text)
    act(handovers.offer, uid, code, code, text)
    for offer in handovers.of(uid):
        act(handovers.reject, offer.uid, text, by=HANDLER)
    act(notices.issue, uid, "cashier", "", text, (at + DAY).date())
    act(notices.issue, uid, text, text, text, (at + DAY).date())
    for notice in notices.of(uid):
        act(notices.mend, notice.uid, text, text, by=person("shi"))
        act(notices.verify, notice.uid, text)
    for service in (patients.add_message, closing.withdraw, closing.reopen, closing.void):
        try:
            by = () if service is patients.add_message else (BOSS,)
            service(uid, text, *by, settings, at)  # type: ignore[operator]
        except Refusal as refusal:
            assert not OBEYED.search(str(refusal))
    assert not OBEYED.search(str(casefile.of(uid, BOSS, settings, at)))


def around(text: str, settings: Settings) -> None:
    """Put a text into every field beside the cases."""
    uid = filed("x", settings)
    for service in (
        lambda: work.save_view(text, work.Filter(), BOSS, NOW),
        lambda: people.add(text, text, "desk", ("cashier",), ADMIN, NOW),
        lambda: people.add("p" + str(new_uid(NOW))[:8], text, text, (text,), ADMIN, NOW),
        lambda: people.add("p" + str(new_uid(NOW))[-8:], text, "desk", ("cashier",), ADMIN, NOW),
        lambda: people.change("gu", "handler", ("medical-office",), ADMIN, NOW, text),
        lambda: people.set_key("gu", text, ADMIN, NOW),
        lambda: people.set_language("gu", text, NOW),
        lambda: people.person(text),
        lambda: roster.set_duty(text, 1, "08:00", "18:00", "fang", BOSS, NOW),
        lambda: roster.set_duty("front", 1, text, text, text, BOSS, NOW),
        lambda: grouping.link_theme(uid, text, BOSS, settings, NOW),
        lambda: search.find(BOSS, text, settings, NOW),
        lambda: registering.repeats(text, text, BOSS, settings, NOW),
        lambda: kept.keep(new_uid(NOW), "he", "note:x", text, {"words": text, "more": [text]}, NOW),
    ):
        try:
            service()  # type: ignore[no-untyped-call]
        except Refusal as refusal:
            assert not OBEYED.search(str(refusal))


def test_a_text_in_every_field_of_every_act_is_kept_as_it_is_shown(house: Settings) -> None:
    """Reliability 23, 33: people's words unchanged, all others without what a terminal would obey."""
    for text in PEOPLE_WRITE:
        everything(text, house)
    for text in some(MOST, step=9):
        everything(text, house)
        around(text, house)
    assert unreadable() == []
    for words in PEOPLE_WRITE:
        assert words in {text for column, text in stored() if column == "entry.words"}
    assert store.verify().ok


def test_a_text_in_every_field_of_the_year_is_kept_as_it_is_shown(house: Settings, tmp_path: Path) -> None:
    """Reliability 23, 33, for follow-ups, notices, conduct, training, themes and lists of other systems."""
    for text in (*PEOPLE_WRITE[:4], *some(YEAR, step=21)):
        of_the_year(text, house, tmp_path)
    assert unreadable() == []
    assert store.verify().ok


def test_no_field_for_free_words_is_left_out_here(house: Settings, tmp_path: Path) -> None:
    """A new column for somebody's words belongs into the acts above, or into those of the year."""
    everything("甲乙", house)
    around("甲乙", house)
    of_the_year("甲乙", house, tmp_path)
    full = {column for column, text in stored() if "甲乙" in text}
    named = {
        f"{table._meta.table_name}.{field.name}"
        for table in TABLES
        if table not in CARRIED
        for field in table._meta.sorted_fields
        if isinstance(field, SealedField) and field.name != "phone"
    }
    assert named - full == WORDLESS


@hypothesis_settings(max_examples=GENERATED, deadline=None, suppress_health_check=list(HealthCheck))
@given(generated)
def test_what_a_machine_makes_up_is_kept_as_it_is_shown(text: str) -> None:
    for lines in (True, False):
        kept_as = clean(text, 4000, lines)
        assert clean(kept_as, 4000, lines) == kept_as and not OBEYED.search(kept_as)
        assert kept_as.encode("utf-8").decode("utf-8") == kept_as
    assert not OBEYED.search(str(Refusal("%(words)s", words=text)))


def documents_of(text: str) -> Iterator[dict[str, Any]]:
    """Return documents with a text in one field each, also in one that a later version adds."""
    whole = {"kind": "complaint", "words": "等了很久"}
    for one in fields(Draft):
        yield whole | {one.name: [text] if one.type == "list[str]" else text}
    yield whole | {text: text}


def test_a_text_in_every_field_of_a_document_is_kept_or_refused(house: Settings) -> None:
    refused = 0
    for text in (*HOSTILE[:40], *HOSTILE[-60:], *PEOPLE_WRITE[:6]):
        for document in documents_of(text):
            try:
                told = documents.file(json.loads(json.dumps(document)), house, NOW)
                assert not any(OBEYED.search(one) for one in texts(told))
            except Refusal as refusal:
                assert not OBEYED.search(str(refusal))
                refused += 1
    assert refused > 1000
    assert unreadable() == []


@pytest.mark.parametrize(
    "given",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"kind": "contact", "complainants": ' + b"9" * 30 + b"}",
        b'{"kind": "contact", "desk": "\\ud800"}',
        b'{"kind": "contact", "source": "\\u001b]0;x\\u0007"}',
        b'{"kind": "contact", "category": "\\u001b]0;x\\u0007"}',
        '{"kind": "contact", "pin": "١٢٣٤"}'.encode(),
        b"\xff\xfe",
    ],
)
def test_a_document_that_is_none_is_refused_in_one_sentence(
    settings: Settings, given: bytes, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    assert main(["case", "file", "--data", str(settings.data)]) in (1, 2)
    told = capfd.readouterr()
    assert told.out == "" and told.err.count("\n") == 1 and not OBEYED.search(told.err)
    assert main(["case", "list", "--data", str(settings.data)]) == 0
    assert capfd.readouterr().out == ""


def sent(**values: str) -> bytes:
    """Return a form as a browser would send it, halves of signs too."""
    return b"&".join(
        f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}".encode() for name, value in values.items()
    )


def test_a_text_in_every_field_of_the_page_is_shown_as_it_is_kept(tmp_path: Path) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    with site(tmp_path / "data") as here:
        uid, path = here.file()
        phone, said = opened(here, path), 0
        for text in (*PEOPLE_WRITE, *HOSTILE[27:50], *HOSTILE[-20:]):
            if said >= patients.MESSAGES - 1:
                uid, path = here.file()
                phone, said = opened(here, path), 0
            form = form_of(phone.get(path).text)
            for act in ("verdict", "rate", "withdraw"):
                fields = sent(form=form, digits=text, verdict=text, score=text, sure=text, words=text)
                answer = phone.post(f"{path}/{act}", content=fields, headers=kind)
                assert answer.status_code in (200, 413, 422, 429), (act, ascii(text))
            answer = phone.post(f"{path}/message", content=sent(form=form, words=text), headers=kind)
            assert answer.status_code in (303, 413, 422), ascii(text)
            said += answer.status_code == 303
            here.clock.move(seconds=1)
            line = here.case(uid).timeline[-1]
            page = phone.get(path)
            assert page.status_code == 200 and not OBEYED.search(page.text.replace("\n", ""))
            if answer.status_code == 303:
                assert line.words == clean(text, 4000) and line.words
                assert escape(line.words, quote=False)[:500] in page.text.replace("&#34;", '"').replace(
                    "&#39;", "'"
                )
        assert here.ask(unreadable) == []


def test_a_text_in_every_cell_of_the_hospitals_files_is_taken_or_refused(
    house: Settings, tmp_path: Path
) -> None:
    dealt = cycle(text for text in (*HOSTILE, *PEOPLE_WRITE) if len(text) < SHORT)
    taken = refused = 0
    for name, file in {**FILES, **CASEWORK}.items():
        rows = [[]] if name.endswith(".toml") else list(csv.reader(io.StringIO(file)))
        for column in range(len(rows[0])):
            for text in islice(dealt, 6):
                changed = [row[:] for row in rows]
                changed[1][column] = text
                written = io.StringIO()
                csv.writer(written).writerows(changed)
                files = {**FILES, **CASEWORK, name: written.getvalue().encode("utf-8", "replace").decode()}
                here = tmp_path / "files"
                here.mkdir(exist_ok=True)
                laid_out(here, files)
                try:
                    hospital.replace(read(here), "test", NOW)
                    taken += 1
                except ImportProblems as problems:
                    assert not any(OBEYED.search(str(one)) for one in problems.problems)
                    refused += 1
    assert taken > 50 and refused > 50
    assert unreadable() == []
