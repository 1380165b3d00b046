"""What the register holds about keys: those of its cases, wrapped; never one that opens anything alone."""

from __future__ import annotations

from peewee import BlobField, CharField, ForeignKeyField, IntegerField

from kiosk.records.base import MomentField, Record
from kiosk.records.cases import Case


class CaseKey(Record):
    """The key of one case, wrapped with the hospital's key. Without it the case's words are gone for good."""

    case = ForeignKeyField(Case, column_name="case_uid", backref="+", lazy_load=False, primary_key=True)
    wrapped = BlobField()
    """Its first byte says with which of the hospital's keys."""


class KeyMark(Record):
    """By what the register knows one of the hospital's keys, so that a wrong one is named at once."""

    id = IntegerField(primary_key=True)
    mark = BlobField()


class RunMark(Record):
    """When something that must never follow a wrong clock last ran."""

    name = CharField(32, primary_key=True)
    at = MomentField()
