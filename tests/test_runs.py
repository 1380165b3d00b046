"""Runs: what a text is found by."""

import re

from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from kiosk.imports.reading import SURNAMES, WORDS
from kiosk.rules import runs
from kiosk.rules.syllables import SYLLABLES
from kiosk.services.search_runs import Marks, person_runs, read, read_name, read_text, text_runs

LETTERS = "挂号窗口退费等候很久轮椅坏了银行长期空调重复旅女 ，。AbB超ct123ü\n"
TEXTS = st.text(LETTERS, min_size=1, max_size=24)
MARKS = Marks(b"k" * 32)


def finds(expression: str, held: set[str]) -> bool:
    """Answer a full-text expression over the runs of one text, as the index would."""
    told = re.sub(r"[a-z2-7]{6}", lambda mark: str(mark[0] in held), expression)
    return bool(eval(told.replace("AND", "and").replace("OR", "or")))


def held(text: str) -> set[str]:
    """Return the marks of a text."""
    return {MARKS[run] for run in text_runs([text])}


def asked(word: str, is_personal: bool = False) -> str:
    """Return the expression of one word."""
    return runs.expression([word], MARKS.__getitem__, is_personal)


@hypothesis(deadline=None)
@given(TEXTS, st.data())
def test_every_part_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    words = runs.plain(text).split()
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    begin = data.draw(st.integers(0, len(word) - 1))
    part = word[begin : data.draw(st.integers(begin + 1, len(word)))]
    assert finds(asked(part), held(text))


@hypothesis(deadline=None)
@given(TEXTS)
def test_what_a_word_sounds_like_is_never_missed(text: str) -> None:
    for syllables in read_text(text):
        for at in range(len(syllables)):
            whole = "".join(syllables[at:])
            for length in range(2, min(len(whole), 30) + 1):
                typed = whole[:length]
                assert runs.sounds(typed, syllables)
                assert finds(asked(typed), held(text)), typed
        initials = "".join(one[0] for one in syllables)
        for at in range(len(initials) - 1):
            for end in range(at + 2, min(len(initials), at + 30) + 1):
                assert finds(asked(initials[at:end]), held(text))


def test_a_word_is_found_by_its_letters_and_by_its_initials() -> None:
    text = "请到三号窗口办理退费"
    for word in ("退费", "窗", "chuangkou", "tuifei", "tuif", "tf", "ckbl", "chuang"):
        assert finds(asked(word), held(text)), word
    for word in ("挂号", "guahao", "gh", "xz"):
        assert not finds(asked(word), held(text)), word


def test_letters_may_be_parted_into_syllables_in_more_than_one_way() -> None:
    ways = set(runs.splits("xian"))
    assert (("xi",), "an") in ways and ((), "xian") in ways


def test_letters_that_part_in_countless_ways_ask_a_short_question() -> None:
    assert len(asked("an" * 15, is_personal=True)) < 20_000
    assert finds(asked("xianxianxianxian"), held("先先先先"))


def test_every_character_is_read_as_a_syllable_that_is_known() -> None:
    assert {read(chr(code)) for code in range(0x4E00, 0xA000)} - {""} <= SYLLABLES
    assert {one for said in (*SURNAMES.values(), *WORDS.values()) for one in said.split()} <= SYLLABLES


def test_whoever_may_not_search_people_never_asks_for_them() -> None:
    from kiosk.records import Person

    held = {MARKS[run] for run in person_runs([Person(name="王秀英", phone="13812345678")])}
    for word in ("王", "秀英", "wxy", "wangxiuying", "5678", "13812345678"):
        assert finds(asked(word, is_personal=True), held), word
        assert not finds(asked(word), held), word


def test_a_surname_is_found_in_both_of_its_readings() -> None:
    assert any(runs.sounds("ceng", syllables) for syllables in read_name("曾小明"))
    assert any(runs.sounds("zengxm", syllables) for syllables in read_name("曾小明")) is False
    assert any(runs.sounds("zengxiao", syllables) for syllables in read_name("曾小明"))


def test_a_phone_answers_to_the_whole_of_it_and_to_its_end() -> None:
    assert runs.calls("13812345678", "13812345678")
    assert runs.calls("5678", "13812345678")
    assert not runs.calls("678", "13812345678")
    assert not runs.calls("1234", "13812345678")


@hypothesis(deadline=None)
@given(st.text(max_size=40))
def test_marks_are_words_that_the_index_keeps(text: str) -> None:
    assert all(re.fullmatch("[a-z2-7]{6}", MARKS[run]) for run in text_runs([text]))


def test_another_register_keeps_other_marks() -> None:
    assert Marks(b"a" * 32)["w挂号"] != Marks(b"b" * 32)["w挂号"]


def test_wide_letters_and_capitals_are_the_same_letters() -> None:
    assert runs.plain("Ｂ超，CT-123") == "b超 ct 123"
    assert runs.asked("  挂号 挂号\t慢 ") == ["挂号", "慢"]
