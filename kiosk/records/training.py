"""What the desk learns from: teaching cases, their presenters, questions that nobody could answer."""

from __future__ import annotations

from peewee import CharField, UUIDField

from kiosk.records.base import MomentField, Record, SealedField, SealedText


class TeachingCase(Record):
    """A case told without anybody's name, for the weekly case meeting (投诉案例分享会)."""

    uid = UUIDField(primary_key=True)
    from_case = UUIDField(index=True)
    title = SealedText()
    words = SealedField()
    """What happened, without names, telephones, dates of birth and numbers."""
    lesson = SealedField(default="")
    by = CharField(48)
    at = MomentField(index=True)


class Presentation(Record):
    """Who presents a teaching case on which day."""

    uid = UUIDField(primary_key=True)
    day = CharField(10, unique=True)
    staff = CharField(32)
    teaching = UUIDField(null=True)
    minutes = SealedField(default="")
    """What was said and decided."""
    held_at = MomentField(null=True)


class UnknownQuestion(Record):
    """What somebody looked for and did not find; it feeds the answers."""

    uid = UUIDField(primary_key=True)
    at = MomentField(index=True)
    words = SealedField()
    language = CharField(8)
    desk = CharField(32, default="")
    state = CharField(12, default="open", index=True)
    """`open`, `answered` or `dropped`."""
    answer = CharField(32, default="")
    """Code of the answer that it led to."""
    ended_at = MomentField(null=True)
    ended_by = CharField(48, default="")
