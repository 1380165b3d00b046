"""Links: only our key makes a token, every print repeats it, and its address fits the small code."""

import re
import socket
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.i18n import speaking
from kiosk.rules.numbers import ALPHABET
from kiosk.slips.link import LONGEST, address, digest, own_address, parse_token, token

KEY = b"a key of the desk that nobody knows"
CASE = UUID("0192f0c4-7b3e-7d0a-9a51-3f6f0e1d2c4b")
TOKENS = st.builds(token, st.binary(min_size=16, max_size=64), st.uuids(), st.integers(0, 2**32 - 1))


@given(st.binary(min_size=1), st.uuids(), st.integers(0, 2**32 - 1))
def test_printing_again_makes_the_same_token(key: bytes, uid: UUID, issue: int) -> None:
    assert token(key, uid, issue) == token(key, uid, issue)


@given(st.uuids(), st.integers(0, 2**32 - 2))
def test_another_issue_makes_another_token(uid: UUID, issue: int) -> None:
    assert token(KEY, uid, issue) != token(KEY, uid, issue + 1)


@given(st.uuids(), st.uuids())
def test_another_case_makes_another_token(uid: UUID, other: UUID) -> None:
    assert (token(KEY, uid, 1) == token(KEY, other, 1)) is (uid == other)


def test_another_key_makes_another_token() -> None:
    assert token(KEY, CASE, 1) != token(KEY + b"!", CASE, 1)


def test_the_token_of_a_known_case_never_changes() -> None:
    # Slips outlive releases: a token that came out otherwise would kill every link on paper.
    assert token(KEY, CASE, 1) == "08JTKDN571XX2RVCK1ET7JTG5H"


@given(TOKENS)
def test_a_token_is_26_letters_that_nobody_misreads(made: str) -> None:
    assert re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", made)


@given(TOKENS, st.data())
def test_a_mistyped_token_is_forgiven(made: str, data: st.DataObject) -> None:
    looks = {"0": "0oO", "1": "1iIlL"}
    typed = "".join(data.draw(st.sampled_from(looks.get(c, c + c.lower()))) for c in made)
    assert parse_token(f" {typed}\n") == made


@given(st.text(alphabet=ALPHABET + "-IOUé０Ｚı", max_size=40))
def test_whatever_is_typed_becomes_a_token_or_nothing(text: str) -> None:
    parsed = parse_token(text)
    assert parsed is None or (re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", parsed) and digest(parsed))


@pytest.mark.parametrize(
    "text", ["", "8" + "0" * 25, "0" * 25, "0" * 27, "U" + "0" * 25, "０" * 26, "0" * 25 + "ı"]
)
def test_what_cannot_be_a_token_is_none(text: str) -> None:
    assert parse_token(text) is None


def test_the_register_keeps_a_hash_of_the_sixteen_bytes() -> None:
    assert digest("0" * 25 + "1") == sha256(bytes(15) + b"\1").digest()
    assert digest("7" + "Z" * 25) == sha256(b"\xff" * 16).digest()


@given(TOKENS)
def test_what_the_register_keeps_does_not_hold_the_token(made: str) -> None:
    assert len(digest(made)) == 32 and made.encode() not in digest(made)


def test_only_a_token_as_written_has_a_hash() -> None:
    with pytest.raises(ValueError):
        digest("o" * 26)


@pytest.mark.parametrize(
    "base",
    [
        "http://192.168.1.20:8765",
        "http://255.255.255.255:65535/",
        "https://desk.hospital.cn",
        "HTTPS://S.EXAMPLE.CN/K",
        "http://127.0.0.1:8765",
    ],
)
def test_the_address_of_a_usual_base_fits_the_small_code(base: str) -> None:
    whole = address(base, token(KEY, CASE, 1))
    assert len(whole) <= LONGEST and re.fullmatch(r"[0-9A-Z $%*+./:-]+", whole)


@given(st.ip_addresses(v=4), st.integers(1, 65535), TOKENS)
def test_the_address_of_any_machine_leads_to_its_token(host: object, port: int, made: str) -> None:
    assert address(f"http://{host}:{port}", made) == f"HTTP://{host}:{port}/S/{made}"


@pytest.mark.parametrize(
    "base",
    [
        "",
        "192.168.1.20:8765",
        "ftp://desk.cn",
        "http://医院.cn",
        "http://desk.cn/status",
        "http://desk.cn/A?B",
        "http://me@desk.cn",
        "http://desk.cn/A B",
        "http://desk.cn\n/A",
        "http://ſ.cn",
    ],
)
def test_a_base_that_does_not_fit_the_code_is_refused_in_words(base: str) -> None:
    with speaking("en"), pytest.raises(ValueError) as refused:
        address(base, token(KEY, CASE, 1))
    assert f"The address {base} does not fit" in str(refused.value)


def test_a_base_that_is_too_long_is_refused_with_the_limit() -> None:
    base = "https://" + "a" * 24
    assert len(address(base, token(KEY, CASE, 1))) == LONGEST
    with pytest.raises(ValueError, match="32"):
        address(base + "a", token(KEY, CASE, 1))


def test_a_phone_on_the_same_network_finds_this_machine() -> None:
    found = re.fullmatch(r"http://(\d+\.\d+\.\d+\.\d+):8765", own_address(8765))
    assert found
    with socket.socket() as ours:
        ours.bind((found[1], 0))


def test_a_machine_without_a_network_finds_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unplugged(socket.socket):
        def connect(self, address: object) -> None:
            raise OSError("Network is unreachable")

    monkeypatch.setattr(socket, "socket", Unplugged)
    assert own_address(8080) == "http://127.0.0.1:8080"
