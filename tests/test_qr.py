"""QR codes: drawn in cells of a terminal, they are read back by another program."""

import subprocess
import sys
import time
from statistics import median
from uuid import UUID

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from kiosk.slips.link import address, token
from kiosk.slips.qr import full_blocks, half_blocks, matrix

ADDRESS = address("http://192.168.1.20:8765", token(b"key", UUID(int=7), 1))
BLACK, WHITE = 0, 255


def drawn(text: str, quiet: int = 4, wide: int = 8, high: int = 16) -> Image.Image:
    """Paint half-block cells as a terminal does, with no more white around than their own quiet zone."""
    rows = half_blocks(matrix(text), quiet)
    picture = Image.new("L", (len(rows[0]) * wide, len(rows) * high))
    pen = ImageDraw.Draw(picture)
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            box = (x * wide, y * high, (x + 1) * wide - 1, (y + 1) * high - 1)
            pen.rectangle(box, fill=BLACK if cell.lower else WHITE)
            if cell.glyph == "▀":
                pen.rectangle((*box[:3], box[1] + high // 2 - 1), fill=BLACK if cell.upper else WHITE)
    return picture


def read(picture: Image.Image) -> list[str]:
    """Return what a scanner reads, without looking for codes in inverted colours."""
    return [code.text for code in zxingcpp.read_barcodes(picture, try_invert=False)]


@pytest.mark.parametrize("cell", [(8, 16), (10, 20), (7, 14), (14, 28)])
@pytest.mark.parametrize("quiet", [2, 4])
def test_a_code_drawn_in_half_blocks_is_read_back(quiet: int, cell: tuple[int, int]) -> None:
    assert read(drawn(ADDRESS, quiet, *cell)) == [ADDRESS]


def test_a_code_is_read_back_from_the_middle_of_a_dark_screen() -> None:
    screen = Image.new("L", (640, 480), BLACK)
    screen.paste(drawn(ADDRESS), (100, 80))
    assert read(screen) == [ADDRESS]


def test_a_code_drawn_in_full_blocks_is_read_back() -> None:
    rows = full_blocks(matrix(ADDRESS))
    picture = Image.new("L", (len(rows), len(rows)))
    picture.putdata([BLACK if dark else WHITE for row in rows for dark in row])
    assert read(picture.resize((len(rows) * 8, len(rows) * 8), Image.Resampling.NEAREST)) == [ADDRESS]


@settings(max_examples=25, deadline=None)
@given(st.uuids(), st.integers(0, 2**32 - 1))
def test_the_code_of_every_case_is_read_back(uid: UUID, issue: int) -> None:
    text = address("https://desk.hospital.cn", token(b"key", uid, issue))
    assert read(drawn(text)) == [text]


def test_an_address_makes_a_code_of_29_modules_in_37_by_19_cells() -> None:
    modules = matrix(ADDRESS)
    assert (len(modules), {len(row) for row in modules}) == (29, {29})
    assert (len(half_blocks(modules)), {len(row) for row in half_blocks(modules)}) == (19, {37})
    assert (len(full_blocks(modules)), {2 * len(row) for row in full_blocks(modules)}) == (37, {74})


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
    cells = [cell for row in half_blocks(matrix(ADDRESS)) for cell in row]
    assert {(cell.glyph, cell.upper != cell.lower) for cell in cells} == {("▀", True), (" ", False)}


def test_the_quiet_zone_is_light() -> None:
    rows = full_blocks(matrix(ADDRESS), quiet=4)
    edge = [*rows[:4], *rows[-4:], *(row[:4] + row[-4:] for row in rows)]
    assert not any(module for row in edge for module in row)
    assert not any(cell.lower for cell in half_blocks(matrix(ADDRESS))[-1])


def test_a_code_is_ready_within_six_milliseconds_of_work() -> None:
    def work() -> float:
        begun = time.thread_time()
        half_blocks(matrix(ADDRESS))
        return time.thread_time() - begun

    assert median(work() for _ in range(15)) <= 0.006


def test_a_code_loads_no_picture_library_and_nothing_before_it_is_asked_for() -> None:
    script = (
        "import sys; from kiosk.slips import qr; assert 'qrcode' not in sys.modules;"
        "qr.matrix('A'); assert 'qrcode' in sys.modules and 'PIL' not in sys.modules;"
        "from qrcode.image.styles.moduledrawers.pil import SquareModuleDrawer"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
