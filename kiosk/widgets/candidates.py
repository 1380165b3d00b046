"""What is being composed in Chinese, and what is offered for it by the time it is."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.writing.engine import Candidate, Offer, Writing

MOST_LETTERS = 60
"""Letters of one composition; whoever writes on chooses first."""


class Composition:
    """Letters on their way to become words; whoever draws it is told when something changed."""

    def __init__(self, writing: Writing, changed: Callable[[], None]) -> None:
        self.writing, self.changed = writing, changed
        self.letters = ""
        self.parted = ""
        """The letters parted into syllables, once they were looked up."""
        self.candidates: list[Candidate] = []
        self.first = 0
        """The candidate that stands first on the page that is shown."""
        self.has_more = False
        self._pages = 0
        self._looked_up = ""

    @property
    def is_current(self) -> bool:
        """Say whether what is offered is for what stands now."""
        return self._looked_up == self.letters

    @property
    def shown(self) -> str:
        """Return what is composed: in syllables, with what was typed since."""
        typed = self.letters.removeprefix(self._looked_up)
        return self.parted + typed if self.letters.startswith(self._looked_up) else self.letters

    def add(self, letter: str) -> None:
        """Take a letter; it stands there at once, what it offers follows."""
        self._become((self.letters + letter)[:MOST_LETTERS])

    def drop(self) -> None:
        """Take the last letter back."""
        self._become(self.letters[:-1])

    def clear(self) -> None:
        """Begin anew."""
        self._become("")

    def _become(self, letters: str) -> None:
        self.letters = letters
        if not letters:
            self._offered(Offer(""))
        self.changed()

    async def look_up(self) -> None:
        """Ask until what came is for what stands now; a late answer is dropped."""
        while not self.is_current:
            asked = self.letters
            offer = await self.writing.type(asked)
            if asked == self.letters:
                self._offered(offer)
                self.changed()

    def _offered(self, offer: Offer) -> None:
        self._looked_up, self.parted = self.letters, offer.composition
        self.candidates, self.has_more = list(offer.candidates), offer.has_more
        self.first, self._pages = 0, 1

    async def turn_to(self, first: int, fits: int) -> None:
        """Show the candidates from one on, asking for more where a page of them is not there yet."""
        asked = self.letters
        while self.has_more and len(self.candidates) < first + fits and self.is_current:
            offer = await self.writing.type(asked, self._pages)
            if asked != self.letters:
                return
            self._pages += 1
            known = set(self.candidates)
            self.candidates += [one for one in offer.candidates if one not in known]
            self.has_more = offer.has_more and bool(offer.candidates)
        self.first = max(0, min(first, len(self.candidates) - 1))
        self.changed()

    async def choose(self, candidate: Candidate) -> None:
        """Take a candidate; what it does not stand for is composed on."""
        self._become(await self.writing.choose(self.letters, candidate))
