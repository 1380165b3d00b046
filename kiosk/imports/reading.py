"""How words are read aloud, so that they are found by pinyin and by initials."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

SURNAMES = {
    "仇": "qiu", "区": "ou", "單": "shan", "单": "shan", "卜": "bu", "召": "shao", "员": "yun", "尉": "yu",
    "折": "she", "曾": "zeng", "朴": "piao", "查": "zha", "洗": "xian", "牟": "mu", "盖": "ge", "种": "chong",
    "秘": "bi", "翟": "zhai", "能": "nai", "解": "xie", "重": "chong", "覃": "qin", "乐": "yue", "黑": "he",
    "區": "ou", "蓋": "ge", "樂": "yue", "尉迟": "yu chi", "尉遲": "yu chi", "万俟": "mo qi",
}  # fmt: skip
"""Surnames that are read otherwise than the same character in a word."""

WORDS = {
    "银行": "yin hang", "重新": "chong xin", "重复": "chong fu", "调整": "tiao zheng", "空调": "kong tiao",
    "大夫": "dai fu", "便宜": "pian yi", "音乐": "yin yue", "睡觉": "shui jiao", "长期": "chang qi",
    "多长": "duo chang", "延长": "yan chang", "时长": "shi chang", "减少": "jian shao", "人参": "ren shen",
}  # fmt: skip
"""Words of a hospital in which a character is not read as it mostly is."""


def readings(words: Iterable[str], is_name: bool = False) -> list[str]:
    """Return how each text is read, its syllables parted by spaces; a surname in both of its readings."""
    found: list[str] = []
    for text in dict.fromkeys(words):
        plain = _read(text)
        found += [reading for reading in (_read_name(text) if is_name else "", plain) if reading]
    return list(dict.fromkeys(found))


def _read_name(name: str) -> str:
    for length in (2, 1):
        if surname := SURNAMES.get(name[:length]):
            return f"{surname} {_read(name[length:])}".strip()
    return ""


def _read(text: str) -> str:
    han = "".join(letter for letter in text if "\u4e00" <= letter <= "\u9fff")
    if not han:
        return ""
    return " ".join(_pypinyin().lazy_pinyin(han))


@lru_cache
def _pypinyin() -> Any:
    # Its own table of phrases costs half a second and 40 MiB.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    import pypinyin

    pypinyin.load_phrases_dict({word: [[part] for part in said.split()] for word, said in WORDS.items()})
    return pypinyin
