"""Receipts: whichever way a slip is printed, another program reads its words and its code back."""

import re
import sys
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.i18n import speaking
from kiosk.rules.text import cells
from kiosk.slips import receipt as receipts
from kiosk.slips.receipt import Line, PrinterProblem, Receipt, as_text, native, raster
from tests.escpos_reader import read_receipt

ADDRESS = "HTTP://192.168.1.20:8765/S/08JTKDN571XX2RVCK1ET7JTG5H"
SLIP = Receipt(
    title="投诉受理回执",
    lines=(
        Line("市第一人民医院 · 客户服务中心", align="center"),
        Line("", rule=True),
        Line("KK-2026-01C", size=2, align="center"),
        Line("受理时间：2026年11月21日 星期六 20:55"),
        Line("承诺：我们在三个工作日内给您答复，并在十五个工作日内把处理结果告诉您。"),
        Line("Please keep this slip: it is your key to the case."),
        Line("", rule=True),
        Line("扫码查看处理进度", align="center"),
    ),
    qr=ADDRESS,
    language="zh_CN",
)
FORMS = pytest.mark.parametrize("form", [native, raster])
HOSTILE = "\x1b@\x1dV\x00 张\x10\x04\x01三\x9b31m\x7f[@click=app.quit]x[/] \u202e\u200b😀 ¥5 Ñandú \ud800"


def one(text: str) -> Receipt:
    return Receipt("T", (Line(text),), None, "zh_CN")


def test_the_printers_own_characters_are_read_back() -> None:
    paper = read_receipt(native(SLIP))
    printed = "".join(paper.text)
    for line in SLIP.lines:
        assert line.text.replace(" ", "") in printed.replace(" ", "")
    assert (paper.codes, paper.code_level, paper.cuts) == ([ADDRESS], "M", 1)


def test_the_title_is_large_and_in_the_middle() -> None:
    paper = read_receipt(native(SLIP))
    assert (paper.text[0], paper.sizes[0], paper.centred[0]) == ("投诉受理回执", 2, True)
    assert (paper.text[-2], paper.sizes[-2], paper.centred[-2]) == ("扫码查看处理进度", 1, True)


@pytest.mark.parametrize("columns", [32, 48])
def test_no_printed_row_is_wider_than_the_paper(columns: int) -> None:
    paper = read_receipt(native(SLIP, columns))
    assert "-" * columns in paper.text
    for row, size in zip(paper.text, paper.sizes, strict=True):
        assert len(row.encode("gbk")) * size <= columns


def test_a_row_breaks_between_words_and_never_before_a_closing_mark() -> None:
    rows = read_receipt(native(SLIP)).text
    assert "Please keep this slip: it is" in rows
    assert not any(row[:1] in "，。：" for row in rows if row)


def test_a_picture_of_the_slip_holds_a_code_that_scans() -> None:
    paper = read_receipt(raster(SLIP))
    assert [code.text for code in zxingcpp.read_barcodes(paper.picture, try_invert=False)] == [ADDRESS]
    assert (paper.picture.width, paper.cuts, paper.text) == (576, 1, [])


def test_a_picture_for_narrow_paper_holds_a_code_that_scans() -> None:
    paper = read_receipt(raster(SLIP, width=384))
    assert [code.text for code in zxingcpp.read_barcodes(paper.picture, try_invert=False)] == [ADDRESS]
    assert paper.picture.width == 384


def test_a_picture_comes_in_pieces_that_small_printers_hold() -> None:
    pictures = read_receipt(raster(SLIP)).pictures
    assert len(pictures) > 1 and all(part.height <= 240 for part in pictures)


def test_the_code_on_paper_has_whole_modules_and_its_quiet_zone() -> None:
    picture = read_receipt(raster(Receipt("回执", (), ADDRESS, "zh_CN"))).picture
    (code,) = zxingcpp.read_barcodes(picture, try_invert=False)
    top, bottom = code.position.top_left.y, code.position.bottom_right.y
    left = code.position.top_left.x
    assert bottom - top + 1 == pytest.approx(29 * 8, abs=2)
    assert picture.crop((0, bottom + 2, picture.width, picture.height)).getextrema() == (255, 255)
    assert picture.height - bottom - 1 == pytest.approx(4 * 8, abs=2)
    assert picture.crop((left - 4 * 8, top, left - 2, bottom)).getextrema() == (255, 255)


def test_a_picture_shows_the_letters_that_stand_on_the_slip() -> None:
    blank, written = (read_receipt(raster(one(text))).picture for text in ("", "王秀英"))
    assert blank.height == written.height
    ink = sum(pixel == 0 for pixel in written.tobytes()) - sum(pixel == 0 for pixel in blank.tobytes())
    assert 300 < ink < 3000


def test_a_reader_in_taiwan_gets_the_letters_of_taiwan() -> None:
    here, there = (
        raster(Receipt("直接", (Line("直接關係骨"),), None, language)) for language in ("zh_CN", "zh_TW")
    )
    assert here != there


def test_plain_words_hold_the_address_in_place_of_the_code() -> None:
    rows = as_text(SLIP, 40).splitlines()
    assert rows[-1] == ADDRESS
    assert rows[0] == " " * 14 + "投诉受理回执"
    assert "-" * 40 in rows
    assert all(cells(row) <= 40 for row in rows[:-1])


def test_a_slip_without_a_link_has_no_code() -> None:
    assert read_receipt(native(one("挂号"))).codes == []
    assert not zxingcpp.read_barcodes(read_receipt(raster(one("挂号"))).picture)


def test_a_letter_that_cheap_printers_do_not_know_is_replaced_by_a_plain_one() -> None:
    assert read_receipt(native(one("¥5 Ñandú 😀 “好” 1·2—3…"))).text[1] == "￥5 Nandú ? “好” 1·2—3…"


def test_hostile_words_leave_no_command_in_the_printers_text() -> None:
    paper = read_receipt(native(one(HOSTILE)))
    assert "".join(paper.text[1:]) == "@V 张三31m[@click=app.quit]x[/]? ￥5 Nandú"
    assert (paper.cuts, paper.codes) == (1, [])


@FORMS
@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_whatever_a_stranger_writes_the_receipt_stays_a_receipt(form: object, text: str) -> None:
    assert callable(form)
    paper = read_receipt(form(one(text)))
    assert paper.cuts == 1 and not paper.codes
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", "".join(paper.text))


@given(st.text(max_size=80))
def test_plain_words_hold_no_control_character(text: str) -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", as_text(one(text), 32))


def test_a_machine_without_chinese_letters_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "FONTS", ("/nowhere/font.ttc",))
    with speaking("en"), pytest.raises(PrinterProblem) as problem:
        raster(SLIP)
    with speaking("en"):
        assert "install the Debian package fonts-noto-cjk" in str(problem.value)


def test_a_font_of_the_house_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "house.ttf"
    broken.write_bytes(b"not a font")
    with pytest.raises(PrinterProblem) as problem:
        raster(SLIP, font=str(broken))
    assert str(broken) in str(problem.value)


def test_a_font_of_the_house_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    house = tmp_path / "house.ttc"
    house.symlink_to(next(path for path in receipts.FONTS if Path(path).exists()))
    monkeypatch.setattr(receipts, "FONTS", ())
    assert read_receipt(raster(SLIP, font=str(house))).cuts == 1


def test_a_desk_without_the_printing_parts_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "escpos.printer", None)
    with pytest.raises(PrinterProblem) as problem:
        native(SLIP)
    assert "patient-desk[print]" in str(problem.value)


def test_a_sign_of_nobodys_alphabet_is_a_question_mark_on_paper() -> None:
    assert "?" in "".join(read_receipt(native(one("\ue000"))).text)
