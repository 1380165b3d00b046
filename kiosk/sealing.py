"""Seal personal data and free words: AES-256-GCM, bound to row and column, under keys that one can shred."""

from __future__ import annotations

import os
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from kiosk import held_keys
from kiosk.keys import Keys
from kiosk.records import Case, CaseKey, Record, database, trail
from kiosk.records.base import PLAIN, SealedField
from kiosk.records.faults import Altered, Shredded, WrongKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

OWN = b"\xff"
"""First byte of what is sealed with the key of its own case; all others name one of the hospital's keys."""
BLANK = (b"", b"{}", b"[]")
NONCE = 12
CASE_KEY = """SELECT k.wrapped, c.erased_at FROM "case" c LEFT JOIN case_key k ON k.case_uid = c.uid
    WHERE c.uid = ?"""
ADD_KEY = "INSERT INTO case_key (case_uid, wrapped) VALUES (?, ?)"
GONE = """SELECT c.number FROM "case" c LEFT JOIN case_key k ON k.case_uid = c.uid
    WHERE k.case_uid IS NULL AND c.erased_at IS NULL
    AND EXISTS (SELECT 1 FROM entry e WHERE e.case_uid = c.uid AND e.facts LIKE 'sealed:%') LIMIT 1"""
EVERY = "SELECT case_uid, wrapped FROM case_key"
WRAPPED = ', (SELECT wrapped FROM case_key WHERE case_key.case_uid = "{table}"."{column}")'


@cache
def sealed(table: type[Record]) -> tuple[SealedField, ...]:
    """List the sealed columns of a table."""
    return tuple(field for field in trail.columns(table) if isinstance(field, SealedField))


@cache
def case_field(table: type[Record]) -> str:
    """Return the field that names the case of a row; empty for rows of no case."""
    if table is Case:
        return "uid"
    return "case" if "case" in table._meta.fields and table is not CaseKey else ""


@cache
def wrapped_column(table: type[Record]) -> str:
    """Return what a query asks beside a row's own columns: the wrapped key of its case."""
    name = case_field(table)
    if not name or not sealed(table):
        return ""
    return WRAPPED.format(table=table._meta.table_name, column=table._meta.fields[name].column_name)


@lru_cache(maxsize=256)
def cipher(key: bytes) -> AESGCM:
    """Return what seals and opens with a key."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


@lru_cache(maxsize=4096)
def unwrapped(hospital: bytes, case: str, wrapped: bytes) -> AESGCM:
    """Return the cipher of a case. The register gave its wrapped key just now, else it is not asked for."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(opened(cipher(hospital), wrapped, key_place(case), WrongKey))


def key_place(case: str) -> bytes:
    """Return what the wrapped key of a case is bound to."""
    return f"case_key:{case}".encode()


def key_text(value: Any) -> str:
    """Return a row's key in the one form that words are bound to."""
    return value.hex if isinstance(value, UUID) else str(value)


def boxed(cipher: Cipher, words: bytes, place: bytes) -> bytes:
    """Seal words for one place."""
    nonce = os.urandom(NONCE)
    return cipher.key_id + nonce + cipher.by.encrypt(nonce, words, cipher.key_id + place)


def opened(by: AESGCM, box: bytes, place: bytes, fault: type[Altered | WrongKey] = Altered) -> bytes:
    """Open what was sealed for this place; anything else is a fault with a name."""
    try:
        return by.decrypt(box[1 : NONCE + 1], box[NONCE + 1 :], box[:1] + place)
    except refusals():
        raise fault from None


@cache
def refusals() -> tuple[type[Exception], ...]:
    """Return what the ciphers raise when something is not as it was sealed."""
    from cryptography.exceptions import InvalidTag

    return InvalidTag, ValueError


def hospital_key(keys: Keys, key_id: int) -> bytes:
    """Return one of the hospital's keys, or say that this machine does not have it."""
    if key_id not in keys.hospital:
        raise WrongKey
    return keys.hospital[key_id]


class Cipher(NamedTuple):
    """What seals, and the byte that names its key."""

    by: AESGCM
    key_id: bytes


def hospital_cipher(keys: Keys) -> Cipher:
    """Return what seals rows of no case."""
    return Cipher(cipher(keys.hospital[keys.hospital_id]), bytes([keys.hospital_id]))


def new_case_key(keys: Keys, case: str) -> tuple[Cipher, bytes]:
    """Make the key of a case; return its cipher and how the register keeps it."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = os.urandom(32)
    return Cipher(AESGCM(key), OWN), wrap(keys, case, key)


def wrap(keys: Keys, case: str, key: bytes) -> bytes:
    """Wrap the key of a case with the newest of the hospital's."""
    return boxed(hospital_cipher(keys), key, key_place(case))


def case_cipher(keys: Keys, case: str, wrapped: Any) -> Cipher:
    """Return the cipher of a case from how the register keeps its key."""
    box = bytes(wrapped)
    return Cipher(unwrapped(hospital_key(keys, box[0]), case, box), OWN)


def rewrapped(keys: Keys, case: str, wrapped: bytes) -> bytes:
    """Return the key of a case wrapped with the newest of the hospital's keys."""
    old = cipher(hospital_key(keys, wrapped[0]))
    return wrap(keys, case, opened(old, wrapped, key_place(case), WrongKey))


def seal(by: Cipher, field: SealedField, row: str, value: Any) -> Any:
    """Return what stands in the store for words of one row."""
    return field.kept(boxed(by, field.told(value), place_of(field, row)))


@cache
def sealed_places(table: type[Record]) -> tuple[tuple[int, SealedField], ...]:
    """Return where the sealed columns of a table stand among its columns."""
    fields = enumerate(trail.columns(table))
    return tuple((at, field) for at, field in fields if isinstance(field, SealedField))


def is_plain(field: SealedField, value: Any) -> bool:
    """Tell whether words stand in the store that no key sealed."""
    if value is None:
        return False
    box = field.box(value)
    return box[:1] == PLAIN and box[1:] not in BLANK


def seal_row(by: Cipher, table: type[Record], values: list[Any]) -> None:
    """Seal what is plain in a row, given as the store keeps it with its key first."""
    for at, field in sealed_places(table):
        if is_plain(field, values[at]):
            words = field.box(values[at])[1:]
            values[at] = field.kept(boxed(by, words, place_of(field, values[0])))


def place_of(field: SealedField, row: str) -> bytes:
    """Return what words are bound to: table, row and column."""
    return f"{field.table_name}:{row}:{field.column_name}".encode()


def unseal(keys: Keys, field: SealedField, row: str, case: str, value: Any, wrapped: Any) -> Any:
    """Return the words of one column; a plain word where their key was shredded."""
    if value is None:
        return None
    try:
        box = field.box(value)
    except ValueError:
        raise Altered from None
    if box[:1] == PLAIN:
        return field.heard(box[1:])
    if box[:1] != OWN:
        by = cipher(hospital_key(keys, box[0] if box else 0))
    elif wrapped is None:
        return field.gone()
    else:
        by = case_cipher(keys, case, wrapped).by
    return field.heard(opened(by, box, place_of(field, row)))


def open_words(record: Record, wrapped: Any) -> None:
    """Open what is sealed of a record that was just read."""
    row, case = row_text(record), case_of(record)
    for field in sealed(type(record)):
        value = record.sealed_as[field.name]
        if value == PLAIN or value == "":
            record.__data__[field.name] = ""
            continue
        try:
            words = unseal(held_keys.keys(), field, row, case, value, wrapped)
        except WrongKey:
            held_keys.renew()  # another process may have made a new key a moment ago
            words = unseal(held_keys.keys(), field, row, case, value, wrapped)
        record.__data__[field.name] = words


def row_text(record: Record) -> str:
    """Return a record's key in the form that its words are bound to."""
    return key_text(record.__data__[key_name(type(record))])


@cache
def key_name(table: type[Record]) -> str:
    """Return the field that is a table's key."""
    return str(next(field.name for field in trail.columns(table) if field.primary_key))


def case_of(record: Record) -> str:
    """Return the key of the case that a record belongs to; empty when it belongs to none."""
    name = case_field(type(record))
    value = record.__data__.get(name) if name else None
    return key_text(value) if value is not None else ""


class Sealer:
    """Seals what one transaction writes; remembers the keys of the cases that it writes to."""

    def __init__(self) -> None:
        held_keys.renew()
        self.ciphers: dict[str, Cipher] = {}

    def give_key(self, case: Record) -> bytes:
        """Make the key of a new case; `keep_key` writes it once the case is."""
        uid = case_of(case)
        self.ciphers[uid], wrapped = new_case_key(held_keys.keys(), uid)
        return wrapped

    def keep_key(self, case: str, wrapped: bytes) -> None:
        """Write the wrapped key of a case."""
        database.execute_sql(ADD_KEY, (case, wrapped))

    def sealed(self, record: Record, given: dict[str, Any]) -> dict[str, Any]:
        """Return the sealed columns among some values as the store keeps them."""
        made, row = {}, ""
        for field in sealed(type(record)):
            if (name := field.name) in given:
                if value := given[name]:
                    row = row or row_text(record)
                    made[name] = seal(self.cipher(record), field, row, value)
                else:
                    made[name] = field.blank(value)
        return made

    def cipher(self, record: Record) -> Cipher:
        """Return what seals the words of a record: the key of its case, else the hospital's."""
        case = case_of(record)
        if not case:
            return hospital_cipher(held_keys.keys())
        if case not in self.ciphers:
            self.ciphers[case] = self.found_cipher(case)
        return self.ciphers[case]

    def found_cipher(self, case: str) -> Cipher:
        """Return the key of a case, or make it for one that was filed before there were such keys."""
        wrapped, erased_at = database.execute_sql(CASE_KEY, (case,)).fetchone()
        if wrapped is not None:
            return case_cipher(held_keys.keys(), case, wrapped)
        if erased_at is not None:
            raise Shredded
        by, wrapped = new_case_key(held_keys.keys(), case)
        self.keep_key(case, wrapped)
        return by


def breach(keys: Keys) -> str | None:
    """Say which key of a case is gone without an erasure, or is not as it was made; None when all is well."""
    for (number,) in database.execute_sql(GONE):
        return f"the key of case {number} is gone, though nobody erased the case"
    for case, wrapped in database.execute_sql(EVERY):
        try:
            case_cipher(keys, key_text(case), wrapped)
        except WrongKey:
            return f"a case's key was changed ({case})"
    return None
