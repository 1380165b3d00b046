"""Slips and answers on paper: printed at once or by a tap, and nothing is lost when the printer fails."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
import zxingcpp

from kiosk.config import Settings
from kiosk.screens.public import printing
from kiosk.screens.public.appointments import AppointmentsScreen
from kiosk.screens.public.printing import answer_receipt, slip_receipt
from kiosk.screens.public.slip import SlipPage
from kiosk.services import cases, public_view
from kiosk.slips.printers import PrinterProblem
from kiosk.slips.receipt import as_text
from tests.escpos_reader import Reader
from tests.register import NOW, draft
from tests.screen_picture import codes
from tests.screens import audit, desk_app, press, screen_text, settled, tap
from tests.test_slip import BASE, address_of, slip


async def test_a_slip_is_printed_at_once_and_carries_the_same_code(
    settings: Settings, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.bin"
    async with slip(settings, language="en", print_target=f"file:{paper}") as (app, _pilot, page):
        assert "Printed. Take the paper with you." in screen_text(app)
        assert "Print again" in screen_text(app)
        assert audit(app) == []
        printed = Reader(paper.read_bytes()).read()
        found = zxingcpp.read_barcodes(printed.picture)
        assert [one.text for one in found] == [await address_of(app, page)] == codes(app)
        assert printed.cuts == 1


async def test_the_printers_own_letters_say_number_office_and_day(settings: Settings, tmp_path: Path) -> None:
    paper = tmp_path / "paper.bin"
    others = {"print_target": f"file:{paper}", "print_form": "text"}
    async with slip(settings, language="en", **others) as (app, _pilot, page):
        printed = Reader(paper.read_bytes()).read()
        words = " ".join(printed.text)
        assert page.case.number in words and "24 Sep 2026" in words
        assert printed.codes == [await address_of(app, page)]


async def test_a_failing_printer_keeps_the_slip_and_offers_again(settings: Settings, tmp_path: Path) -> None:
    paper = tmp_path / "nowhere" / "paper.bin"
    async with slip(settings, language="en", print_target=f"file:{paper}") as (app, pilot, page):
        assert "The slip was not printed" in " ".join(screen_text(app).split())
        assert codes(app) == [await address_of(app, page)]
        assert audit(app) == []
        paper.parent.mkdir()
        await tap(pilot, "Try again")
        assert "Printed. Take the paper with you." in screen_text(app)
        assert Reader(paper.read_bytes()).read().cuts == 1


async def test_a_desk_without_a_printer_offers_none(settings: Settings) -> None:
    async with slip(settings, language="en") as (app, _pilot, page):
        assert not page.query("#print, #print-state")


async def test_paper_is_printed_off_the_screen_and_off_the_register(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed_on: list[threading.Thread] = []
    monkeypatch.setattr(
        printing, "put_on_paper", lambda *values: printed_on.append(threading.current_thread())
    )
    async with slip(settings, print_target="file:/unused") as (app, _pilot, page):
        store = await app.ask(threading.current_thread)
        assert printed_on and printed_on[0] not in (threading.current_thread(), store)


async def test_how_the_printing_went_outlives_a_change_of_language(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def jammed(*values: Any) -> None:
        raise PrinterProblem("The slip was not printed: the printer is out of paper.")

    monkeypatch.setattr(printing, "put_on_paper", jammed)
    async with slip(settings, language="en", print_target="file:/unused") as (app, pilot, page):
        await app.speak("zh_CN")
        await app.speak("en")
        await settled(pilot)
        assert "out of paper" in " ".join(screen_text(app).split())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_an_answer_can_be_taken_along_on_paper(
    settings: Settings, tmp_path: Path, size: tuple[int, int]
) -> None:
    """FC-07: in writing for whoever asks."""
    settings.data.mkdir()
    paper = tmp_path / "paper.txt"
    printing_desk = Settings(
        data=settings.data, language="en", print_target=f"file:{paper}", clock=lambda: NOW
    )
    async with desk_app(printing_desk, size=size, has_register=True) as (app, pilot):
        await app.push_screen(AppointmentsScreen())
        await settled(pilot)
        await tap(pilot, "How to book")
        await tap(pilot, "Print")
        assert "By telephone: Call 0574-5550 0000" in " ".join(paper.read_text().split())
        assert audit(app) == []
        await tap(pilot, "Back")
        await tap(pilot, "Clinic timetable")
        await tap(pilot, "Clinics")
        await tap(pilot, "Cardiology")
        assert "Printed" not in screen_text(app)
        await tap(pilot, "Print")
        assert "Mon Morning: Dr" in paper.read_text()
        assert audit(app) == []


def test_a_receipt_carries_neither_words_nor_phone_of_the_patient(register: Settings) -> None:
    case = cases.file(draft(words="等了两个小时"), register, NOW)
    view = public_view.of(case, True, register, NOW)
    told = as_text(slip_receipt(view, f"{BASE}/S/X", "医院"), 32)
    assert case.number in told
    assert "等了" not in told and "5678" not in told and "王秀英" not in told


def test_an_answer_on_paper_keeps_air_between_its_paragraphs() -> None:
    told = as_text(answer_receipt("Hospital", ["Question?", "", "Answer."]), 32).splitlines()
    assert told[-3:] == ["Question?", "", "Answer."]


async def test_a_slip_page_prints_again_by_keys_alone(settings: Settings, tmp_path: Path) -> None:
    paper = tmp_path / "paper.txt"
    async with slip(settings, language="en", print_target=f"file:{paper}") as (app, pilot, page):
        await press(pilot, "shift+tab", "enter")
        assert paper.read_text().count(page.case.number) == 2
        assert isinstance(app.screen, SlipPage)
