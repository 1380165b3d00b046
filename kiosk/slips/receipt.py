"""A slip on paper: its lines and QR code as plain words, as a printer's own characters, or as one picture."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kiosk.i18n import N_
from kiosk.rules.refusal import Refusal
from kiosk.rules.text import cells, wrap
from kiosk.slips.qr import matrix, with_quiet_zone

if TYPE_CHECKING:
    from escpos.printer import Dummy
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
)
"""Where Linux distributions keep fonts that know Chinese."""

_LETTER_DOTS = 26
_MODULE_DOTS = 8
_NATIVE_MODULE_DOTS = 6
# Cheap printers hold few rows at a time.
_FRAGMENT_ROWS = 240
# A word, or any one letter as Chinese breaks anywhere; closing marks never begin a line.
_PIECES = re.compile(r"(?:[!-~\u00a1-\u024f]+|.)[、。，．；：？！）》〉」』】”’…]*")
_STANDS_IN = str.maketrans({"¥": "￥"})


class PrinterProblem(Refusal):
    """A slip did not reach the paper; says why in one sentence for whoever stands there."""


@dataclass(frozen=True)
class Line:
    """One line of a receipt, letters at their size or twice and more, or a rule across the paper."""

    text: str
    size: int = 1
    align: Literal["left", "center"] = "left"
    rule: bool = False


@dataclass(frozen=True)
class Receipt:
    """Everything that a slip says, whichever way it is printed."""

    title: str
    lines: tuple[Line, ...]
    qr: str | None
    language: str

    @property
    def all_lines(self) -> tuple[Line, ...]:
        """The lines under their title."""
        return (Line(self.title, size=2, align="center"), *self.lines)


def as_text(receipt: Receipt, columns: int) -> str:
    """Return the slip as plain words, with the address where the code would be."""
    rows: list[str] = []
    for line in receipt.all_lines:
        for row in ["-" * columns] if line.rule else wrap(_printable(line.text), columns):
            margin = (columns - cells(row)) // 2 if line.align == "center" else 0
            rows.append(" " * margin + row)
    return "\n".join([*rows, *([receipt.qr] if receipt.qr else [])]) + "\n"


def native(receipt: Receipt, columns: int = 32) -> bytes:
    """Return the slip in the printer's own Chinese characters and its own QR code: small and quick."""
    printer = _escpos()
    printer._raw(b"\x1b@\x1c&")
    for line in receipt.all_lines:
        printer._raw(_native_line(line, columns))
    if receipt.qr:
        printer._raw(b"\x1c!\x00\x1d!\x00\x1ba\x01")
        printer.qr(receipt.qr, ec=1, size=_NATIVE_MODULE_DOTS, model=2, native=True)
        printer._raw(b"\n")
    printer.cut()
    return bytes(printer.output)


def raster(receipt: Receipt, width: int = 576, font: str | None = None) -> bytes:
    """Return the slip as one picture, which any receipt printer can print; width in dots."""
    printer = _escpos()
    # Told the width of its paper, python-escpos does not print a complaint about it on the screen.
    printer.profile.profile_data = {**printer.profile.profile_data, "media": {"width": {"pixels": width}}}
    printer.hw("INIT")
    printer.image(_picture(receipt, width, font), impl="bitImageRaster", fragment_height=_FRAGMENT_ROWS)
    printer.cut()
    return bytes(printer.output)


def _escpos() -> "Dummy":
    try:
        from escpos.printer import Dummy
    except ImportError as missing:
        raise PrinterProblem(
            N_("The parts for printing are not installed: add them with pip install 'patient-desk[print]'.")
        ) from missing
    return Dummy()


def _native_line(line: Line, columns: int) -> bytes:
    size = 1 if line.rule else line.size
    text = "-" * columns if line.rule else _in_gbk(_printable(line.text))
    rows = _fold(text, _printed_columns, columns // size)
    double = b"\x1c!\x0c" if size > 1 else b"\x1c!\x00"
    # The Chinese size first: printers that share one size for both take the last they hear.
    style = double + b"\x1d!" + bytes([(size - 1) * 17]) + b"\x1ba" + bytes([line.align == "center"])
    return style + b"".join(row.encode("gb18030") + b"\n" for row in rows)


def _printed_columns(text: str) -> int:
    # A printer gives every two-byte character two columns, also those that a terminal draws in one.
    return len(text.encode("gb18030"))


def _in_gbk(text: str) -> str:
    return "".join(_two_bytes(letter) for letter in text.translate(_STANDS_IN))


def _two_bytes(letter: str) -> str:
    if _is_known(letter):
        return letter
    plain = [part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)]
    return "".join(part if _is_known(part) else "?" for part in plain)


def _is_known(letter: str) -> bool:
    """Say whether a printer that knows GBK alone, as most do, prints this and no rubbish."""
    return bool(letter.encode("gbk", "ignore"))


def _printable(text: str) -> str:
    # A control byte from a stranger's words would be a command to the printer.
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def _fold(text: str, measure: Callable[[str], float], limit: float) -> list[str]:
    rows: list[str] = []
    for paragraph in text.split("\n"):
        row = ""
        for piece in _pieces(paragraph, measure, limit):
            if row and measure(row + piece.rstrip()) > limit:
                rows.append(row.rstrip())
                row = ""
            row += piece if row else piece.lstrip()
        rows.append(row.rstrip())
    return rows


def _pieces(paragraph: str, measure: Callable[[str], float], limit: float) -> Iterator[str]:
    for piece in _PIECES.findall(paragraph):
        if measure(piece) > limit:
            yield from piece
        else:
            yield piece


def _picture(receipt: Receipt, width: int, font: str | None) -> "Image":
    from PIL import Image

    strips = [strip for line in receipt.all_lines for strip in _strips(line, width, receipt.language, font)]
    if receipt.qr:
        strips.append(_code_strip(receipt.qr, width))
    picture = Image.new("L", (width, sum(strip.height for strip in strips)), 255)
    top = 0
    for strip in strips:
        picture.paste(strip, (0, top))
        top += strip.height
    # Paper knows no grey: dithered edges of letters would look ragged.
    return picture.point(lambda shade: 255 if shade > 150 else 0)


def _strips(line: Line, width: int, language: str, font: str | None) -> "Iterator[Image]":
    from PIL import Image, ImageDraw

    if line.rule:
        strip = Image.new("L", (width, 20), 255)
        ImageDraw.Draw(strip).line((0, 10, width, 10), fill=0, width=2)
        yield strip
        return
    face = _face(font, _LETTER_DOTS * line.size, language)
    for row in _fold(_printable(line.text), face.getlength, width):
        strip = Image.new("L", (width, sum(face.getmetrics())), 255)
        left = (width - face.getlength(row)) / 2 if line.align == "center" else 0
        ImageDraw.Draw(strip).text((left, 0), row, font=face, fill=0)
        yield strip


def _code_strip(text: str, width: int) -> "Image":
    from PIL import Image

    rows = with_quiet_zone(matrix(text))
    side = len(rows)
    # Whole dots a module, or some modules come out wider than others.
    dots = max(1, min(_MODULE_DOTS, width // side))
    code = Image.new("L", (side, side), 255)
    code.putdata([0 if dark else 255 for row in rows for dark in row])
    strip = Image.new("L", (width, side * dots), 255)
    strip.paste(
        code.resize((side * dots, side * dots), Image.Resampling.NEAREST), ((width - side * dots) // 2, 0)
    )
    return strip


def _face(font: str | None, dots: int, language: str) -> "FreeTypeFont":
    from PIL import ImageFont

    file = font or next((path for path in FONTS if Path(path).exists()), None)
    if file is None:
        raise PrinterProblem(
            N_("The slip needs a font with Chinese letters: install the Debian package fonts-noto-cjk.")
        )
    # One Noto file holds a face each for Japan, Korea, the mainland and Taiwan, in this order.
    index = {"zh_TW": 3}.get(language, 2) if "CJK" in file and file.endswith(".ttc") else 0
    try:
        return ImageFont.truetype(file, dots, index=index)
    except OSError as broken:
        raise PrinterProblem(N_("The font file %(path)s cannot be read."), path=file) from broken
