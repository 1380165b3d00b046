"""What is wrong, beside where it is wrong."""

from __future__ import annotations

from kiosk.widgets.words import Words


class Problem(Words):
    """A sentence that says how to go on, with a sign; nothing is drawn while there is no problem."""

    def __init__(self, sentence: str = "", *, id: str | None = None) -> None:
        super().__init__(sentence, sign="!", id=id)

    @property
    def sentence(self) -> str:
        """Return what is wrong."""
        return self.words

    @sentence.setter
    def sentence(self, sentence: str) -> None:
        self.words = sentence

    def on_mount(self) -> None:
        """Take no room while there is nothing to say."""
        self.watch_words(self.words)

    def watch_words(self, words: str) -> None:
        """Take room only for words."""
        self.display = bool(words)
