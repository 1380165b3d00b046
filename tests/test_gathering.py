"""Common matters: which cases say the same, and what exactly they share."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.gathering import FEWEST_CASES, Told, gather

BEDS = (
    "病房陪伴床太少，家属晚上只能睡椅子",
    "希望多放几张陪伴床，家属晚上没地方睡",
    "没有陪伴床，家属晚上睡在走廊",
)
OTHERS = ("收费窗口多收了三十元", "护士问路不理人", "等了两个小时没有人叫号", "停车场的入口看不见")


def told(words: tuple[str, ...], first: int = 0, category: str = "ward", department: str = "") -> list[Told]:
    return [Told(first + n, category, department, text) for n, text in enumerate(words)]


def test_cases_that_say_the_same_are_one_matter_and_it_is_said_what_they_share() -> None:
    """CMP-15: many patients miss a bed for whoever stays with them."""
    [group] = gather([*told(OTHERS, 10), *told(BEDS)])
    assert set(group.keys) == {0, 1, 2}
    assert group.category == "ward"
    assert group.department == ""
    assert group.shared[0] == "家属晚上"
    assert "陪伴床" in group.shared


def test_two_cases_are_no_common_matter() -> None:
    """CMP-15: two may be chance."""
    assert gather(told(BEDS[:2])) == []


def test_the_same_words_about_other_things_in_other_places_are_no_common_matter() -> None:
    """CMP-15: without a category or a department in common nothing is suggested."""
    cases = [Told(n, f"c{n}", f"d{n}", text) for n, text in enumerate(BEDS)]
    assert gather(cases) == []
    shared = gather([Told(n, f"c{n}", "surgery", text) for n, text in enumerate(BEDS)])
    assert [(group.category, group.department) for group in shared] == [("", "surgery")]


def test_english_words_are_shared_too() -> None:
    words = ("blankets too thin at night", "thin blankets, cold at night", "at night the blankets are thin")
    [group] = gather(told(words))
    assert {"blankets", "thin", "night"} == set(group.shared)


TEXTS = st.lists(
    st.builds(
        lambda words, category, department: (words, category, department),
        st.one_of(st.sampled_from(BEDS + OTHERS), st.text(alphabet="床被饭水冷脏吵慢远贵", max_size=20)),
        st.sampled_from(["", "ward", "food"]),
        st.sampled_from(["", "surgery"]),
    ),
    max_size=30,
)


@given(TEXTS)
def test_a_case_stands_in_one_group_at_most_and_the_same_cases_give_the_same_groups(
    found: list[tuple[str, str, str]],
) -> None:
    """CMP-15: suggestions are explainable: they depend on the cases alone."""
    cases = [Told(n, category, where, words) for n, (words, category, where) in enumerate(found)]
    groups = gather(cases)
    keys = [key for group in groups for key in group.keys]
    assert len(keys) == len(set(keys))
    assert all(len(group.keys) >= FEWEST_CASES for group in groups)
    assert all(group.category or group.department for group in groups)
    assert all(group.shared for group in groups)
    assert gather(cases) == groups
