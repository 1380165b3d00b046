"""A picture of a drawn screen, so that tests may hold a camera before it."""

from __future__ import annotations

import zxingcpp
from PIL import Image, ImageDraw
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style

from kiosk.desk import DeskApp

WIDTH, HEIGHT = 10, 20
"""Dots of one cell."""


def picture(app: DeskApp) -> Image.Image:
    """Return the screen as dots: blocks as they are, letters as grey bars that no code is made of."""
    columns, rows = app.size
    image = Image.new("RGB", (columns * WIDTH, rows * HEIGHT))
    draw = ImageDraw.Draw(image)
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            for sign in segment.text:
                _cell(draw, x, y, sign, segment.style or Style())
                x += cell_len(sign)
    return image


def codes(app: DeskApp) -> list[str]:
    """Return what a camera reads from every QR code on the screen."""
    return [
        found.text for found in zxingcpp.read_barcodes(picture(app), formats=zxingcpp.BarcodeFormat.QRCode)
    ]


def _cell(draw: ImageDraw.ImageDraw, x: int, y: int, sign: str, style: Style) -> None:
    left, top = x * WIDTH, y * HEIGHT
    ground, ink = _dots(style.bgcolor, (0, 0, 0)), _dots(style.color, (255, 255, 255))
    right, bottom, middle = left + WIDTH * cell_len(sign) - 1, top + HEIGHT - 1, top + HEIGHT // 2
    draw.rectangle((left, top, right, bottom), fill=ground)
    if sign == "▀":
        draw.rectangle((left, top, right, middle - 1), fill=ink)
    elif sign == "▄":
        draw.rectangle((left, middle, right, bottom), fill=ink)
    elif sign == "█":
        draw.rectangle((left, top, right, bottom), fill=ink)
    elif sign.strip():
        draw.rectangle((left + 2, top + 6, right - 2, bottom - 6), fill=ink)


def _dots(colour: Color | None, otherwise: tuple[int, int, int]) -> tuple[int, int, int]:
    return tuple(colour.get_truecolor()) if colour else otherwise  # type: ignore[return-value]
