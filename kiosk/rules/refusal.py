"""How a rule says no."""

from kiosk.i18n import _


class Refusal(Exception):
    """A rule's no, with its reason as a sentence that is translated when somebody reads it."""

    def __init__(self, sentence: str, **params: object) -> None:
        super().__init__(sentence, params)
        self.sentence = sentence
        self.params = params

    def __str__(self) -> str:
        return _(self.sentence) % self.params
