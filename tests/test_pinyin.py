"""Letters cut into syllables, and the hospital's own words laid over what an engine offers."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.writing import lexicon
from kiosk.writing.engine import Candidate
from kiosk.writing.overlay import MOST_COUNTED, Learned, Overlay, OwnWord
from kiosk.writing.syllables import MOST, Cutter, blur, clean
from tests.pinyin_list import NAMES, PHRASES

SYLLABLES = frozenset(
    "a an fan fang gan gang ga ge gua hao hu li nai lai ni ren shi si tai tui fei wang xi xian "
    "ying yi sheng xiu zhang zang wei zhong zong lve nve nv".split()
)
LETTERS = st.text("abcdefghijklmnopqrstuvwxyz'", max_size=MOST)


def cutter(fuzzy: bool = False) -> Cutter:
    return Cutter(SYLLABLES, fuzzy)


def own(text: str, reading: str, is_given: bool = False) -> OwnWord:
    return OwnWord(text, tuple(reading.split()), is_given)


GUAHAO, TUIFEI = own("挂号", "gua hao"), own("退费", "tui fei")


def laid(letters: str, *words: OwnWord, fuzzy: bool = False, offer: str = "") -> list[str]:
    overlay = Overlay(words, cutter(fuzzy), Learned(None))
    engine = [Candidate(text, len(letters)) for text in offer.split()]
    return [one.text for one in overlay.lay(letters, engine)]


def test_letters_are_shown_by_syllables() -> None:
    assert cutter().parted("wangxiuying") == "wang xiu ying"
    assert cutter().parted("guah") == "gua h"
    assert cutter().parted("ysh") == "y sh"


def test_a_mark_parts_what_would_be_one_syllable() -> None:
    assert cutter().parted("xian") == "xian"
    assert cutter().parted("xi'an") == "xi an"


def test_lue_is_typed_for_lve() -> None:
    assert cutter().cut("lue")[0][0].letters == "lve"


def test_letters_that_are_no_pinyin_are_dropped() -> None:
    assert clean("Gua-HAO 1！") == "guahao"
    assert clean("'’gua") == "gua"
    assert clean("lü") == "lv"


def test_input_is_capped() -> None:
    assert len(clean("a" * 10_000)) == MOST


@given(LETTERS)
def test_no_letter_is_lost_when_shown(letters: str) -> None:
    letters = clean(letters)
    assert cutter(True).parted(letters).replace(" ", "").replace("'", "") == letters.replace("'", "")


@given(LETTERS, st.integers(1, 16))
def test_the_head_is_a_beginning(letters: str, most: int) -> None:
    assert letters.startswith(cutter().head(letters, most))


@pytest.mark.parametrize(
    ("one", "other"),
    [("zhong", "zong"), ("chi", "ci"), ("shi", "si"), ("nai", "lai"), ("fang", "fan"), ("sheng", "shen")],
)
def test_sounds_that_are_mixed_up_are_one(one: str, other: str) -> None:
    assert blur(one) == blur(other)


def test_in_and_ing_are_one() -> None:
    assert blur("yin") == blur("ying") and blur("yan") != blur("yin")


def test_an_own_word_stands_first() -> None:
    assert laid("tuifei", TUIFEI, offer="颓废 腿") == ["退费", "颓废", "腿"]


def test_first_letters_and_mixtures_find_own_words() -> None:
    assert laid("gh", GUAHAO, TUIFEI) == ["挂号"]
    assert laid("guah", GUAHAO, TUIFEI) == ["挂号"]
    assert laid("ghao", GUAHAO, TUIFEI) == ["挂号"]


def test_mixed_up_sounds_find_own_words_only_where_allowed() -> None:
    zhang = own("张伟", "zhang wei", is_given=True)
    assert laid("zangwei", zhang, fuzzy=True) == ["张伟"]
    assert laid("zangwei", zhang) == []


def test_what_only_sounds_alike_stands_after_the_engine() -> None:
    zhang = own("张伟", "zhang wei", is_given=True)
    assert laid("zangwei", zhang, fuzzy=True, offer="藏位") == ["藏位", "张伟"]


def test_the_hospitals_words_stand_before_our_list() -> None:
    theirs = own("推费", "tui fei", is_given=True)
    assert laid("tuifei", TUIFEI, theirs) == ["推费", "退费"]


def test_a_long_own_word_is_guessed_from_two_syllables() -> None:
    office = own("挂号处", "gua hao chu")
    assert laid("guahao", office, GUAHAO, offer="挂好") == ["挂号", "挂好", "挂号处"]
    assert laid("gua", office) == []


def test_a_given_name_begins_a_sentence() -> None:
    doctor = own("王秀英", "wang xiu ying", is_given=True)
    overlay = Overlay([doctor], cutter(), Learned(None))
    assert overlay.lay("wangxiuyinghao", [Candidate("王秀应好", 14)])[1] == Candidate("王秀英", 11)


def test_what_was_chosen_comes_first_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "writing.json"
    words = [own("实施", "shi shi"), own("事实", "shi shi")]
    Overlay(words, cutter(), Learned(path)).choose("事实")
    again = Overlay(words, cutter(), Learned(path)).lay("shishi", [Candidate("实施", 6)])
    assert [one.text for one in again][:2] == ["事实", "实施"]


def test_only_own_words_are_counted(tmp_path: Path) -> None:
    overlay = Overlay([GUAHAO], cutter(), Learned(tmp_path / "writing.json"))
    assert not overlay.choose("我得了重病")
    assert not (tmp_path / "writing.json").exists()
    assert overlay.choose("挂号")
    assert (tmp_path / "writing.json").read_text(encoding="utf-8") == '{"挂号": 1}'


def test_a_full_disk_does_not_stop_the_writing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    learned = Learned(tmp_path / "file" / "writing.json")
    learned.add("挂号")
    assert learned.counts == {"挂号": 1}


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"挂号": "x"}', "\x00"])
def test_damaged_counts_count_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "writing.json"
    path.write_text(text, encoding="utf-8")
    assert not Learned(path).counts


def test_counts_fade() -> None:
    learned = Learned(None)
    learned.counts.update({"挂号": MOST_COUNTED - 1, "退费": 10, "态度": 1})
    learned.add("挂号")
    assert learned.counts == {"挂号": MOST_COUNTED // 2, "退费": 5}


@given(LETTERS, st.lists(st.text("挂号退费好不", min_size=1, max_size=3), unique=True, max_size=12))
def test_no_candidate_of_the_engine_is_lost(letters: str, texts: list[str]) -> None:
    engine = [Candidate(text, 1) for text in texts]
    laid_over = Overlay([GUAHAO, TUIFEI], cutter(True), Learned(None)).lay(letters, engine)
    assert {one.text for one in laid_over} >= set(texts)
    assert len({one.text for one in laid_over}) == len(laid_over)


def test_the_list_of_phrases_is_a_list_of_200() -> None:
    assert len(set(PHRASES + NAMES)) == 200 and len(NAMES) == 40
    assert all(2 <= len(phrase) <= 8 for phrase in PHRASES + NAMES)


def test_no_phrase_of_the_list_is_known_from_our_own_words() -> None:
    words = {lexicon.split(word)[0] for word in lexicon.hospital_words()}
    named = lexicon.hospital_groups("names.txt")
    assert not words & set(PHRASES + NAMES)
    assert not set(named["given"] + named["surnames"]) & set(PHRASES + NAMES)


def test_no_phrase_of_the_list_occurs_in_our_sentences() -> None:
    said = str(lexicon.hospital_groups("sentences.txt"))
    assert not [phrase for phrase in PHRASES + NAMES if phrase in said]


def test_every_own_word_is_read_character_by_character() -> None:
    wrong = [
        word
        for word in lexicon.hospital_words()
        if len(lexicon.split(word)[0]) != len(lexicon.split(word)[1])
    ]
    assert not wrong


def test_readings_are_those_that_people_type() -> None:
    assert lexicon.reading("银行卡") == ("yin", "hang", "ka")
    assert lexicon.reading("重新排队") == ("chong", "xin", "pai", "dui")
    assert lexicon.split("大夫|dai'fu") == ("大夫", ("dai", "fu"))
    assert list(lexicon.spoken("抽血", ("chou", "xie"))) == [("chou", "xie"), ("chou", "xue")]


def test_a_phrase_is_cut_into_its_likeliest_words() -> None:
    said = {"医生": 1e-4, "态度": 1e-4, "不好": 1e-4, "不": 1e-3, "医生态度": 1e-12}
    assert lexicon.segment("医生态度不好", said) == ["医生", "态度", "不好"]
    assert list(lexicon.pairs(["态度不好"], said)) == [("", "态度"), ("态度", "不好")]
