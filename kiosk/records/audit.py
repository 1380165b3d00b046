"""The audit trail: an append-only chain of keyed hashes over the contents of what was written."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, CharField, CompositeKey, TextField

from kiosk.records.base import MomentField, Record


class AuditChain(Record):
    """The head of a chain: one chain a register, one a terminal's spool."""

    chain = CharField(32, primary_key=True)
    seq = BigIntegerField(default=0)
    head = BlobField()


class AuditEntry(Record):
    """What one transaction did, to whom, and the digests of every row that it wrote."""

    chain = CharField(32)
    seq = BigIntegerField()
    at = MomentField()
    body = TextField()
    """Canonical JSON: act, by, subject, and `wrote`: [table, key, digest or null when removed]."""
    mac = BlobField()

    class Meta:
        primary_key = CompositeKey("chain", "seq")
