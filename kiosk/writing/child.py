"""The process that an engine lives in: first it prepares its files, then it answers line by line.

Each line is one JSON list; the answer is one line. Nothing of what is asked is kept, written or logged.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kiosk.writing import index
from kiosk.writing.engine import PAGE, Decoder
from kiosk.writing.overlay import Learned, Overlay, OwnWord
from kiosk.writing.syllables import Cutter, clean

MOST_PAGES = 25
"""Pages that are offered for one composition."""
MOST_SYLLABLES = 16
"""Syllables that are looked at together: longer ones, all of first letters, would take an engine too long."""
LONGEST_OWN = 16
CALM = 10
"""How far whoever makes the lexicon stands back: somebody may be tapping meanwhile."""


def prepare(asked: dict[str, Any]) -> dict[str, str]:
    """Make what an engine needs, once, and say where it is."""
    from kiosk.writing import rime

    directory = Path(asked["cache"] or index.cache_directory())
    with alone(directory):
        lexicon = index.prepare(directory, asked["language"])
        words = own_words(directory, asked["words"], asked["language"])
        made = {"lexicon": str(lexicon), "words": str(words), "rime": ""}
        if asked["engine"] != "small" and rime.library():
            made["rime"] = str(rime.prepare(lexicon))
    return made


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """Let one process at a time make files here, and remove what one that was killed left half made."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for path in directory.iterdir():
            if path.suffix[1:].isdecimal():  # every name ends in its maker's number until it is whole
                index.remove(path)
        yield


def own_words(directory: Path, given: list[str], language: str) -> Path:
    """Read the hospital's own words aloud into a file, unless the same words were read before."""
    from kiosk.writing import lexicon, scripts

    named = hashlib.sha256(json.dumps([given, language]).encode()).hexdigest()[:16]
    path = directory / f"words-{index.fingerprint()}-{named}.json"
    if not path.exists():
        theirs = [word for word in given if lexicon.HANZI.fullmatch(word.partition("|")[0])]
        ours = lexicon.hospital_words()
        read = [lexicon.split(word) for word in [*theirs, *ours]]
        texts = scripts.converter(language)([text for text, _ in read])
        rows = [
            (text, reading, place < len(theirs))
            for place, (text, (_, reading)) in enumerate(zip(texts, read, strict=True))
            if len(text) == len(reading) <= LONGEST_OWN
        ]
        made = path.with_suffix(f".{os.getpid()}")
        made.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        made.replace(path)
    return path


class Session:
    """An engine with the hospital's words over it, answering one question at a time."""

    def __init__(self, asked: dict[str, Any]) -> None:
        lexicon = index.Index(Path(asked["lexicon"]))
        self.cutter = Cutter(lexicon.syllables(), asked["fuzzy"])
        self.decoder = _decoder(asked, lexicon)
        rows = json.loads(Path(asked["words"]).read_text(encoding="utf-8"))
        own = [OwnWord(text, tuple(reading), is_given) for text, reading, is_given in rows]
        learned = Learned(Path(asked["learned"]) if asked["learned"] else None)
        self.overlay = Overlay(own, self.cutter, learned)

    def type(self, composition: str, page: int) -> list[Any]:
        """Answer with the parted composition, one page of candidates, and whether there is more."""
        letters = clean(composition)
        page = max(0, min(page, MOST_PAGES))
        most = (page + 1) * PAGE + 1
        head = self.cutter.head(letters, MOST_SYLLABLES)
        found = self.overlay.lay(head, self.decoder.decode(head, most + PAGE)) if head else []
        return [self.cutter.parted(letters), found[page * PAGE : (page + 1) * PAGE], len(found) >= most]

    def choose(self, text: str) -> bool:
        """Learn from a choice if it is an own word."""
        return self.overlay.choose(text)


def _decoder(asked: dict[str, Any], lexicon: index.Index) -> Decoder:
    """Open librime when it was prepared, else our own engine."""
    if asked["rime"]:
        from kiosk.writing.rime import RimeEngine

        return RimeEngine(lexicon, Path(asked["rime"]), asked["fuzzy"])
    from kiosk.writing.small import SmallEngine

    return SmallEngine(lexicon, asked["fuzzy"])


def serve() -> None:
    """Answer until the parent closes the line, which it also does by dying."""
    # A crash must not leave a picture of the memory, with a patient's words in it, on the disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    session = Session(json.loads(sys.stdin.readline()))
    session.type("ni", 0)
    _say("ready")
    try:
        for line in sys.stdin:
            act, *given = json.loads(line)
            _say(session.type(*given) if act == "type" else session.choose(*given))
    finally:
        session.decoder.close()


def _say(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:] == ["prepare"]:
        os.nice(CALM)
        _say(prepare(json.loads(sys.stdin.readline())))
    else:
        serve()
