"""What can be written: phrases and names that patients write, by each engine that this machine has."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kiosk.writing.engine import PAGE, Offer
from kiosk.writing.process import ChildWriting
from tests.pinyin_list import NAMES, PHRASES
from tests.typist import summed, typed, write_all
from tests.writing import ENGINES, lexicons, offered, opened

__all__ = ["lexicons"]


@pytest.fixture(params=ENGINES)
async def writing(request: pytest.FixtureRequest, lexicons: Path) -> AsyncIterator[ChildWriting]:
    """Open each engine for simplified Chinese."""
    async with opened(lexicons, request.param) as writing:
        yield writing


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("fuzzy", [False, True])
async def test_patients_phrases_are_written_in_few_taps(lexicons: Path, engine: str, fuzzy: bool) -> None:
    async with opened(lexicons, engine, fuzzy=fuzzy) as writing:
        figures = summed(await write_all([*PHRASES, *NAMES], writing.type))
    assert figures.reached >= 0.95
    assert figures.taps <= 1.5
    assert figures.first >= 0.78


async def test_hospital_words_come_first(writing: ChildWriting) -> None:
    for word in ("挂号", "退费", "态度", "心内科", "化验室", "排队", "阿司匹林"):
        assert (await offered(writing, typed(word)))[0] == word


async def test_first_letters_and_mixtures_are_enough(writing: ChildWriting) -> None:
    assert (await offered(writing, "gh"))[0] == "挂号"
    assert (await offered(writing, "yishengtd"))[0] == "医生态度"
    assert (await offered(writing, "ystdbh"))[0] == "医生态度不好"
    assert "服务态度" in await offered(writing, "fwtd")


async def test_a_name_comes_first_that_no_dictionary_holds(writing: ChildWriting) -> None:
    for name in ("王秀英", "李建国", "陈桂英", "欧阳建国"):
        assert (await offered(writing, typed(name)))[0] == name


async def test_a_long_phrase_is_chosen_as_one_goes(writing: ChildWriting) -> None:
    rest, taps = "我在化验室等了两个小时没有人管", 0
    composition = typed(rest)
    while rest:
        right = [one for one in (await writing.type(composition)).candidates if rest.startswith(one.text)]
        best = max(right, key=lambda one: len(one.text))
        composition = await writing.choose(composition, best)
        rest, taps = rest[len(best.text) :], taps + 1
    assert composition == "" and taps <= 5


async def test_pages_hold_what_the_pages_before_do_not(writing: ChildWriting) -> None:
    pages = [await offered(writing, "shi", page) for page in range(4)]
    everything = [text for page in pages for text in page]
    assert [len(page) for page in pages] == [PAGE] * 4
    assert len(set(everything)) == len(everything)
    assert (await writing.type("shi", 0)).has_more and not (await writing.type("shi", 24)).candidates


async def test_a_composition_is_shown_by_syllables(writing: ChildWriting) -> None:
    assert (await writing.type("wangxiuying")).composition == "wang xiu ying"


async def test_every_beginning_offers_something(writing: ChildWriting) -> None:
    for phrase in PHRASES[:40]:
        letters = typed(phrase)
        for end in range(1, len(letters) + 1):
            assert (await writing.type(letters[:end])).candidates


async def test_a_candidate_takes_no_more_than_was_typed(writing: ChildWriting) -> None:
    for letters in ("xian", "xi'an", "fangan", "guojibuzai", "zh", "lve", "nvyisheng", "jiancha'"):
        for candidate in (await writing.type(letters)).candidates:
            assert 0 < candidate.taken <= len(letters)


@pytest.mark.parametrize("engine", ENGINES)
async def test_mixed_up_sounds_are_taken_where_it_is_set(lexicons: Path, engine: str) -> None:
    alike = {"yisengtaidubuhao": "医生态度不好", "menzendating": "门诊大厅", "lainai": "奶奶"}
    async with opened(lexicons, engine, fuzzy=True) as forgiving, opened(lexicons, engine) as exact:
        for letters, word in alike.items():
            assert word in await offered(forgiving, letters)
            assert word not in await offered(exact, letters)


@pytest.mark.parametrize("engine", ENGINES)
async def test_traditional_words_for_taiwan(lexicons: Path, engine: str) -> None:
    async with opened(lexicons, engine, "zh_TW") as writing:
        assert (await offered(writing, "guahao"))[0] == "掛號"
        assert (await offered(writing, "toufa"))[0] == "頭髮"
        assert (await offered(writing, "yishengtaidubuhao"))[0] == "醫生態度不好"


@pytest.mark.parametrize("engine", ENGINES)
async def test_the_hospitals_own_names_come_first(lexicons: Path, engine: str) -> None:
    async with opened(lexicons, engine, words=("国际医学部", "王大锤", "MRI室")) as writing:
        assert (await offered(writing, "gjyxb"))[0] == "国际医学部"
        assert (await offered(writing, "wangdachui"))[0] == "王大锤"
        assert "王大锤" in await offered(writing, "wangdachuitaiduhao")


async def test_what_was_chosen_moves_forward(lexicons: Path, tmp_path: Path) -> None:
    async with opened(lexicons, data=tmp_path) as writing:
        before = (await writing.type("jiaofei")).candidates
        second = next(one for one in before[1:] if one.text in ("交费", "缴费"))
        assert await writing.choose("jiaofeitaiman", second) == "taiman"
    async with opened(lexicons, data=tmp_path) as writing:
        assert (await offered(writing, "jiaofei"))[0] == second.text


async def test_english_needs_no_engine(lexicons: Path) -> None:
    async with opened(lexicons, language="en") as writing:
        assert await writing.type("hello") == Offer("hello") and writing.pid is None
