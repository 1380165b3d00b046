"""Who may sign in, and what the console keeps for them."""

from __future__ import annotations

from peewee import BooleanField, CharField, IntegerField, TextField, UUIDField

from kiosk.records.base import (
    DocumentField,
    MomentField,
    Record,
    SealedDocument,
    SealedField,
    SealedText,
)


class Account(Record):
    """A staff member's right to sign in."""

    code = CharField(32, primary_key=True)
    """The staff code."""
    password = TextField(default="")
    """Argon2 hash; empty for somebody who is known by an SSH key alone."""
    fingerprint = CharField(64, default="")
    """SHA256 fingerprint of the SSH key that is this person's."""
    must_change = BooleanField(default=False)
    """Somebody else chose the password: it is changed at the next sign-in."""
    is_disabled = BooleanField(default=False)
    language = CharField(8, default="")
    made_at = MomentField()
    signed_in_at = MomentField(null=True)
    """The last sign-in; what happened since stands in the digest."""


class Membership(Record):
    """A further department that somebody belongs to."""

    uid = UUIDField(primary_key=True)
    staff = CharField(32, index=True)
    department = CharField(32, index=True)


class SavedView(Record):
    """A filter of the work list that somebody keeps under a name."""

    uid = UUIDField(primary_key=True)
    staff = CharField(32, index=True)
    position = IntegerField()
    name = SealedText()
    condition = DocumentField()


class KeptDraft(Record):
    """What somebody is writing in a console, kept as typed; gone when it is saved or thrown away."""

    uid = UUIDField(primary_key=True)
    staff = CharField(32, index=True)
    session = UUIDField()
    place = CharField(80)
    """What is being written: `reply:CASE`, `note:CASE`, `register` …"""
    words = SealedField(default="")
    facts = SealedDocument(default=dict)
    at = MomentField()

    class Meta:
        indexes = ((("session", "place"), True),)


class Presence(Record):
    """An open console: who sits there, and at which case."""

    session = UUIDField(primary_key=True)
    staff = CharField(32)
    case = UUIDField(null=True, index=True)
    doing = CharField(16, default="")
    """`reading` or `writing`."""
    began_at = MomentField()
    seen_at = MomentField()
