"""Case numbers survive being read aloud, keys sort by time, and phones come out in one form."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.rules.numbers import (
    ALPHABET,
    CAPACITY,
    case_number,
    clean_phone,
    mask_name,
    mask_phone,
    new_uid,
    parse_case_number,
    scramble,
)

prefixes = st.text(ALPHABET, min_size=2, max_size=2)
numbers = st.builds(case_number, prefixes, st.integers(0, CAPACITY - 1))
few = settings(max_examples=100, deadline=None)


@few
@given(numbers)
def test_a_case_number_is_read_back_as_it_was_given(number: str) -> None:
    assert parse_case_number(number) == number
    assert [len(part) for part in number.split("-")] == [2, 4, 3]


def test_numbers_of_one_machine_never_meet() -> None:
    assert len({case_number("K3", n) for n in range(5000)}) == 5000


@few
@given(numbers)
def test_every_single_wrong_letter_is_caught(number: str) -> None:
    letters = number.replace("-", "")
    for at in range(9):
        for wrong in ALPHABET.replace(letters[at], ""):
            assert parse_case_number(letters[:at] + wrong + letters[at + 1 :]) is None


@few
@given(numbers)
def test_every_swap_of_two_letters_is_caught(number: str) -> None:
    letters = number.replace("-", "")
    for first in range(9):
        for second in range(first + 1, 9):
            swapped = list(letters)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            if letters[first] != letters[second]:
                assert parse_case_number("".join(swapped)) is None


@few
@given(numbers, st.data())
def test_the_parser_forgives_what_people_mix_up(number: str, data: st.DataObject) -> None:
    dashes = ["-", "", " ", "–", "—", "－", " - ", "\u3000", "−", "·"]
    alike = {"0": [*"0oO０Ｏｏ"], "1": [*"1iIlLｌＩ１"], "-": dashes}
    typed = "".join(
        data.draw(st.sampled_from(alike[c] if c in alike else [c, c.lower(), chr(ord(c) + 0xFEE0)]))
        for c in number
    )
    assert parse_case_number(typed) == number


@few
@given(st.text(max_size=80))
def test_any_text_is_a_case_number_or_none(text: str) -> None:
    parsed = parse_case_number(text)
    assert parsed is None or parse_case_number(parsed) == parsed


@pytest.mark.parametrize("text", ["", "K3", "ß" * 9, "0" * 10_000, "https://example.org", "K3-3RJ0-00U"])
def test_other_things_are_no_case_number(text: str) -> None:
    assert parse_case_number(text) is None


@pytest.mark.parametrize(("prefix", "n"), [("K", 1), ("KO", 1), ("k3", 1), ("K3", -1), ("K3", CAPACITY)])
def test_a_number_that_could_not_be_read_back_is_never_made(prefix: str, n: int) -> None:
    with pytest.raises(ValueError):
        case_number(prefix, n)


@few
@given(st.binary(min_size=1, max_size=32), st.integers(0, CAPACITY - 1), st.integers(0, CAPACITY - 1))
def test_scrambling_keeps_different_numbers_different(key: bytes, one: int, other: int) -> None:
    assert 0 <= scramble(one, key) < CAPACITY
    assert (scramble(one, key) == scramble(other, key)) == (one == other)


def test_scrambling_a_long_row_of_numbers_meets_none_twice() -> None:
    assert len({scramble(n, b"desk") for n in range(40_000)}) == 40_000


def test_neighbours_lie_far_apart_and_each_key_its_own_way() -> None:
    row = [scramble(n, b"desk") for n in range(200)]
    assert sum(abs(a - b) > 1_000_000 for a, b in zip(row, row[1:], strict=False)) > 190
    assert row != [scramble(n, b"other") for n in range(200)]


@pytest.mark.parametrize("n", [-1, CAPACITY])
def test_a_number_outside_the_range_is_not_scrambled(n: int) -> None:
    with pytest.raises(ValueError):
        scramble(n, b"desk")


@few
@given(st.datetimes(datetime(1970, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC)))
def test_a_key_is_a_version_7_uuid_that_carries_its_moment(now: datetime) -> None:
    uid = new_uid(now)
    assert (uid.version, uid.variant) == (7, "specified in RFC 4122")
    assert uid.int >> 80 == (now - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def test_keys_sort_by_time_and_differ_within_one_moment() -> None:
    now = datetime(2026, 9, 18, 8, 0, tzinfo=UTC)
    assert new_uid(now).hex < new_uid(now + timedelta(milliseconds=1)).hex
    assert len({new_uid(now) for _ in range(1000)}) == 1000


@few
@given(st.integers(0, (1 << 74) - 1))
def test_all_74_random_bits_reach_the_key(bits: int) -> None:
    now = datetime(2026, 9, 18, tzinfo=UTC)
    uid = new_uid(now, bits)
    assert uid == new_uid(now, bits)
    assert (uid.int >> 64 & 0xFFF) << 62 | uid.int & (1 << 62) - 1 == bits


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("138 1234 5678", "13812345678"),
        ("１３８－１２３４－５６７８", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("86 13812345678", "13812345678"),
        ("013812345678", "13812345678"),
        ("010-6512 3456", "01065123456"),
        ("+86 (0)10 6512 3456", "01065123456"),
        ("+86 10 65123456", "01065123456"),
        ("(0571) 8765 4321", "057187654321"),
        ("0912-3456789", "09123456789"),
        ("0912 345 678", "0912345678"),
        ("+886 912 345 678", "0912345678"),
        ("(02) 2345-6789", "0223456789"),
        ("+886-2-2345-6789", "0223456789"),
        ("+852 9123 4567", "+85291234567"),
        ("00852 91234567", "+85291234567"),
        ("9123 4567", "91234567"),
        ("8765432", "8765432"),
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("+1 212 555 0123", "+12125550123"),
    ],
)
def test_a_phone_comes_out_in_one_form(typed: str, phone: str) -> None:
    assert clean_phone(typed) == phone
    assert clean_phone(phone) == phone


@pytest.mark.parametrize(
    "typed",
    ["", "12345", "没有", "1381234567", "138123456789", "12812345678", "+86 138 1234", "+0123456789", "1e10"]
    + ["13812345678 王", "+" + "9" * 20, "1" * 9999, "138१२३४५६७८"],
)
def test_what_nobody_could_call_is_no_phone(typed: str) -> None:
    assert clean_phone(typed) is None


@few
@given(st.text("0123456789+-() ", max_size=20) | st.text(max_size=20))
def test_a_cleaned_phone_stays_as_it_is(text: str) -> None:
    phone = clean_phone(text)
    assert phone is None or (clean_phone(phone) == phone and len(phone) >= 7)


@few
@given(st.text("0123456789", min_size=7, max_size=15))
def test_a_masked_phone_hides_at_least_three_digits(phone: str) -> None:
    masked = mask_phone(phone)
    assert masked.endswith("****" + phone[-4:])
    assert len(phone) - sum(c.isdigit() for c in masked) >= 3


def test_masked_phones_look_like_this() -> None:
    shown = [mask_phone(p) for p in ("13812345678", "+85291234567", "91234567", "8765432", "110", "")]
    assert shown == ["138****5678", "+85****4567", "****4567", "****5432", "****", ""]


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王秀英", "王*英"),
        ("王英", "王*"),
        ("欧阳娜娜", "欧**娜"),
        ("王", "**"),
        ("Mary Smith", "M** S**"),
        ("Zoë", "Z**"),
        ("𠮷田华", "𠮷*华"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_masked_name_shows_no_more_than_its_ends(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_nothing_of_a_childs_name_is_left() -> None:
    assert [mask_name(name, child=True) for name in ("王小明", "李雷", "Tom", "")] == ["**", "**", "**", ""]
