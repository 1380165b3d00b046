"""CSV files as tables whose rows know the line they begin on."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from kiosk.i18n import LANGUAGES, _
from kiosk.imports.decoding import read_text
from kiosk.imports.problems import Problem
from kiosk.imports.rows import Row


@dataclass(frozen=True)
class Columns:
    """What the columns of a file may be called; texts stand once a language, as in name.zh_CN."""

    plain: tuple[str, ...]
    texts: tuple[str, ...] = ()
    plain_if_any: tuple[str, ...] = ()
    texts_if_any: tuple[str, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)
    """What other systems call a column, and what it is called here."""

    def needed(self, language: str) -> list[str]:
        """Return the columns that must be there, the texts in the hospital's first language."""
        return [*self.plain, *(f"{text}.{language}" for text in self.texts)]

    def known(self) -> set[str]:
        """Return every column that may be there."""
        texts = {f"{text}.{code}" for text in self.texts + self.texts_if_any for code in LANGUAGES}
        return {*self.plain, *self.plain_if_any} | texts


class Table:
    """A CSV file as rows."""

    def __init__(
        self,
        path: Path,
        columns: Columns,
        languages: Sequence[str],
        problems: list[Problem],
        may_be_missing: bool = False,
    ) -> None:
        self.file, self.columns, self.languages, self.problems = path.name, columns, languages, problems
        self.seen: dict[object, int] = {}
        self.is_whole = True
        """Whether every row could be read, so that a code that is not among them is not known."""
        self.headings: dict[str, str] = {}
        """A column to what the file calls it."""
        is_left_out = may_be_missing and not path.exists()
        self.rows = [] if is_left_out else list(self._rows(read_text(path, problems)))

    def wrong(self, line: int, sentence: str, **params: object) -> None:
        """Note a problem of this file."""
        self.problems.append(Problem(self.file, line, sentence % params))

    def codes(self, column: str = "code") -> set[str] | None:
        """Return the codes that the rows explain, or None when not every row could be read."""
        return {row.cell(column) for row in self.rows} if self.is_whole else None

    def _rows(self, text: str | None) -> Iterator[Row]:
        records = self._records(text or "")
        line, header = next(records, (1, []))
        given = [name.strip() for name in header]
        header = [self.columns.called.get(name, name) for name in given]
        self.headings = dict(zip(header, given, strict=True))
        if text is None or not self._has_columns(line, header):
            self.is_whole = False
            return
        for line, cells in records:
            yield self._row(line, header, cells)

    def _records(self, text: str) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(StringIO(text, newline=""), strict=True)
        begins = 1
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as fault:
                self.wrong(begins, _("This row cannot be read: %(reason)s."), reason=fault)
                self.is_whole = False
                return
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield begins, cells
            # A field may hold line breaks: the next row begins after all of them.
            begins = reader.line_num + 1

    def _has_columns(self, line: int, header: list[str]) -> bool:
        missing = [name for name in self.columns.needed(self.languages[0]) if name not in header]
        for name in missing:
            self.wrong(line, _('The column "%(column)s" is missing.'), column=name)
        for name in sorted({name for name in header if name and name not in self.columns.known()}):
            self.wrong(line, _('The column "%(column)s" is not known.'), column=name)
        for name in sorted({name for name in header if name and header.count(name) > 1}):
            self.wrong(line, _('The column "%(column)s" stands twice.'), column=name)
        return not missing

    def _row(self, line: int, header: list[str], cells: list[str]) -> Row:
        # Spreadsheets write empty cells after the last one of a row, or leave them out.
        if any(cell.strip() for cell in cells[len(header) :]):
            self.wrong(line, _("This row has more cells than there are columns."))
        cells += [""] * (len(header) - len(cells))
        return Row(self, line, dict(zip(header, cells, strict=False)))
