"""Answers to choose from: a list with marks, and for a long one a line to find them by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from kiosk.i18n import _
from kiosk.rules import finding
from kiosk.widgets.words import Words

MOST_CHOICES = 8
"""Rows that a list of choices takes; a longer one scrolls."""


@dataclass(frozen=True)
class Choice:
    """A question with answers to choose from."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    """(value, words)."""
    value: str = ""
    """What is chosen; of several, with a comma between them."""
    keys: Sequence[str] = ()
    """What each is found by (`rules.finding`); gives a line to type in above the list."""
    is_several: bool = False
    """Several may be chosen."""
    rows: int = MOST_CHOICES


class ChoiceList(OptionList):
    """Answers to choose from; what is chosen keeps its mark."""

    BINDINGS = [("space", "select")]

    def __init__(self, asked: Choice) -> None:
        self.asked = asked
        self.chosen = asked.value
        self.shown = list(asked.options)
        super().__init__(*self._rows_shown(), id=f"choice-{asked.name}", markup=False)

    def _rows_shown(self) -> list[Option]:
        return [Option(self._row(value, words)) for value, words in self.shown]

    def _row(self, value: str, words: str) -> Content:
        signs = ("☑", "☐") if self.asked.is_several else ("●", "○")
        return Content(f"{signs[0] if self.has(value) else signs[1]} {words}")

    def has(self, value: str) -> bool:
        """Tell whether an answer is chosen."""
        return value in self.chosen.split(",") if self.asked.is_several else value == self.chosen

    def on_mount(self) -> None:
        """Stand at what is chosen, as high as its answers; those that need two rows have them."""
        values = [value for value, _words in self.shown]
        self.styles.max_height = self.asked.rows
        if self.asked.keys:  # what is found is few or many: nothing below may jump
            self.styles.height = max(1, min(len(values), self.asked.rows))
        self.highlighted = values.index(self.chosen) if self.chosen in values else 0 if values else None
        self.call_after_refresh(self.scroll_to_highlight)

    def choose(self, place: int) -> None:
        """Choose an answer by its place among those shown; of several, put it in or out."""
        value = self.shown[place][0]
        if not self.asked.is_several:
            self.chosen = value
        else:
            before = [one for one in self.chosen.split(",") if one]
            after = [one for one in before if one != value]
            self.chosen = ",".join(after if value in before else [*before, value])
        self.mark()

    def choose_value(self, value: str) -> None:
        """Choose what was chosen before, as far as it is still an answer."""
        known = {known for known, _words in self.asked.options}
        if all(one in known for one in (value.split(",") if self.asked.is_several else [value])):
            self.chosen = value
            self.mark()

    def mark(self) -> None:
        """Draw the marks as they are now."""
        for row, (value, words) in enumerate(self.shown):
            self.replace_option_prompt_at_index(row, self._row(value, words))

    def find(self, query: str) -> None:
        """Show only what the query finds, the best first."""
        keyed = list(zip(self.asked.options, self.asked.keys, strict=True))
        self.shown = [option for option, _key in finding.find(query, keyed, key=lambda one: one[1])]
        self.clear_options()
        self.add_options(self._rows_shown())
        self.highlighted = 0 if self.shown else None


class Finder(Input):
    """A line to find an answer by: arrows move in the list below, Enter chooses."""

    def __init__(self, asked: Choice) -> None:
        super().__init__(placeholder=_("Type to find: Chinese, pinyin, initials"), compact=True)
        self.add_class("finder")
        self.cursor_blink = False
        self.asked = asked

    def on_key(self, event: events.Key) -> None:
        """Move in the list."""
        choices = self.screen.query_one(f"#choice-{self.asked.name}", ChoiceList)
        if event.key in ("up", "down"):
            event.stop()
            event.prevent_default()
            choices.action_cursor_up() if event.key == "up" else choices.action_cursor_down()

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        self.screen.query_one(f"#choice-{self.asked.name}", ChoiceList).find(self.value)

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        choices = self.screen.query_one(f"#choice-{self.asked.name}", ChoiceList)
        choices.focus()
        choices.action_select()


class Asked(Vertical):
    """A question with its answers under it."""

    def __init__(self, asked: Choice) -> None:
        super().__init__(classes="asked-choice")
        self.asked_choice = asked

    def compose(self) -> ComposeResult:
        """Yield the question, the line to find by where there is one, and the answers."""
        yield Words(self.asked_choice.label, classes="field-label")
        if self.asked_choice.keys:
            yield Finder(self.asked_choice)
        yield ChoiceList(self.asked_choice)
