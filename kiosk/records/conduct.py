"""What departments and staff answer for: points of late notices, conduct records, the service star."""

from __future__ import annotations

from peewee import CharField, ForeignKeyField, IntegerField, UUIDField

from kiosk.records.base import DocumentField, MomentField, Record, SealedField
from kiosk.records.work import Notice


class Deduction(Record):
    """Points that a late notice cost a department; open to appeal, never erased."""

    uid = UUIDField(primary_key=True)
    """Derived from notice and step: each is taken once however many ticks run."""
    notice = ForeignKeyField(Notice, column_name="notice_uid", backref="+", lazy_load=False)
    department = CharField(32, index=True)
    day = CharField(10, index=True)
    """ISO date on which it was taken."""
    step = IntegerField()
    """0 when the notice became late, then 1 for each further week."""
    points = IntegerField()
    at = MomentField()
    appeal = SealedField(default="")
    appealed_at = MomentField(null=True)
    appealed_by = CharField(48, default="")
    outcome = CharField(12, default="")
    """Of the appeal: `kept`, `reduced` or `cancelled`."""
    points_kept = IntegerField(null=True)
    """What counts after the appeal; empty while none was decided."""
    decision = SealedField(default="")
    decided_at = MomentField(null=True)
    decided_by = CharField(48, default="")


class ConductEntry(Record):
    """An entry of somebody's conduct record (医德档案); read by few, and by the person concerned."""

    uid = UUIDField(primary_key=True)
    staff = CharField(32, index=True)
    upheld_case = UUIDField(index=True)
    """The upheld case that it rests on."""
    talk_on = CharField(10)
    """ISO date of the talk that was held."""
    talk_by = CharField(48)
    talk = SealedField()
    statement = SealedField()
    """The person's own."""
    decision = SealedField()
    decided_by = CharField(48)
    at = MomentField(index=True)


class StarPoint(Record):
    """Points that a supervisor gives somebody for a month's service star, with the reason."""

    uid = UUIDField(primary_key=True)
    month = CharField(7, index=True)
    staff = CharField(32)
    points = IntegerField()
    words = SealedField(default="")
    by = CharField(48)
    at = MomentField()


class StarList(Record):
    """A month's service stars (服务之星) as a supervisor signed them."""

    month = CharField(7, primary_key=True)
    stars = DocumentField()
    """Each `{"staff": code, "score": hundredths, "facts": what it was reckoned from}`, best first."""
    formula = DocumentField()
    """The weights that it was reckoned with."""
    by = CharField(48)
    at = MomentField()
