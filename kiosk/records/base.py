"""What all records share: the database they stand in, and the kinds of column the register needs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from peewee import BigIntegerField, BlobField, DatabaseProxy, Model, TextField

database = DatabaseProxy()

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PLAIN = b"\x00"


class Record(Model):
    """A row of the register."""

    class Meta:
        database = database
        legacy_table_names = False
        only_save_dirty = True


class MomentField(BigIntegerField):
    """An aware UTC moment, kept as milliseconds since 1970 so that every engine keeps the same number."""

    def db_value(self, value: datetime | int | None) -> int | None:
        """Return the milliseconds to store."""
        if isinstance(value, datetime):
            return (value - EPOCH) // timedelta(milliseconds=1)
        return value

    def python_value(self, value: int | None) -> datetime | None:
        """Return the moment that was stored."""
        return None if value is None else EPOCH + timedelta(milliseconds=value)


class DocumentField(TextField):
    """A small JSON value: a text in several languages, parameters of a sentence, a list of codes."""

    def db_value(self, value: Any) -> str | None:
        """Return the one way of writing this value down."""
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def python_value(self, value: str | None) -> Any:
        """Return the value that was written down."""
        return None if value is None else json.loads(value)


class SealedField(BlobField):
    """Personal data or free words: the first byte names the key they are sealed with, 0 being none."""

    def db_value(self, value: str | None) -> bytes | None:
        """Return the bytes to store."""
        return None if value is None else PLAIN + value.encode()

    def python_value(self, value: bytes | memoryview | None) -> str | None:
        """Return the words that were stored."""
        if value is None:
            return None
        key, words = bytes(value[:1]), bytes(value[1:])
        if key != PLAIN:
            raise ValueError(f"sealed with key {key[0]}, which this machine does not have")
        return words.decode()
