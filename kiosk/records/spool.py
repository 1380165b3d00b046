"""What a terminal did while the register was elsewhere, and what has come from there."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, CharField, IntegerField, UUIDField

from kiosk.records.base import MomentField, Record, SealedField


class Outbox(Record):
    """An act of this terminal, to be done again at the central register."""

    uid = UUIDField(primary_key=True)
    place = BigIntegerField(index=True)
    """Acts are delivered in this order."""
    act = CharField(48)
    subject = UUIDField(index=True)
    """The case or the rating that it is about."""
    facts = SealedField()
    """What the act was told, as JSON."""
    at = MomentField()
    state = CharField(12, default="waiting", index=True)
    """`waiting`, `delivered`, or `parked`: the register does not take it, and staff must look."""
    tries = IntegerField(default=0)
    problem = CharField(80, default="")
    sent_at = MomentField(null=True)


class Delivery(Record):
    """An act that came from a terminal: done once, or parked with what it was told."""

    uid = UUIDField(primary_key=True)
    terminal = CharField(8)
    """The two letters of the terminal's case numbers."""
    act = CharField(48)
    at = MomentField()
    head = BlobField()
    """The head of the terminal's own trail, kept here where it cannot change it."""
    problem = CharField(80, default="")
    facts = SealedField(default="")
    """What a parked act was told; empty for one that was done."""
