"""QR codes: drawn in cells of a terminal, they are read back by another program."""

import subprocess
import sys
import time
from statistics import median
from typing import NamedTuple
from uuid import UUID

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from rich.style import Style
from textual.geometry import Size

from kiosk.slips.link import address, token
from kiosk.slips.qr import matrix
from kiosk.widgets.qr import QUIET, QRCode

ADDRESS = address("http://192.168.1.20:8765", token(b"key", UUID(int=7), 1))
BLACK, WHITE = 0, 255


class Cell(NamedTuple):
    """What a terminal draws in one cell."""

    glyph: str
    ink: int
    ground: int


def cells(text: str, is_full: bool = False) -> list[list[Cell]]:
    """Return the rows of cells that the screen shows of a code."""
    code = QRCode(matrix(text), is_full=is_full)
    height = code.get_content_height(Size(), Size(), 0)
    return [
        [Cell(glyph, *shades(segment.style)) for segment in code.render_line(y) for glyph in segment.text]
        for y in range(height)
    ]


def shades(style: Style | None) -> tuple[int, int]:
    """Return how bright a style's ink and ground are; a code has no colours."""
    assert style is not None and style.color is not None and style.bgcolor is not None
    return style.color.get_truecolor().red, style.bgcolor.get_truecolor().red


def drawn(text: str, wide: int = 8, high: int = 16, is_full: bool = False) -> Image.Image:
    """Paint cells as a terminal does, with no more white around than their own quiet zone."""
    rows = cells(text, is_full)
    picture = Image.new("L", (len(rows[0]) * wide, len(rows) * high))
    pen = ImageDraw.Draw(picture)
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            box = (x * wide, y * high, (x + 1) * wide - 1, (y + 1) * high - 1)
            pen.rectangle(box, fill=cell.ground)
            if cell.glyph == "▀":
                pen.rectangle((*box[:3], box[1] + high // 2 - 1), fill=cell.ink)
    return picture


def read(picture: Image.Image) -> list[str]:
    """Return what a scanner reads, without looking for codes in inverted colours."""
    return [code.text for code in zxingcpp.read_barcodes(picture, try_invert=False)]


@pytest.mark.parametrize("cell", [(8, 16), (10, 20), (7, 14), (14, 28)])
@pytest.mark.parametrize("is_full", [False, True])
def test_a_code_drawn_in_cells_is_read_back(is_full: bool, cell: tuple[int, int]) -> None:
    assert read(drawn(ADDRESS, *cell, is_full)) == [ADDRESS]


def test_a_code_is_read_back_from_the_middle_of_a_dark_screen() -> None:
    screen = Image.new("L", (640, 480), BLACK)
    screen.paste(drawn(ADDRESS), (100, 80))
    assert read(screen) == [ADDRESS]


@settings(max_examples=25, deadline=None)
@given(st.uuids(), st.integers(0, 2**32 - 1))
def test_the_code_of_every_case_is_read_back(uid: UUID, issue: int) -> None:
    text = address("https://desk.hospital.cn", token(b"key", uid, issue))
    assert read(drawn(text)) == [text]


def test_an_address_makes_a_code_of_29_modules_in_37_by_19_cells() -> None:
    modules = matrix(ADDRESS)
    assert (len(modules), {len(row) for row in modules}) == (29, {29})
    for is_full, size in ((False, (37, 19)), (True, (74, 37))):
        rows = cells(ADDRESS, is_full)
        assert ({len(row) for row in rows}, len(rows)) == ({size[0]}, size[1])
        assert QRCode.size_of(modules, is_full) == size


@pytest.mark.parametrize("length", [1, 30, 61])
def test_every_address_up_to_61_characters_has_the_same_size(length: int) -> None:
    assert len(matrix("A" * length)) == 29


def test_a_longer_text_takes_a_bigger_code_and_is_read_back() -> None:
    text = "HTTPS://A.VERY.LONG.NAME.OF.A.HOSPITAL.CN/S/" + "0" * 60
    assert len(matrix(text)) > 29
    assert read(drawn(text)) == [text]


def test_small_letters_are_read_back_as_they_are() -> None:
    assert read(drawn("https://desk.hospital.cn/s/abc")) == ["https://desk.hospital.cn/s/abc"]


def test_a_glyph_stands_only_where_the_halves_differ() -> None:
    shown = [cell for row in cells(ADDRESS) for cell in row]
    assert {(cell.glyph, cell.ink != cell.ground) for cell in shown} == {("▀", True), (" ", False)}


def test_the_quiet_zone_is_light() -> None:
    rows, wide = cells(ADDRESS, is_full=True), 2 * QUIET
    edge = [*rows[:QUIET], *rows[-QUIET:], *(row[:wide] + row[-wide:] for row in rows)]
    assert {cell.ground for row in edge for cell in row} == {WHITE}
    assert {cell.ground for cell in cells(ADDRESS)[-1]} == {WHITE}


def test_a_code_is_ready_within_six_milliseconds_of_work() -> None:
    def work() -> float:
        begun = time.thread_time()
        QRCode(matrix(ADDRESS))
        return time.thread_time() - begun

    assert median(work() for _ in range(15)) <= 0.006


def test_a_code_loads_no_picture_library_and_nothing_before_it_is_asked_for() -> None:
    script = (
        "import sys; from kiosk.slips import qr; assert 'qrcode' not in sys.modules;"
        "qr.matrix('A'); assert 'qrcode' in sys.modules and 'PIL' not in sys.modules;"
        "from qrcode.image.styles.moduledrawers.pil import SquareModuleDrawer"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
