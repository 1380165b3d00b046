"""Sums of money: typed as people type them, kept exactly, shown as they read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules import money


@given(st.integers(0, money.MOST))
def test_what_is_kept_can_be_typed_again(amount: int) -> None:
    """CMP-15: not a hundredth is lost."""
    assert money.hundredths(money.typed(amount)) == amount


@pytest.mark.parametrize("text", ["12,000.50", "１２０００．５", "¥12000.50", "12000.50元", " 12 000.50 "])
def test_a_sum_is_read_however_it_is_typed(text: str) -> None:
    assert money.hundredths(text) == 1200050


@given(st.text(max_size=12))
def test_what_is_no_sum_is_none_and_nothing_is_below_nothing(text: str) -> None:
    found = money.hundredths(text)
    assert found is None or 0 <= found <= money.MOST


def test_a_sum_is_shown_in_the_currency_of_the_hospital() -> None:
    """CMP-15: the setting says which; the reader's language says how."""
    assert money.shown(1200050, "CNY", "zh_CN") == "¥12,000.50"
    assert money.shown(1200050, "TWD", "zh_TW") == "$12,000.50"
    assert money.shown(1200050, "CNY", "en") == "CN¥12,000.50"
    assert money.typed(None) == ""
