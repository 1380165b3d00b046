"""A teaching case names nobody: what stood in the case does not stand in what is told of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.anonymous import anonymised, without_numbers
from kiosk.rules.numbers import case_number

FILLING = st.text(
    alphabet="的了在说等有很多人一直没去到楼下问过又回来医院窗口，。！？；\n 老小abc", max_size=20
)
GIVEN = st.sampled_from(["秀英", "建国", "小明", "丽", "志强", "美娟", "浩然", "文静", "伟"])
NAMES = st.builds(lambda first, given: first + given, st.sampled_from([*"王李张刘陈高安", "欧阳"]), GIVEN)
DIGITS = st.integers
PHONES = st.one_of(
    DIGITS(13000000000, 19999999999).map(str),
    DIGITS(13000000000, 19999999999).map(lambda n: f"{str(n)[:3]} {str(n)[3:7]} {str(n)[7:]}"),
    DIGITS(13000000000, 19999999999).map(lambda n: f"{str(n)[:3]}-{str(n)[3:7]}-{str(n)[7:]}"),
    DIGITS(80000000, 89999999).map(lambda n: f"0571-{n}"),
    DIGITS(13000000000, 19999999999).map(lambda n: f"+86 {n}"),
    DIGITS(13000000000, 19999999999).map(
        lambda n: str(n).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
    ),
    DIGITS(13000000000, 19999999999).map(
        lambda n: str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    ),
)
IDENTITIES = st.builds(
    lambda place, day, n, last: f"{place}{day:%Y%m%d}{n:03}{last}",
    DIGITS(110000, 659999),
    st.dates(),
    DIGITS(0, 999),
    st.sampled_from("0123456789Xx"),
).filter(lambda text: len(text) == 18)
DAYS = st.builds(
    lambda day, form: form.format(y=day.year, m=day.month, d=day.day),
    st.dates(min_value=__import__("datetime").date(1920, 1, 1)),
    st.sampled_from(
        [
            "{y}年{m}月{d}日",
            "{m}月{d}号",
            "{y}-{m:02}-{d:02}",
            "{y}/{m}/{d}",
            "{y}.{m}.{d}",
            "{y:04}{m:02}{d:02}",
        ]
    ),
)
NUMBERS = DIGITS(0, 32**6 - 1).map(lambda n: case_number("KX", n))


def bare(text: str) -> str:
    return re.sub(r"[\s\-()·]", "", text)


@given(
    names=st.lists(NAMES, min_size=1, max_size=4),
    planted=st.lists(st.one_of(PHONES, IDENTITIES, DAYS, NUMBERS), max_size=6),
    filling=st.lists(FILLING, min_size=11, max_size=11),
)
def test_nothing_that_was_planted_survives(names: list[str], planted: list[str], filling: list[str]) -> None:
    """TRN-01: names, telephones, identity and case numbers and days are gone, wherever they stood."""
    parts = [*names, *planted]
    words = "，".join(f"{before}。{part}" for before, part in zip(filling, parts, strict=False))
    told = anonymised(words, names)
    for part in parts:
        assert part not in told
        assert bare(part) not in bare(told)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("我叫王秀英，找李医生", "我叫某某，找某医生"),
        ("张护士长让老陈带我去3床", "某护士长让老某带我去某床"),
        ("王 秀 英 2026年9月18日来的", "某某 某月某日来的"),
        ("秀英说等了两小时，多收30元", "某某说等了两小时，多收30元"),
        ("微信 wxid_a12b，邮箱 a.b@c.com", "微信 （号码），邮箱 （号码）"),
        ("医生态度不好，问了三次", "医生态度不好，问了三次"),
        ("Dr. Miller saw me on 18 Sep 2026", "Dr. [name] saw me on [day]"),
        ("Call +44 20 7946 0958, wait 2 hours", "Call [number], wait 2 hours"),
    ],
)
def test_what_is_left_still_tells_what_happened(words: str, told: str) -> None:
    """TRN-01: hours, sums and places stay, so that one can learn from it."""
    assert anonymised(words, ["王秀英"]) == told


def test_a_name_is_found_in_any_spelling_that_is_known() -> None:
    """TRN-01: a staff member's names in three languages are all taken out, and no other word is."""
    names = ["何美娟", "He Meijuan"]
    assert anonymised("he meijuan said hello, 美娟也在", names) == "某某 said hello, 某某也在"
    assert anonymised("The hello of MEIJUAN", names) == "The hello of [name]"


def test_a_question_keeps_no_number_that_could_be_somebodys() -> None:
    """TRN-03: what nobody could answer is kept without telephones and the like."""
    assert without_numbers("138 1234 5678 能查吗") == "… 能查吗"
    assert without_numbers("3楼挂号多少钱 a@b.cn") == "3楼挂号多少钱 …"
