"""Simplified words made traditional while the lexicon is made, so that no engine carries the converter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Convert = Callable[[Sequence[str]], list[str]]


def converter(language: str) -> Convert:
    """Return what turns simplified words into the characters of a language."""
    if language != "zh_TW":
        return list
    from opencc import OpenCC

    convert = OpenCC("s2tw").convert

    def traditional(words: Sequence[str]) -> list[str]:
        return str(convert("\n".join(words))).split("\n") if words else []

    return traditional
