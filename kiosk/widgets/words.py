"""Words that are read: broken after words and between Chinese characters, never before a full stop."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from kiosk.rules.text import cells, wrap


class Words(Widget):
    """A text in lines of the width that is there; a sign before it stands alone in its column."""

    words = reactive("", layout=True)

    def __init__(
        self, words: str = "", *, sign: str = "", id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.sign = f"{sign} " if sign else ""
        self.set_reactive(Words.words, words)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of the longest line."""
        return len(self.sign) + max(cells(line) for line in self.words.split("\n"))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are within a width."""
        return len(wrap(self.words, width - len(self.sign)))

    def render(self) -> Content:
        """Return the lines."""
        lines = wrap(self.words, self.content_size.width - len(self.sign))
        between = "\n" + " " * len(self.sign)
        return Content(self.sign + between.join(lines) if self.words else "")
