"""Draw the screen of a terminal as a picture: cells of 10 by 20 pixels, lines and blocks drawn by hand."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pyte
from PIL import Image, ImageDraw, ImageFont

WIDE, HIGH = 10, 20
LATIN = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf",
)
HAN = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
)
HAN_FACE = {"zh_CN": 2, "zh_TW": 3, "en": 2}
"""Which face of the collection draws the characters as a reader of that language expects them."""
NAMED = {
    "black": "000000",
    "red": "cd0000",
    "green": "00cd00",
    "brown": "cdcd00",
    "blue": "0000ee",
    "magenta": "cd00cd",
    "cyan": "00cdcd",
    "white": "e5e5e5",
}
PAPER, INK = "ffffff", "000000"
# Eighths and halves of a cell: left, top, right, bottom in eighths.
BLOCKS = {
    "▀": (0, 0, 8, 4),
    "▄": (0, 4, 8, 8),
    "█": (0, 0, 8, 8),
    "▌": (0, 0, 4, 8),
    "▐": (4, 0, 8, 8),
    "▔": (0, 0, 8, 1),
    "▁": (0, 7, 8, 8),
    "▏": (0, 0, 1, 8),
    "▕": (7, 0, 8, 8),
    "▎": (0, 0, 2, 8),
    "▊": (0, 0, 6, 8),
    "▋": (0, 0, 5, 8),
    "▍": (0, 0, 3, 8),
    "▉": (0, 0, 7, 8),
}

# The sides that a line reaches: left, right, up, down; capitals for heavy ones.
LINES = {
    "─": "lr",
    "│": "ud",
    "╭": "rd",
    "╮": "ld",
    "╰": "ru",
    "╯": "lu",
    "┌": "rd",
    "┐": "ld",
    "└": "ru",
    "┘": "lu",
    "━": "LR",
    "┃": "UD",
    "┏": "RD",
    "┓": "LD",
    "┗": "RU",
    "┛": "LU",
    "├": "udr",
    "┤": "udl",
    "┬": "lrd",
    "┴": "lru",
    "┼": "lrud",
}


@lru_cache
def font(path: str, size: int, face: int = 0) -> ImageFont.FreeTypeFont:
    """Return a font, loaded once."""
    return ImageFont.truetype(path, size, index=face)


def colour(name: str, otherwise: str) -> tuple[int, int, int]:
    """Return a colour of the emulator as numbers."""
    text = otherwise if name == "default" else NAMED.get(name, name)
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


def draw(screen: pyte.Screen, language: str) -> Image.Image:
    """Return the screen as a picture."""
    picture = Image.new("RGB", (screen.columns * WIDE, screen.lines * HIGH), colour("default", PAPER))
    pen = ImageDraw.Draw(picture)
    for y in range(screen.lines):
        for x in range(screen.columns):
            cell = screen.buffer[y][x]
            ink, paper = colour(cell.fg, INK), colour(cell.bg, PAPER)
            if cell.reverse:
                ink, paper = paper, ink
            wide = 2 if x + 1 < screen.columns and cell.data and not screen.buffer[y][x + 1].data else 1
            if cell.data:
                box = (x * WIDE, y * HIGH, (x + wide) * WIDE - 1, (y + 1) * HIGH - 1)
                pen.rectangle(box, fill=paper)
                sign(pen, cell.data, box, ink, cell.bold, wide, language)
                if cell.underscore:
                    pen.line((box[0], box[3] - 2, box[2], box[3] - 2), fill=ink)
    return picture


def sign(
    pen: ImageDraw.ImageDraw,
    text: str,
    box: tuple[int, int, int, int],
    ink: tuple[int, int, int],
    bold: bool,
    wide: int,
    language: str,
) -> None:
    """Draw one sign into its cell."""
    left, top, right, bottom = box
    if text in LINES:
        line(pen, LINES[text], box, ink)
    elif text in BLOCKS:
        a, b, c, d = BLOCKS[text]
        width, height = right - left + 1, bottom - top + 1
        pen.rectangle(
            (
                left + width * a // 8,
                top + height * b // 8,
                left + width * c // 8 - 1,
                top + height * d // 8 - 1,
            ),
            fill=ink,
        )
    elif text.strip():
        is_han = wide == 2
        path = (HAN if is_han else LATIN)[bold]
        pen.text(
            ((left + right + 1) / 2, top + HIGH - (3 if is_han else 4)),
            text,
            font=font(path, 18 if is_han else 16, HAN_FACE[language] if is_han else 0),
            fill=ink,
            anchor="ms",
        )


def line(
    pen: ImageDraw.ImageDraw, arms: str, box: tuple[int, int, int, int], ink: tuple[int, int, int]
) -> None:
    """Draw a line from the middle of a cell to the sides that are named; capitals are heavy."""
    left, top, right, bottom = box
    x, y = left + WIDE // 2, top + HIGH // 2
    for arm in arms:
        half = 1 if arm.isupper() else 0
        ends = {"l": (left, y), "r": (right, y), "u": (x, top), "d": (x, bottom)}[arm.lower()]
        pen.rectangle(
            (
                min(x, ends[0]) - (half if arm.lower() in "ud" else 0),
                min(y, ends[1]) - (half if arm.lower() in "lr" else 0),
                max(x, ends[0]) + half * (arm.lower() in "ud"),
                max(y, ends[1]) + half * (arm.lower() in "lr"),
            ),
            fill=ink,
        )


def save(screen: pyte.Screen, path: Path, language: str) -> None:
    """Write the picture, with few colours so that it is small."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draw(screen, language).quantize(48).save(path, optimize=True)
