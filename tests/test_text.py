"""Nothing that a terminal would obey comes through the door, and everything that people write does."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from kiosk.rules.text import cells, clean, wrap

few = settings(max_examples=300, deadline=None)
UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
anything = st.text(st.characters(), max_size=60)
hostile = st.text(
    "\x1b[]P^_X0;7m\x07\\\x90\x9b\x9c\x9d\x85\u202e\u2066\u200d\u0301\ufe0f\x00a中e\n\r\t ", max_size=60
)
lone = st.text(st.characters(categories=["Cs"]) | st.sampled_from("中a"), max_size=10)

WORDS = [
    "医生态度很好，谢谢！",
    "第一行\n第二行",
    "👨\u200d👩\u200d👧 👍🏽 ❤️ 🏥",
    "ยิ้มที่นี่",
    "𠮷田さん 𰻝 龘 䶮",
    "naïve façade Zoë",
    "བོད་ཡིག",
    "شكوى",
    "№ 12 — “好” … ①℃",
    "[bold]not markup[/bold] <b>&amp;</b> '; DROP TABLE cases; --",
]


@pytest.mark.parametrize("words", WORDS)
def test_what_people_write_stays_as_it_is(words: str) -> None:
    assert clean(words) == words


@few
@given(anything | hostile | lone, st.booleans(), st.integers(0, 30))
@example("\x1b]0;" * 5000, True, 4000)
def test_no_control_comes_through_and_cleaning_twice_changes_nothing(
    text: str, lines: bool, limit: int
) -> None:
    cleaned = clean(text, limit, lines)
    assert not UNSEEN.search(cleaned)
    assert lines or "\n" not in cleaned
    assert len(cleaned) <= limit
    assert clean(cleaned, limit, lines) == cleaned
    assert cleaned.encode() and cleaned == cleaned.strip() or not cleaned


@pytest.mark.parametrize(
    ("sequence", "left"),
    [
        ("A\x1b]0;PWNED\x07B", "AB"),
        ("A\x1b]52;c;cm0gLXJm\x1b\\B", "AB"),
        ("A\x1b[31;1mB\x1b[0m", "AB"),
        ("A\x1b[?1049hB", "AB"),
        ("A\x9b31mB", "AB"),
        ("A\x9d0;title\x9cB", "AB"),
        ("A\x9d0;title\x9cB\x9cC", "ABC"),
        ("A\x1bP1$r\x1b\\B", "AB"),
        ("A\x1b_hidden\x1b\\B", "AB"),
        ("A\x1bcB\x1b(0C\x1b", "ABC"),
        ("A\x07\x00\x08\x7fB", "AB"),
    ],
)
def test_escape_sequences_leave_nothing_behind(sequence: str, left: str) -> None:
    assert clean(sequence) == left


def test_a_sequence_without_an_end_does_not_swallow_the_story() -> None:
    assert clean("医生\x1b]没有来\n我等了很久") == "医生没有来\n我等了很久"
    assert clean("医生\x9d没有来") == "医生没有来"


def test_words_cannot_be_turned_round_or_hidden() -> None:
    assert clean("a\u202eb\u2066c\u200bd\u00ade\ufefff") == "abcdef"
    assert clean("hi\U000e0041\U000e0042") == "hi"


def test_lines_end_alike_and_a_field_of_one_line_has_none() -> None:
    text = "一\r\n二\r三\u2028四\u2029五\x85六\v七"
    assert clean(text) == "一\n二\n三\n四\n五\n六\n七"
    assert clean(text, lines=False) == "一 二 三 四 五 六 七"


def test_a_letter_carries_no_heap_of_marks() -> None:
    assert clean("e" + "\u0301\u0302" * 200).count("\u0302") <= 4
    assert len(clean("a" + "\u0336\u200d" * 200)) <= 10


def test_half_a_character_shows_that_something_was_lost() -> None:
    assert clean("a\ud83db") == "a\ufffdb"
    assert clean("\ud83d\ude00") == "😀"


def test_a_name_of_unseen_signs_is_empty() -> None:
    assert clean(" \u200d\u200c\u3000\n\u200b ") == ""


def test_a_long_paste_is_cut_and_soon_done() -> None:
    assert clean("好" * 1_000_000) == "好" * 4000
    assert clean("\x1b]" * 1_000_000, limit=10) == ""


@pytest.mark.parametrize("words", ["", *WORDS[:3], *WORDS[4:6], "ｆｕｌｌ　ｗｉｄｔｈ", "한국어", "á̂", "⌚️✔️"])
def test_the_width_is_what_the_screen_says(words: str) -> None:
    for line in words.split("\n"):
        assert cells(line) == cell_len(line)


@few
@given(st.text("中文医院，。（）“” abcde.,-\n👍é", max_size=60), st.integers(2, 20))
def test_wrapped_lines_fit_and_lose_no_word(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cells(line) <= width for line in lines)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)


def test_lines_break_after_words_and_between_chinese_characters() -> None:
    assert wrap("Please bring your identity card", 12) == ["Please bring", "your", "identity", "card"]
    assert wrap("请带身份证和医保卡", 8) == ["请带身份", "证和医保", "卡"]
    assert wrap("一\n\n二", 8) == ["一", "", "二"]


def test_no_line_begins_with_a_stop_or_ends_with_an_opening_bracket() -> None:
    assert wrap("请到门诊，二楼", 8) == ["请到门", "诊，二楼"]
    assert wrap("挂号费（五元）", 8) == ["挂号费", "（五元）"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]
