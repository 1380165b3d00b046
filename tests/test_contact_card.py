"""The contact card: whom to ask, in the patient's language, on receipt paper, on a page and on the screen."""

from __future__ import annotations

import io
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from pypdf import PdfReader

from kiosk import i18n, store
from kiosk.cli import main
from kiosk.config import Settings
from kiosk.printed import contact_card as paper
from kiosk.records import Department, Fact
from kiosk.rules.refusal import Refusal
from kiosk.screens.console.contact_card import CardBox
from kiosk.services import contact_cards
from kiosk.slips.receipt import raster
from tests.console import console_app, seen
from tests.escpos_reader import Reader
from tests.register import NOW
from tests.screen_picture import codes
from tests.screens import CONTACT, NAMES, press, screen_text, settled, tap
from tests.staff import hire, person
from tests.wards import OTHER_WARD, WARD, stay

HOME = "HTTP://10.0.0.7:8765"
NURSES = "0512-6588 0801"


def furnish(_settings: Settings | None = None) -> None:
    """Give the small hospital its name, its contact and a ward with a telephone."""
    if store.rows("SELECT 1 FROM fact"):
        return
    with store.writing("hospital.import", "test", "hospital", NOW) as written:
        written.add(Fact(name="name", value=NAMES))
        written.add(Fact(name="complaint_contact", value=CONTACT))
        ward = store.load(Department, "WHERE code = ?", WARD)[0]
        place = {"zh_CN": "住院1号楼9层", "zh_TW": "住院一號大樓 9 樓", "en": "Building 1, floor 9"}
        name = {"zh_CN": "心内科病区", "zh_TW": "心內科病房", "en": "Heart Ward"}
        written.change(ward, phone=NURSES, place=place, name=name)


@pytest.fixture
def house(register: Settings) -> Settings:
    """Open a register of the furnished hospital, with a status page."""
    hire()
    furnish()
    return replace(register, base_address=HOME.lower())


def card_of(house: Settings, who: str = "gu", **values: Any) -> contact_cards.ContactCard:
    """Return the card of a new patient."""
    return contact_cards.card(stay(doctor="方志远", **values).uid, person(who), NOW)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_card_says_whom_to_ask_in_the_patients_language(house: Settings, language: str) -> None:
    """FU-03: whom to ask in the hospital, whom after it, and whom when one does not know."""
    i18n.choose("en" if language != "en" else "zh_CN")
    card = card_of(house, language=language)
    told = paper.text(card, house).decode()
    names = {"zh_CN": "心内科病区", "zh_TW": "心內科病房", "en": "Heart Ward"}
    for words in (
        NAMES[language],
        names[language],
        NURSES,
        CONTACT["phone"],
        CONTACT["place"][language],
        "方志远",
    ):
        assert words in told
    with i18n.speaking(language):
        heads = [contact.what_for for contact in card.contacts]
        assert heads == [
            i18n._("While you are in the hospital"),
            i18n._("After discharge: medicine, check-ups, how you feel"),
            i18n._("Opinions, complaints, or when you do not know whom to ask"),
        ]
    assert [told.index(head[:12]) for head in heads] == sorted(told.index(head[:12]) for head in heads)


def test_the_card_names_nobody(house: Settings) -> None:
    told = paper.text(card_of(house), house).decode()
    assert "王" not in told and "138" not in told


def test_the_receipt_carries_a_code_that_opens_the_status_page(house: Settings) -> None:
    """PRINT contact-card: on receipt paper the code scans, and leads to the status page."""
    printed = Reader(raster(paper.receipt(card_of(house), house))).read()
    assert [one.text for one in zxingcpp.read_barcodes(printed.picture)] == [HOME]
    assert printed.cuts == 1


def test_without_a_status_page_the_code_calls_the_centre(house: Settings) -> None:
    alone = replace(house, web=False, base_address="")
    assert paper.receipt(card_of(house), alone).qr == "tel:051265880000"


def test_an_address_that_fits_no_code_gives_way_to_the_telephone(house: Settings) -> None:
    odd = replace(house, base_address="http://host/lower-case-path")
    assert paper.receipt(card_of(house), odd).qr == "tel:051265880000"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_card_is_a_page_too(house: Settings, language: str) -> None:
    """PRINT contact-card: on a page, as HTML and PDF, in three languages."""
    card = card_of(house, language=language)
    page = unescape(paper.html(card, house).decode())
    assert NURSES in page and NAMES[language] in page and "<svg" in page and "<script" not in page
    assert f'lang="{language.replace("_", "-")}"' in page
    pages = PdfReader(io.BytesIO(paper.pdf(card, house))).pages
    assert len(pages) == 1 and NURSES in pages[0].extract_text()


def test_that_a_card_was_given_out_is_told(house: Settings) -> None:
    """FU-02: the card is handed out by whoever visits, and the trail tells of it."""
    card_of(house)
    assert '"act":"stay.card"' in store.rows("SELECT body FROM audit_entry ORDER BY seq DESC LIMIT 1")[0][0]


def test_a_card_of_another_ward_is_refused(house: Settings) -> None:
    with pytest.raises(Refusal):
        card_of(house, ward=OTHER_WARD)
    with pytest.raises(Refusal):
        card_of(house, who="cao", visit="Z9")


@pytest.mark.on_file
def test_the_command_prints_the_card_of_a_visit_number(
    house: Settings, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """PRINT contact-card: `kiosk contact-card` for whoever prints them in a batch."""
    stay("ZY-7", bed="31")
    store.close()
    given = ["contact-card", "ZY-7", "--format", "text", "--data", str(house.data), "--no-web"]
    assert main(given) == 0
    told = capsysbinary.readouterr().out.decode()
    assert NURSES in told and "31" in told and told.rstrip().endswith("tel:051265880000")
    assert main(["contact-card", "ZY-8", "--data", str(house.data)]) == 1


async def test_the_card_is_shown_with_its_code_and_printed(settings: Settings, tmp_path: Path) -> None:
    """FU-02: one key at the bedside shows the card; the patient scans it, or takes the paper."""
    target = tmp_path / "paper.txt"
    settings = replace(settings, base_address=HOME.lower(), print_target=f"file:{target}")

    def admit(_settings: Settings) -> None:
        furnish()
        stay(language="en")

    async with console_app(settings, admit, who="gu") as (app, pilot):
        await press(pilot, "c", "3")
        await settled(pilot)
        await press(pilot, "p")
        await seen(pilot, "While you are in the hospital")
        assert isinstance(app.screen, CardBox)
        assert "王" not in screen_text(app)
        assert codes(app) == [HOME]
        await tap(pilot, "Print")
        await seen(pilot, "Printed.")
        assert NURSES in target.read_text("utf-8") and HOME in target.read_text("utf-8")
