"""One row of a table: its cells as the values they stand for, or a problem that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kiosk.i18n import LANGUAGES, _
from kiosk.imports.values import CODE, PHONE, clean_within
from kiosk.rules.text import clean

if TYPE_CHECKING:
    from kiosk.imports.tables import Table

TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", re.ASCII)
FLAGS = {"": False, "no": False, "0": False, "否": False, "yes": True, "1": True, "是": True}


@dataclass(frozen=True)
class Row:
    """The cells of a row, by column."""

    table: Table
    line: int
    cells: dict[str, str]

    def wrong(self, sentence: str, **params: object) -> None:
        """Note a problem of this row."""
        shown = {name: clean(str(value), 100, lines=False) for name, value in params.items()}
        self.table.wrong(self.line, sentence, **shown)

    def cell(self, column: str) -> str:
        """Return a cell as it stands, without the space around it."""
        return self.cells.get(column, "").strip()

    def text(self, column: str, limit: int = 64, lines: bool = False) -> str:
        """Return a cell's cleaned text."""
        cleaned = clean_within(self.cell(column), limit, lines)
        if cleaned is None:
            self.wrong(_('"%(column)s" is longer than %(limit)s characters.'), column=column, limit=limit)
        return cleaned or ""

    def words(
        self, column: str, limit: int = 80, needed: bool = False, lines: bool = False
    ) -> dict[str, str]:
        """Return a text in each language that has it; whatever has one has the hospital's first."""
        columns = {language: f"{column}.{language}" for language in LANGUAGES}
        texts = {language: self.text(name, limit, lines) for language, name in columns.items()}
        texts = {language: text for language, text in texts.items() if text}
        first = self.table.languages[0]
        if first not in texts and (needed or texts):
            self.wrong(_('"%(column)s" is empty.'), column=columns[first])
        return texts

    def phrases(self, column: str, limit: int = 120) -> list[dict[str, str]]:
        """Return several short texts, parted by | in the same order in every language."""
        texts = {
            language: [part.strip() for part in joined.split("|")]
            for language, joined in self.words(column, 10 * limit).items()
        }
        if any(not part or len(part) > limit for parts in texts.values() for part in parts):
            self.wrong(
                _('"%(column)s" has a part that is empty or longer than %(limit)s characters.'),
                column=column,
                limit=limit,
            )
        if len({len(parts) for parts in texts.values()}) > 1:
            self.wrong(_('"%(column)s" has more parts in one language than in another.'), column=column)
            return []
        return [dict(zip(texts, parts, strict=True)) for parts in zip(*texts.values(), strict=True)]

    def code(self, column: str = "code") -> str:
        """Return the row's own code, which no other row of the file has."""
        code = self.cell(column)
        if CODE.fullmatch(code):
            self.unique(code, code)
        else:
            self.wrong(_('"%(code)s" is not a code: use up to 32 of a-z, 0-9 and -.'), code=code)
        return code

    def unique(self, key: Hashable, name: str) -> None:
        """Note a problem when an earlier row says the same."""
        earlier = self.table.seen.setdefault(key, self.line)
        if earlier != self.line:
            self.wrong(_('"%(name)s" stands on line %(earlier)s already.'), name=name, earlier=earlier)

    def reference(self, column: str, known: Collection[str] | None, needed: bool = True) -> str:
        """Return a code that another file explains; None stands for a file that could not be read."""
        code = self.cell(column)
        if code or needed:
            self._explained(code, column, known)
        return code

    def references(self, column: str, known: Collection[str] | None) -> list[str]:
        """Return several codes that another file explains, parted by ; and each of them once."""
        parts = (part.strip() for part in self.cell(column).split(";"))
        codes = list(dict.fromkeys(part for part in parts if part))
        for code in codes:
            self._explained(code, column, known)
        return codes

    def _explained(self, code: str, column: str, known: Collection[str] | None) -> None:
        if not code or (known is not None and code not in known):
            self.wrong(_('"%(code)s" in "%(column)s" is not known.'), code=code, column=column)

    def one_of(self, column: str, choices: Sequence[str]) -> str:
        """Return a cell that holds one of a few codes."""
        value = self.cell(column)
        if value not in choices:
            known = " ".join(choice for choice in choices if choice)
            sentence = _('"%(value)s" in "%(column)s" is none of: %(choices)s.')
            self.wrong(sentence, value=value, column=column, choices=known)
        return value

    def flag(self, column: str) -> bool:
        """Return whether a cell says yes."""
        return FLAGS.get(self.one_of(column, tuple(FLAGS)), False)

    def number(self, column: str, most: int, if_empty: str = "") -> int:
        """Return a whole number from 1 on."""
        value = self.cell(column) or if_empty
        if value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= most:
            return int(value)
        sentence = _('"%(value)s" in "%(column)s" is not a number from 1 to %(most)s.')
        self.wrong(sentence, value=value, column=column, most=most)
        return 1

    def weekday(self, column: str = "weekday") -> int:
        """Return 1 for Monday to 7 for Sunday."""
        days = "1234567"
        return days.find(self.one_of(column, tuple(days))) + 1

    def phone(self, column: str = "phone") -> str:
        """Return a telephone number, or nothing where there is none."""
        value = self.cell(column)
        if value and not PHONE.fullmatch(value):
            self.wrong(_('"%(value)s" is not a telephone number.'), value=value)
        return value

    def time(self, column: str) -> str:
        """Return a time of day as HH:MM."""
        value = self.cell(column)
        if not TIME.fullmatch(value):
            self.wrong(
                _('"%(value)s" in "%(column)s" is not a time such as 08:30.'), value=value, column=column
            )
        return value

    def day(self, column: str = "day") -> str:
        """Return a date as ISO writes it."""
        value = self.cell(column)
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            self.wrong(_('"%(value)s" is not a date such as 2026-10-01.'), value=value)
            return value
