"""Staff read what they have to do in words of their own, and Chinese papers have Chinese signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kiosk.config import Settings
from kiosk.i18n import speaking
from kiosk.records import Case
from kiosk.screens.public.printing import slip_receipt
from kiosk.services import acts, casefile, cases, public_view
from kiosk.services.name_book import PROMISES
from tests.console import console_app, seen
from tests.register import NOW, draft
from tests.screens import press, screen_text
from tests.staff import hire, person
from tests.test_case_screen import at_case, filed

ASCII_COLON = re.compile(r"[^\x00-\x7f]: ")


@pytest.fixture
def case(register: Settings) -> Iterator[Case]:
    """Return a complaint on which something was noted, read in Chinese."""
    hire()
    made = cases.file(draft(), register, NOW)
    with speaking("zh_CN"):
        yield acts.note(made.uid, "看过了", person("fang"), register, NOW)


def test_every_promise_has_words_for_staff_beside_those_for_the_patient() -> None:
    assert PROMISES.keys() == public_view.PROMISE_WORDS.keys()
    assert not set(PROMISES.values()) & set(public_view.PROMISE_WORDS.values())


def test_the_case_file_has_chinese_signs_and_speaks_to_nobody(case: Case, register: Settings) -> None:
    made = casefile.of(case.uid, person("he"), register, NOW)
    told = "\n".join(made.paragraphs)
    assert "类别：" in told or "：" in told
    assert not ASCII_COLON.findall(told), told
    assert "您" not in told


def test_the_slip_has_chinese_signs(case: Case, register: Settings) -> None:
    view = public_view.of(case, False, register, NOW)
    told = "\n".join(line.text for line in slip_receipt(view, None, "医院").lines)
    assert "：" in told and not ASCII_COLON.findall(told)


async def test_the_screen_of_a_case_speaks_to_staff(settings: Settings) -> None:
    uid, file = filed()
    async with console_app(settings, file, language="zh_CN", size=(120, 40)) as (app, pilot):
        await at_case(app, pilot, uid)
        text = await seen(pilot, "调查核实")
        assert "答复患者" in text and "您" not in text
        await press(pilot, "e")
        text = await seen(pilot, "答复患者")
        assert "您" not in text and not ASCII_COLON.findall(screen_text(app))
