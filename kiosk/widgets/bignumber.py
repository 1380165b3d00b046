"""A case number in figures three rows high."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

ROWS = 3
# Five dots high and three wide, drawn as half blocks.
_DOTS = {
    "0": "### #.# #.# #.# ###",
    "1": ".#. ##. .#. .#. ###",
    "2": "### ..# ### #.. ###",
    "3": "### ..# .## ..# ###",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###",
    "7": "### ..# ..# .#. .#.",
    "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###",
    "A": ".#. #.# ### #.# #.#",
    "B": "##. #.# ##. #.# ##.",
    "C": ".## #.. #.. #.. .##",
    "D": "##. #.# #.# #.# ##.",
    "E": "### #.. ##. #.. ###",
    "F": "### #.. ##. #.. #..",
    "G": ".## #.. #.# #.# .##",
    "H": "#.# #.# ### #.# #.#",
    "I": "### .#. .#. .#. ###",
    "J": "..# ..# ..# #.# .#.",
    "K": "#.# #.# ##. #.# #.#",
    "L": "#.. #.. #.. #.. ###",
    "M": "#.# ### ### #.# #.#",
    "N": "### #.# #.# #.# #.#",
    "O": ".#. #.# #.# #.# .#.",
    "P": "##. #.# ##. #.. #..",
    "Q": "### #.# #.# ### ..#",
    "R": "##. #.# ##. #.# #.#",
    "S": ".## #.. .#. ..# ##.",
    "T": "### .#. .#. .#. .#.",
    "U": "#.# #.# #.# #.# ###",
    "V": "#.# #.# #.# #.# .#.",
    "W": "#.# #.# ### ### #.#",
    "X": "#.# #.# .#. #.# #.#",
    "Y": "#.# #.# .#. .#. .#.",
    "Z": "### ..# .#. #.. ###",
    "-": ". . # . .",
}
# The same in at most three dots, for a whole case number beside a QR code.
_TIGHT = {
    "G": ".## #.. #.# #.# .##",
    "M": "#.# ### ### #.# #.#",
    "N": "##. #.# #.# #.# #.#",
    "O": "### #.# #.# #.# ###",
    "Q": "### #.# #.# ### ..#",
    "W": "#.# #.# ### ### #.#",
    "-": ". . # . .",
}
_HALVES = {("#", "#"): "█", ("#", "."): "▀", (".", "#"): "▄", (".", "."): " "}


def drawn(text: str, is_tight: bool = False) -> list[str]:
    """Return the text as three rows of half blocks; a sign without a figure is left as it is."""
    dots = _DOTS | _TIGHT if is_tight else _DOTS
    glyphs = [_glyph(sign, dots) for sign in text.upper()]
    return [" ".join(glyph[row] for glyph in glyphs) for row in range(ROWS)]


def _glyph(sign: str, dots: dict[str, str]) -> list[str]:
    if sign not in dots:
        return [" ", sign, " "]
    rows = [*dots[sign].split(" "), "." * len(dots[sign].split(" ")[0])]
    return ["".join(_HALVES[pair] for pair in zip(rows[n], rows[n + 1], strict=True)) for n in (0, 2, 4)]


class BigNumber(Widget):
    """Big figures; narrower places show the plain text, which is never cut."""

    def __init__(self, text: str, *, is_tight: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.text, self.is_tight = text, is_tight

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of the figures."""
        return len(drawn(self.text, self.is_tight)[0])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return three rows."""
        return ROWS

    def render(self) -> Content:
        """Return the figures, or the plain text where they do not fit."""
        rows = drawn(self.text, self.is_tight)
        if self.size.width and len(rows[0]) > self.size.width:
            return Content(f"\n{self.text}")
        return Content("\n".join(rows))
