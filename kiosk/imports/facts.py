"""The hospital itself, from its TOML file: its name, where to complain, how to book, what it mended."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.i18n import DEFAULT, LANGUAGES, _
from kiosk.imports.decoding import read_text
from kiosk.imports.problems import Problem
from kiosk.imports.values import CODE, EMAIL, PHONE, clean_within
from kiosk.rules.text import clean


@dataclass(frozen=True)
class Fact:
    """A list of the file: the fact that it becomes, and what each of its tables holds."""

    name: str
    texts: tuple[str, ...]
    least: int = 1
    has_code: bool = True
    has_scores: bool = False
    has_point: bool = False


LISTS = {
    "desk": Fact("desks", ("name", "place"), has_point=True),
    "booking": Fact("booking", ("name", "how"), least=2, has_code=False),
    "wish": Fact("wishes", ("name",)),
    "happened": Fact("happened", ("name",)),
    "reason": Fact("reasons", ("name",), has_scores=True),
    "done": Fact("done", ("you_said", "we_did"), least=0, has_code=False),
}
"""What stands in the file as [[desk]], [[booking]] and so on."""

TEXTS = ("name", "short_name")
SCORES = re.compile("low|high")
POINT = re.compile(r"[a-z0-9-]{0,16}", re.ASCII)
LIMIT = 300

Point = tuple[int, str]
"""A line, and the service point that it puts a desk at."""


def languages_of(facts: dict[str, object]) -> list[str]:
    """Return the languages that the hospital speaks, its first one first."""
    spoken = facts.get("languages")
    return list(spoken) if isinstance(spoken, list) and spoken else list(LANGUAGES)


def read_facts(path: Path, problems: list[Problem]) -> tuple[dict[str, object], set[str] | None, list[Point]]:
    """Return the facts of the file, the codes of its desks unless it cannot be read, and their points."""
    text = read_text(path, problems)
    if text is None:
        return {}, None, []
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        problems.append(Problem(path.name, _line_in(fault), _("This is not TOML: %(why)s.") % {"why": fault}))
        return {}, None, []
    reading = _Facts(path.name, text, content, problems)
    return reading.facts(), reading.codes["desk"], reading.points


def _line_in(fault: tomllib.TOMLDecodeError) -> int:
    found = re.search(r"line (\d+)", str(fault))
    return int(found[1]) if found else 0


class _Facts:
    """The content of the file, checked part by part."""

    def __init__(self, file: str, text: str, content: dict[str, Any], problems: list[Problem]) -> None:
        self.file, self.content, self.problems = file, content, problems
        self.text_lines = text.splitlines()
        self.codes: dict[str, set[str]] = {table: set() for table in LISTS}
        self.points: list[Point] = []
        self.first = DEFAULT

    def facts(self) -> dict[str, object]:
        """Return every fact by its name."""
        for name in self.content:
            if name not in {*TEXTS, *LISTS, "languages", "complaints"}:
                self.wrong(self.line_of(name), _('"%(name)s" is not known.'), name=name)
        languages = self.languages()
        self.first = languages[0]
        facts: dict[str, object] = {"languages": languages}
        facts |= {name: self.words(self.content, name, self.line_of(name)) for name in TEXTS}
        facts["complaint_contact"] = self.contact()
        return facts | {fact.name: self.list_of(table, fact) for table, fact in LISTS.items()}

    def wrong(self, line: int, sentence: str, **params: object) -> None:
        """Note a problem of this file."""
        shown = {name: clean(str(value), 100, lines=False) for name, value in params.items()}
        self.problems.append(Problem(self.file, line, sentence % shown))

    def line_of(self, key: str, after: int = 0) -> int:
        """Return the line on which a key or table begins, or the line after which it is missed."""
        begins = re.compile(rf"\s*(\[+\s*)?{re.escape(key)}\s*[\]=.]")
        for number, line in enumerate(self.text_lines[after:], after + 1):
            if begins.match(line):
                return number
            if after and line.lstrip().startswith("["):
                break
        return after

    def languages(self) -> list[str]:
        """Return the languages offered, those of the desk where the file names none that it speaks."""
        named = self.content.get("languages", list(LANGUAGES))
        if isinstance(named, list) and named and all(code in LANGUAGES for code in named):
            return list(dict.fromkeys(named))
        known = " ".join(LANGUAGES)
        self.wrong(self.line_of("languages"), _("The languages must be some of: %(known)s."), known=known)
        return list(LANGUAGES)

    def contact(self) -> dict[str, object]:
        """Return where people complain: a hospital must show all of it."""
        line = self.line_of("complaints")
        table = self.table(self.content.get("complaints"), "complaints", line)
        return {
            "phone": self.matching(table, "phone", PHONE, line),
            "email": self.matching(table, "email", EMAIL, line),
            "place": self.words(table, "place", line),
            "hours": self.words(table, "hours", line),
        }

    def list_of(self, name: str, fact: Fact) -> list[dict[str, object]]:
        """Return one list of the file, each of its tables checked."""
        tables = self.content.get(name, [])
        if not isinstance(tables, list) or len(tables) < fact.least:
            sentence = _("There must be %(least)s or more of [[%(name)s]].")
            self.wrong(self.line_of(name), sentence, least=fact.least, name=name)
            return []
        begins = [
            n for n, line in enumerate(self.text_lines, 1) if re.match(rf"\s*\[\[\s*{name}\s*\]\]", line)
        ]
        begins += [self.line_of(name)] * (len(tables) - len(begins))
        return [self.part(name, fact, table, line) for table, line in zip(tables, begins, strict=False)]

    def part(self, name: str, fact: Fact, table: object, line: int) -> dict[str, object]:
        """Return one table of a list."""
        content = self.table(table, name, line)
        values: dict[str, object] = {key: self.words(content, key, line) for key in fact.texts}
        if fact.has_code:
            values["code"] = code = self.matching(content, "code", CODE, line)
            if code in self.codes[name]:
                self.wrong(self.line_of("code", line), _('"%(code)s" stands above already.'), code=code)
            self.codes[name].add(code)
        if fact.has_scores:
            values["for"] = self.matching(content, "for", SCORES, line)
        if fact.has_point and (point := self.matching(content, "point", POINT, line)):
            values["point"] = point
            self.points.append((self.line_of("point", line), point))
        return values

    def table(self, value: object, name: str, line: int) -> dict[str, Any]:
        """Return a table, an empty one where something else stands."""
        if isinstance(value, dict):
            return value
        self.wrong(line, _('The table "%(name)s" is missing.'), name=name)
        return {}

    def matching(self, table: dict[str, Any], key: str, shape: re.Pattern[str], line: int) -> str:
        """Return a code, telephone number or address."""
        value = table.get(key, "")
        if isinstance(value, str) and shape.fullmatch(value):
            return value
        self.wrong(
            self.line_of(key, line), _('"%(value)s" cannot stand for "%(key)s".'), value=value, key=key
        )
        return ""

    def words(self, table: dict[str, Any], key: str, line: int) -> dict[str, str]:
        """Return a text in several languages, at least in the hospital's first."""
        value, at = table.get(key, {}), self.line_of(key, line) if table is not self.content else line
        texts = value if isinstance(value, dict) else {}
        for language in texts:
            if language not in LANGUAGES:
                self.wrong(at, _('"%(name)s" is not known.'), name=language)
        words = {code: self.text(texts.get(code, ""), key, at) for code in LANGUAGES}
        if not words[self.first]:
            self.wrong(at, _('"%(key)s" has no text in %(language)s.'), key=key, language=self.first)
        return {code: text for code, text in words.items() if text}

    def text(self, value: object, key: str, line: int) -> str:
        """Return one cleaned text."""
        cleaned = clean_within(value, LIMIT, lines=True) if isinstance(value, str) else None
        if cleaned is None:
            sentence = _('"%(key)s" is no text, or longer than %(limit)s characters.')
            self.wrong(line, sentence, key=key, limit=LIMIT)
        return cleaned or ""
