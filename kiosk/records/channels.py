"""Other doors: channels that file through the API, and receivers that are told of what happens."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, CharField, ForeignKeyField, IntegerField, TextField, UUIDField

from kiosk.records.base import DocumentField, MomentField, Record, SealedField, SealedText


class Channel(Record):
    """Another system that may file cases and read its own: an app, a web site, a hotline."""

    code = CharField(32, primary_key=True)
    name = DocumentField()
    source = CharField(16)
    """What its cases say they came by."""
    key_digest = BlobField(unique=True)
    """SHA-256 of its key; the key itself is shown once and kept nowhere."""
    made_at = MomentField()
    ended_at = MomentField(null=True)


class Request(Record):
    """A request that a channel made with an idempotency key: asked again, it is answered the same."""

    uid = UUIDField(primary_key=True)
    """Derived from channel and key."""
    channel = CharField(32, index=True)
    digest = BlobField()
    """Keyed hash of what was asked: the same key with another body is refused."""
    subject = UUIDField(index=True)
    """The case that it made: a channel reads no other."""
    at = MomentField()


class Hook(Record):
    """A receiver of signed messages about what happens to cases."""

    code = CharField(32, primary_key=True)
    url = SealedText()
    secret = SealedField()
    """Signs each message (HMAC-SHA-256)."""
    kinds = DocumentField(default=list)
    """Timeline kinds that it is told of; empty for all."""
    made_at = MomentField()
    ended_at = MomentField(null=True)


class HookMessage(Record):
    """A message for a receiver, sent until it is taken; in order for each case."""

    uid = UUIDField(primary_key=True)
    """Derived from receiver and timeline entry: stable over every attempt."""
    hook = ForeignKeyField(Hook, column_name="hook_code", backref="+", lazy_load=False)
    subject = UUIDField(index=True)
    """The case."""
    entry = UUIDField()
    position = IntegerField()
    """Place of the entry in its case."""
    at = MomentField()
    state = CharField(12, default="waiting", index=True)
    """`waiting`, `taken`, or `given_up` after the last attempt: staff must look."""
    tries = IntegerField(default=0)
    next_at = MomentField(index=True)
    problem = TextField(default="")


class HookPlace(Record):
    """How far a chain of the audit trail was read for messages: it names every entry that was written."""

    chain = CharField(32, primary_key=True)
    seq = BigIntegerField(default=0)


class StaffMessage(Record):
    """An alert on its way to the telephones of staff, through whatever the hospital has for that."""

    uid = UUIDField(primary_key=True)
    """Derived from address, case, kind and moment: what rings for several people is told once."""
    alert = UUIDField()
    address = BlobField()
    """Keyed hash of where it goes; the addresses themselves stand in a file of the hospital."""
    at = MomentField()
    state = CharField(12, default="waiting", index=True)
    """`waiting`, `sent`, or `given_up`; the alert itself stays on the consoles whatever happens here."""
    tries = IntegerField(default=0)
    next_at = MomentField(index=True)
