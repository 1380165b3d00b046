"""People find things by what they would type: Chinese, pinyin, initials or English."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.rules.finding import find, keys_for

THINGS = {
    "register": keys_for(["挂号", "掛號", "Book an appointment", "怎么挂号"], ["gua hao", "zen me gua hao"]),
    "cardiology": keys_for(
        ["心血管内科", "心血管內科", "Cardiology"],
        ["xin xue guan nei ke"],
    ),
    "neurology": keys_for(["神经内科", "神經內科", "Neurology"], ["shen jing nei ke"]),
    "internal": keys_for(["内科", "內科", "Internal medicine"], ["nei ke"]),
    "xray": keys_for(["X光检查", "X光檢查", "X-ray"], ["x guang jian cha"]),
    "women": keys_for(["女性健康", "Women's health"], ["nü xing jian kang"]),
    "refund": keys_for(["怎么退挂号费？", "Refund of the booking fee"], ["zen me tui gua hao fei"]),
    "none": keys_for([], []),
}
few = settings(max_examples=150, deadline=None)


def found(query: str) -> list[str]:
    return find(query, list(THINGS), key=THINGS.__getitem__)


@pytest.mark.parametrize(
    ("query", "things"),
    [
        ("挂号", ["register", "refund"]),
        ("掛號", ["register"]),
        ("guahao", ["register", "refund"]),
        ("gua hao", ["register", "refund"]),
        ("GUAH", ["register", "refund"]),
        ("gh", ["register", "refund"]),
        ("ＧＨ", ["register", "refund"]),
        ("内科", ["internal", "cardiology", "neurology"]),
        ("內科", ["internal", "cardiology", "neurology"]),
        ("neike", ["internal", "cardiology", "neurology"]),
        ("nk", ["internal", "cardiology", "neurology"]),
        ("xxgnk", ["cardiology"]),
        ("xinxue", ["cardiology"]),
        ("血管", ["cardiology"]),
        ("心", ["cardiology"]),
        ("cardio", ["cardiology"]),
        ("ology", ["cardiology", "neurology"]),
        ("Booking", ["refund"]),
        ("book", ["register", "refund"]),
        ("appointment book", ["register"]),
        ("booking 挂号费", ["refund"]),
        ("x-ray", ["xray"]),
        ("xray", ["xray"]),
        ("X光", ["xray"]),
        ("nvxing", ["women"]),
        ("nüxing", ["women"]),
        ("women's", ["women"]),
        ("挂号费", ["refund"]),
        ("退挂号费？", ["refund"]),
        ("uahao", []),
        ("牙科", []),
        ("？！", []),
        ("a|b\nc", []),
    ],
)
def test_what_people_type_finds_what_they_mean(query: str, things: list[str]) -> None:
    assert found(query) == things


def test_nothing_typed_shows_everything_as_it_stands() -> None:
    assert found("") == found("  ") == list(THINGS)


def test_the_best_comes_first_and_equals_stay_in_their_order() -> None:
    keys = {
        "contained": keys_for(["unregister"], []),
        "word": keys_for(["to register"], []),
        "prefix": keys_for(["registered"], []),
        "also prefix": keys_for(["registers"], []),
        "exact": keys_for(["register"], []),
    }
    ranked = find("register", list(keys), key=keys.__getitem__)
    assert ranked == ["exact", "prefix", "also prefix", "word", "contained"]


def test_a_key_is_compact_and_can_be_read() -> None:
    assert keys_for(["挂号", "Booking", "挂号"], ["gua hao"]) == "挂号|booking\ngua hao\ngh"


def test_marks_in_a_text_cannot_break_its_key() -> None:
    key = keys_for(["a|b\nc"], ["a|b\nc d"])
    assert key == "a b c\na b c d\nabcd"
    assert find("b c", ["it"], key=lambda _: key) == ["it"]


def test_a_key_of_another_make_is_a_mistake() -> None:
    with pytest.raises(ValueError):
        find("a", ["it"], key=lambda _: "abc")


words = st.text("挂号内科心血管abcXYZ ", min_size=1, max_size=12)
syllables = st.lists(st.sampled_from(["gua", "hao", "xin", "nei", "ke", "an", "e"]), min_size=1, max_size=6)


@few
@given(words, st.data())
def test_any_part_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    assert find(part, [text], key=lambda one: keys_for([one], [])) == [text]


@few
@given(syllables, st.data())
def test_pinyin_from_any_syllable_on_and_its_initials_find_a_name(
    spoken: list[str], data: st.DataObject
) -> None:
    key = keys_for(["名"], [" ".join(spoken)])
    tail = "".join(spoken[data.draw(st.integers(0, len(spoken) - 1)) :])
    typed = tail[: data.draw(st.integers(1, len(tail)))]
    initials = "".join(syllable[0] for syllable in spoken)
    assert find(typed, ["it"], key=lambda _: key) == ["it"]
    assert find(initials.upper(), ["it"], key=lambda _: key) == ["it"]


@few
@given(st.text(max_size=30), st.lists(st.text(max_size=20), max_size=5))
def test_any_query_finds_only_what_is_there_and_each_once(query: str, texts: list[str]) -> None:
    items = list(range(len(texts)))
    hits = find(query, items, key=lambda n: keys_for([texts[n]], [texts[n]]))
    assert len(set(hits)) == len(hits) and set(hits) <= set(items)


@few
@given(st.text(max_size=30))
def test_a_text_of_any_kind_makes_a_key_of_three_lines(text: str) -> None:
    assert keys_for([text], [text]).count("\n") == 2
