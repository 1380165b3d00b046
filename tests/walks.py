"""What visitors tap and write in four flows, for every screen that has a finger; and what is kept of it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from kiosk.i18n import N_, _
from tests import test_whole_way as taps
from tests.desk_terminal import say
from tests.typist import typed

Step = tuple[str, int | str | tuple[str, ...]]
"""The question that is waited for, and what is tapped then; several words are written by the keys."""
HOME, RATING = taps.HOME, taps.RATING
KINDS = tuple(taps.SLIPS)
LANGUAGES = ("zh_CN", "en")
TELL, NAME = N_("Tell us in your own words"), N_("What is your name?")
ASK = N_("What would you like to ask? (optional)")
WRITTEN: dict[str, dict[str, tuple[str, ...]]] = {
    "zh_CN": {TELL: ("退费", "窗口", "排队", "三个小时"), NAME: ("王秀英",), ASK: ("复查", "要不要", "空腹")},
    "en": {TELL: ("three hours", " for a refund"), NAME: ("wang",), ASK: ("may i", " eat")},
}
"""What is written in answer to which question."""


class Glass(Protocol):
    """A screen with a finger before it."""

    def see(self, *words: str) -> None:
        """Wait until one of several words stands on the screen."""

    def find(self, pattern: str) -> tuple[int, int]:
        """Return where a pattern stands, once the screen is still."""

    def place(self, pattern: str) -> tuple[int, int] | None:
        """Return where a pattern stands now."""

    def press(self, x: int, y: int) -> None:
        """Press a key, as fast as one types."""

    def tap_at(self, x: int, y: int) -> None:
        """Tap a cell, as calmly as one who reads."""

    def tap(self, words: str) -> None:
        """Tap the middle of words, as soon as they stand there."""

    def tap_tile(self, number: int) -> None:
        """Tap the tile with a number."""


def steps(kind: str, language: str) -> list[Step]:
    """Return the steps of a flow, with words where there is room for them."""
    found: list[Step] = []
    for question, tapped in taps.SLIPS[kind]:
        is_field = question in WRITTEN[language]
        found += [(question, WRITTEN[language][question])] if is_field else []
        found.append((question, tapped))
    return found


def walk(glass: Glass, steps: Iterable[Step]) -> None:
    """Answer every question by tapping what stands on the screen."""
    for question, tapped in steps:
        glass.see(_(question))
        if isinstance(tapped, int):
            glass.tap_tile(tapped)
        elif isinstance(tapped, tuple):
            write(glass, tapped)
        elif tapped.startswith("face"):
            glass.tap_at(*glass.find(rf"[│┃]\s+{tapped[-1]}\s+[│┃]"))
        elif tapped.isdecimal():
            press_keys(glass, tapped)
        elif tapped:
            glass.tap(_(tapped))


def write(glass: Glass, words: Iterable[str]) -> None:
    """Write with the keys on the glass; Chinese by its letters and the tile that offers it."""
    written = ""
    for word in words:
        press_keys(glass, typed(word))
        if not word.isascii():
            glass.press(*glass.find(rf"│\s*{word}\s*│"))
        written += word
        glass.see(written)


def press_keys(glass: Glass, letters: str) -> None:
    """Press keys one after the other, looking for all of them first."""
    glass.find(_key(letters[0]))  # then all of them lie still
    places = {letter: glass.place(_key(letter)) for letter in {*letters}}
    for letter in letters:
        assert (place := places[letter]), f"no key {letter}"
        glass.press(*place)


def _key(letter: str) -> str:
    said = rf"({re.escape(_('Space'))}|␣)" if letter == " " else letter
    return rf"│\s*{said}\s*│"


def kept(data: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the cases that a register holds, by language and kind, as the command line tells them."""
    told = say("case", "list", "--json", "--data", str(data))
    assert told.returncode == 0, told.stderr
    return {(case["language"], case["kind"]): case for case in json.loads(told.stdout)}


def check(case: dict[str, Any]) -> None:
    """Hold a case against what was tapped and written."""
    written, kind = WRITTEN[case["language"]], case["kind"]
    if kind == "complaint":
        [filer] = case["people"]
        assert case["words"] == "".join(written[TELL])
        assert filer["phone"].endswith(taps.PHONE[-4:]) and filer["name"][0] == written[NAME][0][0]
        assert case["category"]
    elif kind == "question":
        assert case["words"] == "".join(written[ASK])
    else:
        assert case["need"] and not case["words"]


def scores(data: Path) -> list[int]:
    """Return the faces that were tapped, read past the program."""
    with closing(sqlite3.connect(data / "kiosk.sqlite3")) as register:
        return [score for (score,) in register.execute("SELECT score FROM rating")]
