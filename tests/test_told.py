"""The proof holds what was said of every row against what is there, without holding either in memory."""

import tracemalloc

from kiosk.records.told import Unlike, told

MARK, OTHER = "ab" * 16, "cd" * 16


def test_the_last_word_on_a_row_counts() -> None:
    with told() as said:
        said.claim("case", "a", 1, OTHER)
        said.claim("case", "a", 2, MARK)
        said.claim("case", "b", 3, MARK)
        said.claim("case", "b", 1, None)
        said.hold("case", "a", MARK)
        assert list(said.unlike()) == []


def test_each_way_of_being_unlike_is_told_with_its_entry() -> None:
    with told() as said:
        said.claim("case", "changed", 4, MARK)
        said.hold("case", "changed", OTHER)
        said.claim("case", "gone", 5, MARK)
        said.claim("case", "back", 6, MARK)
        said.claim("case", "back", 7, None)
        said.hold("case", "back", MARK)
        said.hold("entry", "changed", MARK)
        assert set(said.unlike()) == {
            Unlike("case", "changed", 4, True, True),
            Unlike("case", "gone", 5, True, False),
            Unlike("case", "back", 7, False, True),
            Unlike("entry", "changed", None, False, True),
        }


def test_a_hundred_thousand_rows_take_no_more_memory_than_a_few() -> None:
    with told() as said:
        tracemalloc.start()
        for n in range(100_000):
            said.claim("entry", f"{n:032x}", n, MARK)
            said.hold("entry", f"{n:032x}", MARK if n else OTHER)
        assert [one.seq for one in said.unlike()] == [0]
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 8 << 20
