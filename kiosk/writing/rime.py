"""librime through ctypes: fed with our own lexicon, without a user dictionary, only where it is installed."""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from math import exp, log
from pathlib import Path
from typing import Any

from kiosk.writing.engine import Candidate
from kiosk.writing.index import Index
from kiosk.writing.small import SmallEngine

SCALE = log(1e8)
"""librime takes weights as counts out of a hundred million."""
SURNAMES, GIVEN, CHARACTERS = 150, 600, 300
"""How far down the lists of names whole names are made for it."""
ALONE, ONE = 5.0, 1.3
"""What it costs to believe in a name, and in one of one character more."""

FUZZY = (
    "^([zcs])h(.+)$/$1$2",
    "^([zcs])([^h].*)$/$1h$2",
    "^n(.+)$/l$1",
    "^l(.+)$/n$1",
    "^(.*[aei])n$/$1ng",
    "^(.*[aei])ng$/$1n",
)
"""Sounds that many people mix up."""
STEPS = "ABCD"
"""librime halves the weight of a spelling at each step of fuzziness; so many steps make one mix-up."""
SCHEMA: dict[str, Any] = {
    "engine": {
        "processors": ["speller", "selector", "express_editor"],
        "segmentors": ["abc_segmentor", "fallback_segmentor"],
        "translators": ["script_translator"],
        "filters": ["uniquifier"],
    },
    "menu": {"page_size": 8},
}


class Traits(ctypes.Structure):
    """Where librime finds and puts its files."""

    _fields_ = [
        ("data_size", ctypes.c_int),
        *((name, ctypes.c_char_p) for name in ("shared", "user", "name", "code_name", "version", "app")),
        ("modules", ctypes.c_void_p),
        ("least_log", ctypes.c_int),
        *((name, ctypes.c_char_p) for name in ("log_dir", "prebuilt", "staging")),
    ]


class Shown(ctypes.Structure):
    """One candidate of librime's."""

    _fields_ = [("text", ctypes.c_char_p), ("comment", ctypes.c_char_p), ("reserved", ctypes.c_void_p)]


class Walk(ctypes.Structure):
    """A walk along librime's candidates."""

    _fields_ = [("place", ctypes.c_void_p), ("index", ctypes.c_int), ("candidate", Shown)]


def library() -> ctypes.CDLL | None:
    """Return librime, or nothing where it is not installed or is of another kind."""
    name = ctypes.util.find_library("rime")
    try:
        found = ctypes.CDLL(name or "librime.so.1")
        for function in ("RimeSetup", "RimeCandidateListBegin", "RimeFinalize"):
            getattr(found, function)
    except (OSError, AttributeError):
        return None
    return found


def prepare(lexicon: Path) -> Path:
    """Compile the lexicon for librime unless that was done, and return its directory."""
    directory = lexicon.with_suffix(".rime")
    if not (directory / "ready").exists():
        shutil.rmtree(directory, ignore_errors=True)
        made = lexicon.with_suffix(f".rime.{os.getpid()}")
        made.mkdir(parents=True)
        _write(made, lexicon)
        found = library()
        assert found is not None
        _set_up(found, made)
        if found.RimeStartMaintenance(ctypes.c_int(0)):
            found.RimeJoinMaintenanceThread()
        found.RimeFinalize()
        (made / "ready").touch()
        made.replace(directory)
    return directory


def _write(directory: Path, lexicon: Path) -> None:
    """Write the dictionary and one schema for exact and one for forgiving sounds."""
    names = ("kiosk", "kiosk_fuzzy")
    listed = {"config_version": "1", "schema_list": [{"schema": name} for name in names]}
    (directory / "default.yaml").write_text(json.dumps(listed))
    for name in names:
        (directory / f"{name}.schema.yaml").write_text(json.dumps(_schema(name)))
    head = {"name": "kiosk", "version": "1", "sort": "by_weight", "use_preset_vocabulary": False}
    file = (directory / "kiosk.dict.yaml").open("w", encoding="utf-8")
    with file, closing(sqlite3.connect(lexicon)) as index:
        file.write("---\n")
        file.writelines(f"{key}: {json.dumps(value)}\n" for key, value in head.items())
        file.write("...\n")
        for text, reading, cost in entries(index):
            sounds = reading.replace("'", " ")
            file.write(f"{text}\t{sounds}\t{exp(SCALE - cost):.3f}\n")


def _schema(name: str) -> dict[str, Any]:
    """Return a schema (YAML takes JSON as it is)."""
    forgiving = [step for rule in FUZZY for step in _steps(rule)] if name.endswith("fuzzy") else []
    algebra = [*forgiving, "derive/^([nl])ve$/$1ue/", "abbrev/^([a-z]).+$/$1/", "abbrev/^([zcs]h).+$/$1/"]
    return {
        "schema": {"schema_id": name, "name": name, "version": "1"},
        **SCHEMA,
        "speller": {"alphabet": "zyxwvutsrqponmlkjihgfedcba", "delimiter": " '", "algebra": algebra},
        "translator": {"dictionary": "kiosk", "prism": name, "enable_user_dict": False},
    }


def _steps(rule: str) -> list[str]:
    """Return a rule as several steps, each of which makes the spelling less likely."""
    more = [f"fuzz/{before}$/{after}/" for before, after in pairwise(STEPS)]
    return [f"fuzz/{rule}{STEPS[0]}/", *more, f"erase/^.*[{STEPS[:-1]}]$/", f"xform/{STEPS[-1]}$//"]


def entries(index: sqlite3.Connection) -> Iterator[tuple[str, str, float]]:
    """Yield words, word pairs from the hospital's phrases, and whole names, with reading and cost."""
    yield from index.execute("select word, reading, cost from whole")
    yield from _pairs(index)
    yield from _names(index)


def _pairs(index: sqlite3.Connection) -> Iterator[tuple[str, str, float]]:
    """Yield two words that follow each other as one word, which is how librime learns that they do."""
    asked = """
        select a.word || b.word, a.reading || '''' || b.reading, min(a.cost), min(b.cost), pairs.count,
            (select sum(count) from pairs as known where known.before = pairs.before),
            (select 8 + 4 * count(*) from pairs as known where known.before = pairs.before)
        from pairs join whole as a on a.word = pairs.before join whole as b on b.word = pairs.word
        group by a.word, b.word
    """
    best = "create temp table best as select word, reading, min(cost) as cost from whole group by word"
    index.execute(best)
    for text, reading, first, second, count, known, doubt in index.execute(asked.replace("whole", "best")):
        yield text, reading, first - log((count + doubt * exp(-second)) / (known + doubt))


def _names(index: sqlite3.Connection) -> Iterator[tuple[str, str, float]]:
    """Yield family names before given names."""
    asked = "select text, reading, cost from people where kind = ? limit ?"
    surnames = index.execute(asked, ("surnames", SURNAMES)).fetchall()
    given = index.execute(asked, ("given", GIVEN)).fetchall()
    characters = index.execute(asked, ("characters", CHARACTERS))
    single = [(text, reading, cost + ONE) for text, reading, cost in characters]
    for family, sound, cost in surnames:
        for text, reading, more in [*given, *single]:
            yield family + text, f"{sound}'{reading}", ALONE + cost + more


def _set_up(found: ctypes.CDLL, directory: Path) -> Traits:
    """Tell librime its directory, and to log nothing, for what it logs could be what a patient wrote."""
    here = os.fsencode(directory)
    traits = Traits(
        shared=here, user=here, name=b"kiosk", code_name=b"kiosk", version=b"1", app=b"rime.kiosk"
    )
    traits.data_size = ctypes.sizeof(Traits) - ctypes.sizeof(ctypes.c_int)
    traits.least_log, traits.log_dir = 4, b""
    found.RimeSetup(ctypes.byref(traits))
    found.RimeInitialize(ctypes.byref(traits))
    return traits


class RimeEngine:
    """Decodes letters with librime, whose best guess stands before what our own engine offers.

    librime lists every longer word before any shorter one, so that its first page seldom holds the
    character that is wanted when its guess was wrong; our own list is laid out for exactly that.
    """

    def __init__(self, index: Index, directory: Path, fuzzy: bool) -> None:
        found = library()
        if found is None:
            raise OSError("librime is not installed")
        self.rime = found
        self.own = SmallEngine(index, fuzzy)
        self.cutter = self.own.cutter
        self.readings = index.readings()
        self.traits = _set_up(found, directory)
        found.RimeCreateSession.restype = ctypes.c_size_t
        self.session = ctypes.c_size_t(found.RimeCreateSession())
        found.RimeSelectSchema(self.session, b"kiosk_fuzzy" if fuzzy else b"kiosk")

    def close(self) -> None:
        """End librime in order; without this it crashes when the process ends."""
        self.rime.RimeDestroySession(self.session)
        self.rime.RimeFinalize()
        self.own.close()

    def decode(self, letters: str, most: int) -> list[Candidate]:
        """Return librime's best guess, then what our own engine offers."""
        guess = self._guess(letters)
        is_whole = bool(guess) and guess[0].taken == len(letters)
        others = self.own.decode(letters, most, guess[0].text if is_whole else "")
        named = self._named(letters, guess, [one for one in others if one not in guess])
        first = [*named, *(others[:1] if is_whole else []), *guess]
        return list(dict.fromkeys([*first, *others]))[:most]

    def _named(self, letters: str, guess: list[Candidate], others: list[Candidate]) -> list[Candidate]:
        """Return what our own engine takes for somebody's name where librime, which knows none, does not."""
        names = self.own.names(letters)
        is_name = bool(guess) and guess[0].text in names
        return [] if is_name else [one for one in others[:1] if one.text in names]

    def _guess(self, letters: str) -> list[Candidate]:
        """Return librime's first candidate with the letters that it takes."""
        self.rime.RimeSimulateKeySequence(self.session, letters.encode())
        walk, found = Walk(), []
        if self.rime.RimeCandidateListBegin(self.session, ctypes.byref(walk)):
            if self.rime.RimeCandidateListNext(ctypes.byref(walk)):
                text = walk.candidate.text.decode()
                found = [Candidate(text, self._taken(letters, text))]
            self.rime.RimeCandidateListEnd(ctypes.byref(walk))
        self.rime.RimeClearComposition(self.session)
        return [one for one in found if one.taken]

    def _taken(self, letters: str, text: str) -> int:
        """Return how many letters a candidate stands for, which librime does not say."""
        pieces = [list(self.cutter.pieces(letters, at)) for at in range(len(letters))]
        ends = {0}
        for one in text:
            sounds = self.readings.get(one, ())
            ends = {
                piece.end
                for at in ends
                if at < len(pieces)
                for piece in pieces[at]
                if any(self.cutter.fits(piece, sound) >= 0 for sound in sounds)
            }
        return max(ends, default=0)
