"""The words that can be written: how often each is said, and how it is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from math import log
from typing import NamedTuple

OWN, SAID = 0.2, 0.15
"""How much of what is written at a hospital's desk is its own words, and the words within its own phrases."""

LONGEST = 6
RARE = 2e-8
HANZI = re.compile("[\u4e00-\u9fff]+")
SECOND_READING, RARE_READING = 1.0, 9.0
"""What a character costs more when it is read in its second way, and in one that hardly anybody uses."""

SECOND = """
的di 了liao 得dei 得de 地di 地de 着zhao 着zhe 着zhuo 还hai 还huan 都dou 都du 重zhong 重chong 长chang
长zhang 行xing 行hang 会hui 觉jue 觉jiao 便bian 便pian 调diao 调tiao 乐le 乐yue 血xue 血xie 差cha
差chai 率lv 率shuai 没mei 没mo 大da 大dai 降jiang 降xiang 单dan 参can 参shen 角jiao 角jue 给gei 给ji
和he 和huo 系xi 系ji 弹dan 弹tan 藏cang 藏zang 传chuan 传zhuan 朝chao 朝zhao 度du 卡ka 卡qia 壳ke
模mo 模mu 什shen 什shi 似si 似shi 宿su 提ti 校xiao 校jiao 削xiao 削xue 咽yan 粘zhan 粘nian 折zhe
折she 奇qi 色se 厦sha 厦xia 强qiang 省sheng 省xing 朴pu 朴piao 区qu 石shi 薄bao 薄bo 那na 那nei 哪na
哪nei 这zhe 这zhei 吓xia 吓he 嚼jiao 露lu 露lou 落luo 落la 绿lv 熟shu 熟shou 谁shui 谁shei 尿niao
圈quan 圈juan 吐tu 拆chai 车che 不bu 一yi 啊a
""".split()
"""Characters with the readings that people do use beside the usual one."""


USUAL = {"长": "chang", "佛": "fo", "似": "si", "嗯": "en", "血": "xue", "粘": "zhan"}
"""What the pinyin library takes for the second reading."""


SPOKEN = {"血xie": "xue", "塞se": "sai"}
"""Readings that words have in dictionaries, and what people say and type."""


class Word(NamedTuple):
    """A word with its reading and what it costs to believe in it (-ln of its share)."""

    text: str
    reading: tuple[str, ...]
    cost: float


def hospital_groups(name: str = "words.txt") -> dict[str, list[str]]:
    """Read one of our own lists: its groups and their words, with readings after a bar where need be."""
    groups: dict[str, list[str]] = {}
    words: list[str] = []
    for line in (files("kiosk.writing") / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            words = groups.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            words.extend(line.split())
    return groups


def hospital_words() -> list[str]:
    """Return each of the hospital's own words once."""
    return list(dict.fromkeys(word for group in hospital_groups().values() for word in group))


def hospital_phrases() -> list[str]:
    """Return what is said in more than one word: longer entries, and our sentences between their marks."""
    entries = [word.partition("|")[0] for word in hospital_words()]
    sentences = [
        part
        for group in hospital_groups("sentences.txt").values()
        for line in group
        for part in HANZI.findall(line)
    ]
    return [phrase for phrase in [*entries, *sentences] if len(phrase) > 2]


def split(word: str) -> tuple[str, tuple[str, ...]]:
    """Part a word from the reading after its bar, or read it."""
    text, _, given = word.partition("|")
    return text, tuple(given.split("'")) if given else reading(text)


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    from pypinyin.constants import PHRASES_DICT

    return {text: tuple(plain(sounds[0]) for sounds in read) for text, read in PHRASES_DICT.items()}


@cache
def character(text: str) -> tuple[str, ...]:
    """Return every reading of one character, the usual one first."""
    from pypinyin.constants import PINYIN_DICT

    sounds = (plain(sound) for sound in PINYIN_DICT.get(ord(text), "").split(",") if sound)
    usual = (USUAL[text],) if text in USUAL else ()
    return tuple(dict.fromkeys(sound for sound in (*usual, *sounds) if set(sound) & set("aeiouv")))


@cache
def plain(sound: str) -> str:
    """Take the tone off a syllable and write ü as v."""
    from pypinyin.contrib.tone_convert import to_normal

    return to_normal(sound, v_to_u=True).replace("ü", "v").replace("ê", "e")


def reading(text: str) -> tuple[str, ...]:
    """Read a word: the longest known phrases first, then character by character."""
    read: list[str] = []
    while text:
        for end in range(min(len(text), 8), 0, -1):
            known = _phrases().get(text[:end])
            if known or end == 1:
                read += known or character(text[0])[:1]
                text = text[end:]
                break
    return tuple(read)


def frequencies() -> dict[str, float]:
    """Return how often words are said: everyday language mixed with the hospital's own."""
    own = [word.partition("|")[0] for word in hospital_words()]
    said = {word: often * (1 - OWN - SAID) for word, often in everyday().items()}
    for word in own:
        said[word] = said.get(word, 0.0) + OWN / len(own)
    within = Counter(word for phrase in hospital_phrases() for word in segment(phrase, said))
    for word, count in within.items():
        said[word] = said.get(word, 0.0) + SAID * count / within.total()
    return said


def everyday() -> dict[str, float]:
    """Return how often words are said in everyday language."""
    from wordfreq import get_frequency_dict

    listed = get_frequency_dict("zh", "large").items()
    return {
        word: often
        for word, often in listed
        if often >= RARE and len(word) <= LONGEST and HANZI.fullmatch(word)
    }


def words(said: dict[str, float]) -> Iterator[Word]:
    """Yield every word in each of its readings."""
    given = dict(split(word) for word in hospital_words() if "|" in word)
    for text, often in said.items():
        read = given.get(text) or reading(text)
        if 1 < len(text) == len(read):
            for one in spoken(text, read):
                yield Word(text, one, -log(often))
    yield from characters(said)


def spoken(text: str, read: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a reading, and the everyday one where the dictionary's is bookish."""
    yield read
    said = tuple(SPOKEN.get(one + sound, sound) for one, sound in zip(text, read, strict=True))
    if text.endswith("不着"):
        said = (*said[:-1], "zhao")
    if said != read:
        yield said


def characters(said: dict[str, float]) -> Iterator[Word]:
    """Yield single characters: said alone, or known from words, in each of their readings."""
    seen = set(said) | {one for word in said for one in word}
    for text in sorted(one for one in seen if len(one) == 1):
        cost = -log(said.get(text, RARE / 10))
        for place, read in enumerate(character(text)):
            yield Word(text, (read,), cost + _second(text, read, place))


@cache
def _usual() -> frozenset[str]:
    return frozenset(SECOND)


def _second(text: str, read: str, place: int) -> float:
    """Return what a reading costs more than the usual one."""
    if place == 0:
        return 0.0
    return SECOND_READING if text + read in _usual() else RARE_READING


def pairs(phrases: Iterable[str], said: dict[str, float]) -> Iterator[tuple[str, str]]:
    """Yield which word follows which in what people say; an empty word stands for the beginning."""
    for phrase in phrases:
        parts = segment(phrase, said)
        yield from zip(["", *parts], parts, strict=False)


def segment(phrase: str, said: dict[str, float]) -> list[str]:
    """Cut a phrase into the words that it is most likely made of, never into itself alone."""
    best: list[tuple[float, list[str]]] = [(0.0, [])]
    for end in range(1, len(phrase) + 1):
        ways = []
        for start in range(max(0, end - LONGEST), end):
            word = phrase[start:end]
            if (word in said or end - start == 1) and word != phrase:
                cost, before = best[start]
                ways.append((cost - log(said.get(word, RARE)), [*before, word]))
        best.append(min(ways))
    return best[-1][1]
