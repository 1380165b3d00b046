"""Engines to write with in tests; the lexicon is made once and kept for the next run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kiosk.writing.process import ChildWriting
from kiosk.writing.rime import library

ENGINES = ("rime", "small") if library() else ("small",)


@pytest.fixture(scope="session")
def lexicons(one_cache: Path) -> Path:
    """Return where lexicons are kept, between runs as well; their names say what they were made from."""
    place = one_cache / "kiosk" / "writing"
    place.mkdir(parents=True, exist_ok=True)
    return place


@asynccontextmanager
async def opened(
    lexicons: Path,
    engine: str = "small",
    language: str = "zh_CN",
    *,
    fuzzy: bool = False,
    words: tuple[str, ...] = (),
    data: Path | None = None,
) -> AsyncIterator[ChildWriting]:
    """Open an engine and close it again."""
    writing = ChildWriting(words, data=data, cache=lexicons, engine=engine)
    await writing.start(language, fuzzy)
    try:
        yield writing
    finally:
        await writing.close()


async def offered(writing: ChildWriting, composition: str, page: int = 0) -> list[str]:
    """Return the texts on one page of candidates."""
    return [one.text for one in (await writing.type(composition, page)).candidates]
