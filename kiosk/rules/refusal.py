"""How a rule says no."""

from kiosk.i18n import _
from kiosk.rules.text import clean

QUOTED = 100
"""Characters of somebody's words that a sentence repeats at most."""


class Refusal(Exception):
    """A rule's no, with its reason as a sentence that is translated when somebody reads it."""

    def __init__(self, sentence: str, **params: object) -> None:
        super().__init__(sentence, params)
        self.sentence = sentence
        self.params = params

    def __str__(self) -> str:
        return _(self.sentence) % {name: quoted(value) for name, value in self.params.items()}


def quoted(value: object) -> object:
    """Return what a sentence repeats, without anything that the terminal it is printed on would obey."""
    return clean(value, QUOTED, lines=False) if isinstance(value, str) else value
