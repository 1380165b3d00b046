"""What is wrong, beside where it is wrong."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class Problem(Widget):
    """A sentence that says how to go on, with a sign; nothing is drawn while there is no problem."""

    sentence = reactive("", layout=True)

    def __init__(self, sentence: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(Problem.sentence, sentence)

    def render(self) -> Content:
        """Return the sentence after its sign."""
        return Content(f"! {self.sentence}" if self.sentence else "")

    def on_mount(self) -> None:
        """Take no room while there is nothing to say."""
        self.watch_sentence(self.sentence)

    def watch_sentence(self, sentence: str) -> None:
        """Take room only for words."""
        self.display = bool(sentence)
