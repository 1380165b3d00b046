"""The runs of a case as the index keeps them: keyed hashes, so that nobody can read words out of it."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kiosk.imports.reading import WORDS, readings
from kiosk.records import Case, Entry, Person
from kiosk.rules.runs import HAN, name_runs, phone_runs, plain, sound_runs, word_runs


class Marks(dict[str, str]):
    """What stands in the index for each run: thirty bits of a keyed hash, in six letters."""

    def __init__(self, key: bytes) -> None:
        super().__init__()
        self.key = key

    def __missing__(self, run: str) -> str:
        digest = hmac.digest(self.key, b"run:" + run.encode(), "sha256")
        mark = base64.b32encode(digest[:4])[:6].decode().lower()
        self[run] = mark
        return mark


@lru_cache(maxsize=30_000)
def read(character: str) -> str:
    """Return how one Chinese character is mostly read; empty when nobody knows."""
    found = readings([character])
    return found[0] if found and found[0].isascii() else ""


@lru_cache(maxsize=4096)
def read_run(run: str) -> tuple[tuple[str, ...], ...]:
    """Return how Chinese characters that stand together are read, parted where one is not known."""
    parts: list[list[str]] = [[]]
    at = 0
    while at < len(run):
        if word := WORDS.get(run[at : at + 2]):
            parts[-1] += word.split()
            at += 2
        elif syllable := read(run[at]):
            parts[-1].append(syllable)
            at += 1
        else:
            parts.append([])
            at += 1
    return tuple(tuple(part) for part in parts if part)


def read_text(text: str) -> Iterator[tuple[str, ...]]:
    """Return how every stretch of Chinese in a text is read."""
    for run in HAN.findall(plain(text)):
        yield from read_run(run)


def read_name(name: str) -> list[list[str]]:
    """Return how a name is read; some surnames have two readings."""
    return [reading.split() for reading in readings([plain(name)], is_name=True)]


def own_texts(case: Case) -> list[str]:
    """Return the words of a case itself, and the numbers that it goes by."""
    told = [case.number, case.about_person, case.words, *map(str, case.phrases), case.wish_words]
    return [text for text in (*told, *later_texts(case)) if text]


def later_texts(case: Case) -> list[str]:
    """Return what staff add to a case itself, and not to its timeline."""
    return [text for text in (case.channel_number, case.cause_words, case.no_notice) if text]


def text_runs(texts: Iterable[str]) -> set[str]:
    """Return every run of what was written; none reaches over a space or a mark."""
    return {run for text in texts for word in plain(text).split() for run in runs_of_word(word)}


def runs_of_word(word: str) -> Iterator[str]:
    """Return every run of one stretch of letters and characters."""
    yield from word_runs(word)
    for syllables in read_text(word):
        yield from sound_runs(syllables)


def person_runs(people: Iterable[Person]) -> set[str]:
    """Return every run of personal data."""
    return {run for person in people for run in runs_of_person(person.name, person.phone)}


def runs_of_person(name: str, phone: str) -> Iterator[str]:
    """Return every run of somebody's name and telephone."""
    yield from phone_runs(phone)
    if name:
        yield from name_runs(name, read_name(name))


def whole_runs(case: Case, people: Iterable[Person], entries: Iterable[Entry]) -> set[str]:
    """Return every run of a case with these people and these lines of its timeline."""
    texts = [*own_texts(case), *(line.words for line in entries if line.words)]
    return text_runs(texts) | person_runs(people)
