"""The hospital's keys: seal what an older program left plain, change the key, and forget the old ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from kiosk import held_keys, sealing, store
from kiosk import keys as secret_keys
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import TABLES, Notice, Person, Record, database
from kiosk.records.base import PLAIN, SealedField
from kiosk.records.faults import named
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.services.phones import phone_mark

BATCH = 500
NEXT_KEYS = "SELECT case_uid, wrapped FROM case_key WHERE case_uid > ? ORDER BY case_uid LIMIT ?"
OF_NO_CASE: tuple[tuple[type[Record], str], ...] = (
    *((table, "1 = 1") for table in TABLES if sealing.sealed(table) and not sealing.case_field(table)),
    (Notice, "case_uid IS NULL"),
)
"""Where words stand under the hospital's own key, and which rows of the table."""
Wanted = Callable[[Record, SealedField], bool]
FIRST = "00000000000000000000000000000000"
REWRAP = "UPDATE case_key SET wrapped = ? WHERE case_uid = ?"
OLDER = "SELECT 1 FROM case_key WHERE substr(wrapped, 1, 1) <> ? LIMIT 1"
FORGET_MARKS = "DELETE FROM key_mark WHERE id <> ?"


def seal_all(by: Actor, now: datetime) -> Iterator[int]:
    """Seal what stands plain in the register, and say after each batch how many rows were sealed."""
    require(by, "manage_settings")
    done = 0
    for table in filter(sealing.sealed, TABLES):
        for count in resealed(table, "1 = 1", is_plain, by, now):
            done += count
            yield done
    store.settle()


def rotate(settings: Settings, by: Actor, now: datetime) -> Iterator[int]:
    """Make a new key for the hospital and wrap the key of every case with it; broken off, it goes on."""
    require(by, "manage_settings")
    if not is_under_way():
        with store.writing("keys.rotated", by.code, "", now):
            secret_keys.add(settings.keys)
        held_keys.renew()
        with named(), database.atomic():
            held_keys.know(settings.keys)
    done = 0
    for count in rewrapped():
        done += count
        yield done
    for table, condition in OF_NO_CASE:
        for count in resealed(table, condition, is_old, by, now):
            done += count
            yield done


def forget(settings: Settings, by: Actor, now: datetime) -> None:
    """Forget the older keys of the hospital: no copy of the register from before can be read any more."""
    require(by, "manage_settings")
    with store.writing("keys.forgotten", by.code, "", now):
        if is_under_way():
            raise Refusal(N_("Something is still sealed with an older key. Run 'kiosk keys rotate' first."))
        database.execute_sql(FORGET_MARKS, (store.keys().hospital_id,))
        secret_keys.forget(settings.keys)
    held_keys.renew()


def is_under_way() -> bool:
    """Tell whether something is sealed with another of the hospital's keys than the newest."""
    if store.rows(OLDER, bytes([store.keys().hospital_id])):
        return True
    return any(
        is_old(record, field)
        for table, condition in OF_NO_CASE
        for record in store.load(table, f"WHERE {condition}")
        for field in sealing.sealed(table)
    )


def rewrapped() -> Iterator[int]:
    """Wrap the keys of cases anew, a batch at a time; say how many each batch held."""
    last: Any = FIRST
    while True:
        with named(), database.atomic():
            found = store.rows(NEXT_KEYS, last, BATCH)
            for case, wrapped in found:
                if bytes(wrapped)[0] != store.keys().hospital_id:
                    fresh = sealing.rewrapped(store.keys(), sealing.key_text(case), bytes(wrapped))
                    database.execute_sql(REWRAP, (fresh, case))
        if not found:
            return
        last = found[-1][0]
        yield len(found)


def resealed(table: type[Record], condition: str, wanted: Wanted, by: Actor, now: datetime) -> Iterator[int]:
    """Seal the words of a table that are wanted, a batch at a time; say how many rows were changed."""
    key = store.key_field(table).column_name
    last = ""
    while True:
        with store.writing("register.sealed", by.code, "", now) as written:
            place, values = (f"AND {key} > ?", [last]) if last else ("", [])
            found = store.load(table, f"WHERE {condition} {place} ORDER BY {key} LIMIT ?", *values, BATCH)
            count = sum(reseal(written, record, wanted) for record in found)
            written.is_idle = not count
        if not found:
            return
        last = store.row_key(found[-1])
        yield count


def reseal(written: store.Written, record: Record, wanted: Wanted) -> bool:
    """Seal the words of one record that are wanted; tell whether there were any."""
    fields = [field for field in sealing.sealed(type(record)) if wanted(record, field)]
    values: dict[str, Any] = {field.name: record.__data__[field.name] for field in fields}
    if isinstance(record, Person) and "phone" in values:
        values["phone_mark"] = phone_mark(store.keys().index, record.phone)
    if values:
        written.change(record, **values)
    return bool(values)


def is_plain(record: Record, field: SealedField) -> bool:
    """Tell whether words stand in the store that no key sealed."""
    return sealing.is_plain(field, record.sealed_as[field.name])


def is_old(record: Record, field: SealedField) -> bool:
    """Tell whether words are sealed with an older key of the hospital."""
    value = record.sealed_as[field.name]
    if value is None:
        return False
    key = field.box(value)[:1]
    return key not in (PLAIN, sealing.OWN, bytes([store.keys().hospital_id]))
