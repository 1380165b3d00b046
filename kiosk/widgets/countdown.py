"""Time that runs out, as a bar and in words."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class CountdownBar(Widget):
    """A bar that shortens, and the seconds that are left in a sentence."""

    left = reactive(0)

    def __init__(self, seconds: int, sentence: str, *, id: str | None = None) -> None:
        """Take the whole time, and a sentence with `%(seconds)d` in it."""
        super().__init__(id=id)
        self.seconds, self.sentence = max(1, seconds), sentence
        self.set_reactive(CountdownBar.left, seconds)

    def render(self) -> Content:
        """Return the sentence over the bar."""
        room = max(1, self.content_size.width)
        full = round(room * min(1.0, self.left / self.seconds))
        told = self.sentence % {"seconds": self.left}
        return Content.assemble(
            (told, "$ink"), "\n", ("━" * full, "$primary"), ("─" * (room - full), "$edge")
        )
