"""A second list of what patients write: no own word is among it, and both engines still write it."""

from pathlib import Path

import pytest

from kiosk.writing import lexicon
from tests import pinyin_list
from tests.pinyin_second_list import NAMES, PHRASES
from tests.typist import summed, write_all
from tests.writing import ENGINES, lexicons, opened

__all__ = ["lexicons"]

BOTH = (*PHRASES, *NAMES)
FIRST = {"rime": 0.66, "small": 0.68}
"""What is right at first offer: less than on the first list, for these are whole clauses."""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("fuzzy", [False, True])
async def test_further_phrases_are_written_in_few_taps(lexicons: Path, engine: str, fuzzy: bool) -> None:
    async with opened(lexicons, engine, fuzzy=fuzzy) as writing:
        figures = summed(await write_all(BOTH, writing.type))
    assert figures.reached >= 0.95
    assert figures.taps <= 1.5
    assert figures.first >= FIRST[engine]


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_name_comes_before_words_that_sound_like_it(lexicons: Path, engine: str) -> None:
    async with opened(lexicons, engine) as writing:
        for letters, name in (("mengqingling", "孟庆玲"), ("situli", "司徒丽"), ("zhugeming", "诸葛明")):
            assert (await writing.type(letters)).candidates[0].text == name


def test_the_second_list_is_disjoint_from_the_first_and_from_our_own_words() -> None:
    words = {lexicon.split(word)[0] for word in lexicon.hospital_words()}
    named = lexicon.hospital_groups("names.txt")
    known = words | set(named["given"] + named["surnames"]) | {*pinyin_list.PHRASES, *pinyin_list.NAMES}
    said = str(lexicon.hospital_groups("sentences.txt"))
    assert len(set(BOTH)) == 120 and not known & set(BOTH)
    assert not [phrase for phrase in BOTH if phrase in said]
