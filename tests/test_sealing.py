"""Personal data and free words are sealed: bound to their place, under keys that are told from wrong ones."""

import base64
import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as patience
from hypothesis import strategies as st

from kiosk import i18n, keys, sealing, store
from kiosk.config import Settings
from kiosk.records import TABLES, Case, Entry, KeptDraft, Theme, database
from kiosk.records.faults import Altered, WrongKey
from kiosk.rules.rights import Actor
from kiosk.services import cases, kept, search
from tests.register import NOW
from tests.register import draft as complaint

WORDS = st.text(max_size=200)


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Read what is said in the words of the code."""
    i18n.choose("en")


def bytes_of(*paths: Path) -> bytes:
    """Return what stands in some files."""
    return b"".join(path.read_bytes() for path in paths if path.exists())


def everywhere(settings: Settings) -> bytes:
    """Return every byte of the register, its log and all else beside it, but for the keys."""
    return bytes_of(*(path for path in settings.data.rglob("*") if path.is_file() and path != settings.keys))


def forms(words: str) -> list[bytes]:
    """Return how words would look in a file: as they are, and as base64 at any place of a text."""
    plain = words.encode()
    padded = [base64.b64encode(b"." * n + plain)[4 * bool(n) : -4] for n in range(3)]
    telling = [one for one in padded if len(one) > 7]  # fewer letters stand somewhere by chance
    return [plain, words.encode("utf-16-le"), *telling, plain.hex().encode()]


@given(words=WORDS, row=st.uuids(), case=st.uuids())
def test_what_is_sealed_opens_again_in_its_place_alone(words: str, row: UUID, case: UUID) -> None:
    ring = keys.Keys(b"", b"", b"", {1: bytes(32)}, 1)
    by, wrapped = sealing.new_case_key(ring, case.hex)
    value = sealing.seal(by, Case.words, row.hex, words)
    opened = sealing.unseal(ring, Case.words, row.hex, case.hex, value, wrapped)
    assert opened == words
    assert len(words) < 3 or words.encode() not in value
    for field, place, owner in (
        (Case.wish_words, row.hex, case.hex),
        (Case.words, case.hex + "0", case.hex),
        (Entry.words, row.hex, case.hex),
    ):
        with pytest.raises(Altered):
            sealing.unseal(ring, field, place, owner, value, wrapped)
    with pytest.raises(WrongKey):
        sealing.unseal(ring, Case.words, row.hex, row.hex + "1", value, wrapped)


@given(words=WORDS.filter(bool), place=st.integers(min_value=1), bit=st.integers(0, 7))
def test_no_bit_of_what_is_sealed_can_be_turned(words: str, place: int, bit: int) -> None:
    ring = keys.Keys(b"", b"", b"", {1: bytes(32)}, 1)
    by, wrapped = sealing.new_case_key(ring, "c")
    value = bytearray(sealing.seal(by, Case.words, "r", words))
    value[1 + place % (len(value) - 1)] ^= 1 << bit
    with pytest.raises(Altered):
        sealing.unseal(ring, Case.words, "r", "c", bytes(value), wrapped)


@pytest.mark.parametrize("value", [{}, {"a": "王"}, {"b": [1, None, {"c": "😀 ۋە"}]}])
def test_documents_and_short_texts_come_back_as_they_were(
    register: Settings, value: dict[str, object]
) -> None:
    uid = UUID(int=7)
    kept.keep(uid, "li.na", "note:1", "写到一半", value, NOW)
    [draft] = store.load(KeptDraft, "")
    assert (draft.words, draft.facts) == ("写到一半", value)
    made = Theme(uid=uid, title="sealed:题目", by="li.na", made_at=NOW)
    with store.writing("case.link", "li.na", "", NOW) as written:
        written.add(made)
    assert store.load(Theme, "")[0].title == "sealed:题目"
    assert "题目" not in str(store.rows("SELECT title FROM theme"))


@patience(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=WORDS, wish=WORDS)
def test_a_case_reads_as_it_was_written(register: Settings, words: str, wish: str) -> None:
    draft = complaint(words=words)
    draft.wish_words, draft.channel_number = wish, "12345-0001"
    filed = cases.file(draft, register, NOW)
    read = cases.find(filed.uid)
    assert (read.words, read.wish_words, read.channel_number) == (
        filed.words,
        filed.wish_words,
        "12345-0001",
    )
    assert [one.name for one in read.people] == ["王秀英"]


def test_every_column_for_words_is_sealed_and_the_page_that_lists_them_knows_it() -> None:
    told = (Path(__file__).parent.parent / "docs" / "safety.md").read_text()
    for table in TABLES:
        for field in sealing.sealed(table):
            assert f"`{table._meta.table_name}.{field.column_name}`" in told


def test_one_door_seals_and_peewee_alone_writes_and_reads_no_words(register: Settings) -> None:
    case = cases.file(complaint(), register, NOW)
    with pytest.raises(TypeError, match="store's door"):
        Case.update(words="打开").where(Case.uid == case.uid).execute()
    with pytest.raises(TypeError, match="store's door"):
        Case.words.python_value(store.rows('SELECT words FROM "case"')[0][0])


@pytest.mark.on_file
def test_no_name_phone_or_word_of_a_thousand_filings_stands_in_any_file(register: Settings) -> None:
    """ORG-16: personal data is sealed on the disk."""
    for n in range(1000):
        draft = complaint(words=f"投诉内容{n:04}在窗口退费", phone=f"13977{n:06}")
        draft.name, draft.about_person, draft.wish_words = f"欧阳{n:04}娜", f"护士{n:04}号", f"请道歉{n:04}"
        draft.phrases, draft.channel_number = [f"常用语{n:04}"], f"信访-{n:04}"
        cases.file(draft, register, NOW)
    kept.keep(
        UUID(int=1), "li.na", "register", "草稿里的话", {"name": "司马草稿", "phone": "13700001111"}, NOW
    )
    while search.catch_up(1000):
        pass
    database.execute_sql("VACUUM INTO ?", (str(register.data / "copy.sqlite3"),))
    assert (register.data / "kiosk.sqlite3-wal").stat().st_size
    found = everywhere(register)
    assert len(found) > 1 << 20
    own = ("投诉内容", "在窗口退费", "13977000", "139770009", "欧阳", "护士0", "请道歉", "常用语", "信访-")
    for words in (*own, "草稿里的话", "司马草稿", "13700001111"):
        for form in forms(words):
            assert form not in found, words
    store.settle()
    assert "投诉内容0999".encode() not in everywhere(register)


@pytest.mark.on_file
def test_swapped_words_are_named_and_not_shown(register: Settings) -> None:
    first, second = (cases.file(complaint(words=words), register, NOW).uid.hex for words in ("甲方", "乙方"))
    swap(register, "case", "words", "uid", first, second)
    with pytest.raises(Altered):
        cases.find(UUID(first))


@pytest.mark.on_file
def test_swapped_keys_of_cases_are_named_and_the_proof_tells_of_them(register: Settings) -> None:
    first, second = (cases.file(complaint(words=words), register, NOW).uid.hex for words in ("甲方", "乙方"))
    assert store.verify().ok
    swap(register, "case_key", "wrapped", "case_uid", first, second)
    with pytest.raises(WrongKey):
        cases.find(UUID(first))
    assert "key was changed" in str(store.verify().broken)


@pytest.mark.on_file
def test_a_key_that_is_gone_without_an_erasure_is_told(register: Settings) -> None:
    case = cases.file(complaint(), register, NOW)
    with sqlite3.connect(register.register_file) as other:
        other.execute("DELETE FROM case_key")
    other.close()
    assert case.number in str(store.verify().broken)


def swap(register: Settings, table: str, column: str, key: str, first: str, second: str) -> None:
    """Exchange what stands in two rows, as somebody with a database tool would."""
    with sqlite3.connect(register.register_file) as other:
        other.execute(
            f"""UPDATE "{table}" SET {column} = (SELECT {column} FROM "{table}" AS o WHERE o.{key} =
            CASE "{table}".{key} WHEN '{first}' THEN '{second}' ELSE '{first}' END)"""
        )
    other.close()


def told_keys(settings: Settings) -> dict[str, object]:
    """Return what the file of the keys tells."""
    return dict(json.loads(settings.keys.read_text()))


@pytest.mark.on_file
def test_another_hospitals_key_is_named_at_the_door(register: Settings) -> None:
    cases.file(complaint(), register, NOW)
    store.close()
    keys.write(register.keys, told_keys(register) | {"hospital": {"1": "ab" * 32}})
    with pytest.raises(store.Unopened, match="not those of this register"):
        store.open_register(register)


@pytest.mark.on_file
def test_an_older_copy_of_the_keys_is_named_at_the_door(register: Settings) -> None:
    old = told_keys(register)
    keys.add(register.keys)
    store.close()
    store.open_register(register)
    cases.file(complaint(), register, NOW)
    store.close()
    keys.write(register.keys, old)
    with pytest.raises(store.Unopened, match="not those of this register"):
        store.open_register(register)


@pytest.mark.on_file
def test_keys_that_others_can_read_or_that_are_torn_open_nothing(register: Settings) -> None:
    store.close()
    register.keys.chmod(0o640)
    with pytest.raises(store.Unopened, match="chmod 600"):
        store.open_register(register)
    register.keys.chmod(0o600)
    register.keys.write_text(register.keys.read_text()[:40])
    with pytest.raises(store.Unopened, match="not whole"):
        store.open_register(register)


@pytest.mark.on_file
def test_keys_of_an_older_program_get_the_hospitals_key_once(register: Settings) -> None:
    store.close()
    told = told_keys(register)
    keys.write(register.keys, {name: told[name] for name in keys.NAMES})
    with sqlite3.connect(register.register_file) as other:
        other.execute("DELETE FROM key_mark")
    other.close()
    store.open_register(register)
    first = told_keys(register)
    assert set(first["hospital"]) == {"1"} and register.keys.stat().st_mode & 0o077 == 0  # type: ignore[call-overload]
    store.close()
    store.open_register(register)
    assert told_keys(register) == first


def test_a_phone_is_found_by_its_keyed_hash_alone(register: Settings) -> None:
    case = cases.file(complaint(phone="139 0000 1111"), register, NOW)
    [mark] = [row[0] for row in store.rows("SELECT phone_mark FROM person")]
    assert len(mark) == 16
    from kiosk.services import phones

    assert [one.__data__["case"] for one in phones.people_with(case.people[0].phone)] == [case.uid]
    assert phones.people_with("13900001112") == []


def test_two_times_the_same_words_look_different(register: Settings) -> None:
    for _case in range(2):
        cases.file(complaint(words="同样的话"), register, NOW)
    first, second = (row[0] for row in store.rows('SELECT words FROM "case"'))
    assert first != second


def test_the_list_of_work_opens_no_seal(register: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.services import work

    for _case in range(3):
        cases.file(complaint(), register, NOW)
    opened = []
    monkeypatch.setattr(sealing, "opened", lambda *values: opened.append(values))
    rows = work.page(Actor("li.na", "supervisor"), work.Filter("all"), NOW + timedelta(hours=1))
    assert len(rows) == 3 and not opened


@pytest.mark.on_file
def test_keys_that_root_lends_to_a_group_stay_with_it_when_the_key_changes(register: Settings) -> None:
    from dataclasses import replace

    from kiosk.services import key_rotation

    store.close()
    lent = replace(register, keys_file=str(register.data / "lent.json"))
    register.keys.rename(lent.keys)
    lent.keys.chmod(0o640)
    store.open_register(lent)
    [*_steps] = key_rotation.rotate(lent, Actor("cli:root", "admin"), NOW)
    assert lent.keys.stat().st_mode & 0o777 == 0o640 and store.keys().hospital_id == 2
    store.close()
    lent.keys.chmod(0o644)
    with pytest.raises(store.Unopened, match="chmod"):
        store.open_register(lent)
