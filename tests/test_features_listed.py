"""docs/features.md is true: every line of it has a test that says so, and every such test stands in it."""

from __future__ import annotations

from scripts import features

LISTED = features.listed(features.PAGE.read_text("utf-8"))
SHOWN = features.shown()


def test_every_line_of_the_page_has_a_test() -> None:
    assert not LISTED.keys() - SHOWN.keys()
    assert len(LISTED) > 100


def test_every_line_that_a_test_names_stands_on_the_page() -> None:
    assert not SHOWN.keys() - LISTED.keys(), "write what it means into docs/features.md"


def test_the_page_names_tests_that_show_it() -> None:
    untrue = {name: files - SHOWN.get(name, set()) for name, files in LISTED.items()}
    assert not {name for name, files in untrue.items() if files}, "run: python -m scripts.features"
    assert all(LISTED.values())


def test_the_page_is_written_anew_with_its_own_words() -> None:
    page = "| FU-01 | Visit | `gone` |\n| FU-02 | Card | `gone` |\nwords\n"
    told = features.rewritten(page, {"FU-01": {"b", "a"}})
    assert told == "| FU-01 | Visit | `a`, `b` |\n| FU-02 | Card | — |\nwords\n"
