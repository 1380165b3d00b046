"""The head of a console screen, and the line in which it says what came of an act."""

from __future__ import annotations

from collections.abc import Iterator

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from kiosk.i18n import _
from kiosk.rules.text import cells


class TopLine(Widget, can_focus=False):
    """What the screen is about, the counters of the whole desk, who is signed in, the time."""

    COMPONENT_CLASSES = {"topline--late", "topline--title"}
    _shown: tuple[str, tuple[int, int, int, int] | None, str, str] = ("", None, "", "")

    def show(self, title: str, counted: tuple[int, int, int, int] | None, who: str, time: str) -> None:
        """Show other words; `counted` are late, due today, running, offers."""
        self._shown = title, counted, who, time
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the row: the title left, who and when right, the counters between where they fit."""
        title, counted, who, time = self._shown
        base = self.rich_style
        late = self.get_component_rich_style("topline--late")
        strong = self.get_component_rich_style("topline--title")
        parts = [Segment(" ", base), Segment(title, strong), Segment("  ", base)]
        right = f"{who}  {time} " if who else f"{time} "
        room = self.size.width - cells(title) - cells(right) - 4
        for words, style in self._counters(counted, late, base, room):
            parts.append(Segment(words, style))
        left = sum(cells(part.text) for part in parts)
        parts.append(Segment(" " * max(1, self.size.width - left - cells(right)), base))
        parts.append(Segment(right, base))
        return Strip(parts).adjust_cell_length(self.size.width, base)

    def _counters(
        self, counted: tuple[int, int, int, int] | None, late: Style, base: Style, room: int
    ) -> Iterator[tuple[str, Style]]:
        if counted is None:
            return
        words = [
            _("! late %(n)d") % {"n": counted[0]},
            _("today %(n)d") % {"n": counted[1]},
            _("in time %(n)d") % {"n": counted[2]},
            _("offers %(n)d") % {"n": counted[3]},
        ]
        for place, word in enumerate(words):
            room -= cells(word) + 3
            if room >= 0:
                yield word, late if place == 0 and counted[0] else base
                yield "   ", base


class SayLine(Widget, can_focus=False):
    """One sentence: what was done, or why not."""

    _said = ("", False)

    def say(self, sentence: str, is_bad: bool = False) -> None:
        """Say another sentence; nothing takes it away."""
        self._said = sentence, is_bad
        self.set_class(is_bad, "-bad")
        self.set_class(bool(sentence), "-said")
        self.refresh()

    @property
    def sentence(self) -> str:
        """Return what is said."""
        return self._said[0]

    def render_line(self, y: int) -> Strip:
        """Draw the sentence, with a sign before it that needs no colour."""
        sentence, is_bad = self._said
        sign = ("✗ " if is_bad else "✓ ") if sentence else ""
        text = f" {sign}{sentence}"
        return Strip([Segment(text, self.rich_style)]).adjust_cell_length(self.size.width, self.rich_style)
