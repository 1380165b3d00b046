"""A text told without anybody: names, telephones, numbers and days are taken out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from kiosk.rules.filling import surname
from kiosk.rules.numbers import parse_case_number

HAN = "\u3400-\u9fff"
TITLES = (
    "护士长|護士長|护士|護士|医生|醫生|医师|醫師|大夫|主任|教授|院长|院長|科长|科長|老师|老師|师傅|師傅|先生|女士|小姐|"
    "太太|阿姨|奶奶|爷爷|爺爺|大爷|大爺|大妈|大媽|大姐|大哥|同志"
)
SURNAMES = (
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮董萧蕭曹袁邓鄧许許傅沈曾彭吕呂"
    "苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鐘汪田任姜范范姚谭譚廖邹鄒熊陆陸郝孔崔邱秦侯邵孟龙龍段钱錢汤湯"
)
"""Those that are hardly ever another word before a title."""
DIGIT = "0-9\uff10-\uff19"
SPOKEN = "〇零一二三四五六七八九幺两"
FEWEST_DIGITS = 5
"""Digits that make a number of somebody: shorter ones are hours, fees and floors."""

_BETWEEN = r"[ \t\-–—−.()（）/·]{0,2}"
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DAYS = re.compile(
    rf"[{DIGIT}]{{2,4}}\s*年\s*[{DIGIT}]{{1,2}}\s*月(?:\s*[{DIGIT}]{{1,2}}\s*[日号號])?"
    rf"|[{DIGIT}]{{1,2}}\s*月\s*[{DIGIT}]{{1,2}}\s*[日号號]?"
    rf"|(?:[{SPOKEN}十]{{2,4}}年)?[{SPOKEN}十]{{1,3}}月[{SPOKEN}十]{{1,3}}[日号號]"
    rf"|(?<![{DIGIT}])(?:19|20)[{DIGIT}]{{2}}[-/.年][{DIGIT}]{{1,2}}[-/.月][{DIGIT}]{{1,2}}日?(?![{DIGIT}])"
    rf"|(?<![{DIGIT}])[{DIGIT}]{{1,2}}[/.][{DIGIT}]{{1,2}}[/.](?:19|20)?[{DIGIT}]{{2}}(?![{DIGIT}])"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTHS})[a-z]*\.?(?:,?\s+\d{{4}})?"
    rf"|\b(?:{_MONTHS})[a-z]*\.?\s+\d{{1,2}}\b(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
_CASE = re.compile(r"\b[0-9A-Z](?:[- ]?[0-9A-Z]){8}\b", re.IGNORECASE | re.ASCII)
_LONG = re.compile(rf"[+(（]?(?:[{DIGIT}]{_BETWEEN}){{{FEWEST_DIGITS - 1},}}[{DIGIT}][Xx]?")
_MIXED = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Za-z_-]*\d)(?=[0-9A-Za-z_-]*[A-Za-z])[0-9A-Za-z_-]{5,}")
_SAID = re.compile(rf"[{SPOKEN}]{{7,}}")
_BED = re.compile(rf"[{DIGIT}]+\s*(?=床)")
_TITLED = re.compile(rf"[{SURNAMES}](?=(?:{TITLES}))|(?<=[小老])[{SURNAMES}]")
_CALLED = re.compile(rf"(?<=[我名]叫)[{SURNAMES}][{HAN}]{{1,2}}|(?<=姓名[:：])[{HAN}]{{2,4}}")
_ENGLISH = re.compile(
    r"\b(Dr|Mr|Mrs|Ms|Miss|Nurse|Doctor|Professor|Prof)(\.?) [A-Z][\w'-]+(?: [A-Z][\w'-]+)?"
)


class Signs(NamedTuple):
    """What stands in the place of what was taken out."""

    name: str
    surname: str
    day: str
    number: str
    bed: str


CHINESE = Signs("某某", "某", "某月某日", "（号码）", "某")
LATIN = Signs("[name]", "[name]", "[day]", "[number]", "[number] ")


def anonymised(words: str, names: Iterable[str], numbers: Iterable[str] = ()) -> str:
    """Return words without the names and numbers that are known, nor any that look like somebody's."""
    signs = CHINESE if re.search(f"[{HAN}]", words) else LATIN
    for known, sign in ((_forms(names), signs.name), (set(numbers), signs.number)):
        if pattern := _any(known):
            words = pattern.sub(sign, words)
    words = _ENGLISH.sub(rf"\1\2 {LATIN.name}", words)
    words = _CALLED.sub(signs.name, words)
    words = _TITLED.sub(signs.surname, words)
    words = _DAYS.sub(signs.day, words)
    words = _CASE.sub(lambda found: signs.number if parse_case_number(found[0]) else found[0], words)
    for pattern in (_MAIL, _LONG, _MIXED, _SAID):
        words = pattern.sub(signs.number, words)
    return _BED.sub(signs.bed, words)


def names_somebody(words: str, names: Iterable[str]) -> bool:
    """Tell whether a sentence holds one of some names, or a number that could be somebody's."""
    known = _any(_forms(filter(None, names)))
    return without_numbers(words) != words or bool(known and known.search(words))


def without_numbers(words: str) -> str:
    """Return words without what could be a telephone or a number of somebody."""
    for pattern in (_MAIL, _LONG, _SAID):
        words = pattern.sub("…", words)
    return words


def _forms(names: Iterable[str]) -> set[str]:
    """Return names as a text may have them: whole, and without the surname where that still names one."""
    found = set()
    for name in names:
        name = " ".join(name.split())
        given = name[len(surname(name)) :] if surname(name) else ""
        found |= {name, given if len(given) > 1 else ""}
        if name.isascii():
            found |= {part for part in name.split() if len(part) > 3}
    return {form for form in found if len(form) > 1}


def _any(known: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of some texts, the longest first, however they are spaced and written."""
    ordered = sorted(filter(None, known), key=lambda one: (-len(one), one))
    return re.compile("|".join(map(_loosely, ordered)), re.IGNORECASE) if ordered else None


def _loosely(text: str) -> str:
    letters = [re.escape(c) for c in text if not c.isspace()]
    spaced = r"[\s·.]{0,2}".join(letters)
    return rf"(?<![A-Za-z]){spaced}(?![A-Za-z])" if text.isascii() else spaced
