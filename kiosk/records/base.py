"""What all records share: the database they stand in, and the kinds of column the register needs."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from peewee import BigIntegerField, BlobField, DatabaseProxy, Model, TextField

from kiosk.i18n import _
from kiosk.rules.text import Erased

database = DatabaseProxy()

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PLAIN = b"\x00"
NOTHING = ("{}", "[]")
"""Documents that say nothing."""
SEALED = "sealed:"
"""What a sealed text in a column of text begins with."""
written_down = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


class Record(Model):
    """A row of the register."""

    sealed_as: dict[str, Any]
    """Of a record with words: how they stand in the store."""

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
        return None if value is None else written_down(value)

    def python_value(self, value: str | None) -> Any:
        """Return the value that was written down."""
        return None if value is None else json.loads(value)


class SealedField(BlobField):
    """Personal data or free words: the first byte names the key they are sealed with, 0 being none.

    A column alone does not know its row, to which the words are bound: the store's door seals and opens them.
    """

    table_name = ""

    def bind(self, model: type[Model], name: str, set_attribute: bool = True) -> None:
        """Remember the table, which words are bound to."""
        super().bind(model, name, set_attribute)
        self.table_name = model._meta.table_name

    def told(self, value: str) -> bytes:
        """Return the words as bytes."""
        return value.encode()

    def heard(self, words: bytes) -> str:
        """Return the words that the bytes say."""
        return words.decode()

    def kept(self, box: bytes) -> Any:
        """Return what stands in the store for sealed bytes."""
        return box

    def box(self, value: Any) -> bytes:
        """Return the sealed bytes that stand in the store."""
        return bytes(value)

    def gone(self) -> Any:
        """Return what is read where the words were erased."""
        return Erased(_("erased"))

    def blank(self, value: Any) -> Any:
        """Return what stands in the store for nothing."""
        return None if value is None else PLAIN

    def db_value(self, value: Any) -> Any:
        """Return what is sealed already, or the little that needs no seal."""
        if value and isinstance(value, bytes):
            return value
        if value:
            raise TypeError(f"{self.name}: only the store's door seals what is written")
        return self.blank(value)

    def python_value(self, value: Any) -> Any:
        """Return words that no key sealed; all others are read through the store's door."""
        if value is None:
            return None
        box = self.box(value)
        if box[:1] != PLAIN:
            raise TypeError(f"{self.name}: only the store's door opens what is sealed")
        return self.heard(box[1:])


class SealedText(SealedField):
    """A short text that is sealed in a column of text."""

    field_type = "TEXT"

    def kept(self, box: bytes) -> str:
        """Return what stands in the store for sealed bytes."""
        if box[:1] == PLAIN:
            return box[1:].decode()
        return SEALED + base64.b64encode(box).decode()

    def box(self, value: Any) -> bytes:
        """Return the sealed bytes that stand in the store."""
        text = str(value)
        if text.startswith(SEALED):
            return base64.b64decode(text[len(SEALED) :])
        return PLAIN + text.encode()

    def blank(self, value: Any) -> Any:
        """Return what stands in the store for nothing."""
        return None if value is None else ""

    def db_value(self, value: Any) -> Any:
        """Return what is sealed already, or the little that needs no seal."""
        if isinstance(value, str) and (value.startswith(SEALED) or value in NOTHING):
            return value
        return super().db_value(value)


class SealedDocument(SealedText):
    """A small JSON value that is sealed."""

    def told(self, value: Any) -> bytes:
        """Return the value as bytes."""
        return written_down(value).encode()

    def heard(self, words: bytes) -> Any:
        """Return the value that the bytes say."""
        return json.loads(words)

    def blank(self, value: Any) -> Any:
        """Return what stands in the store for nothing."""
        return None if value is None else written_down(value)

    def gone(self) -> Any:
        """Return what is read where the value was erased."""
        return self.default() if callable(self.default) else self.default
