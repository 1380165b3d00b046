"""What staff do with a case: handovers, departments, tasks, pauses, links, notices, alerts."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, CharField, ForeignKeyField, IntegerField, UUIDField

from kiosk.records.base import DocumentField, MomentField, Record, SealedDocument, SealedField, SealedText
from kiosk.records.cases import Case


class Handover(Record):
    """An offer (转办) of a case, or of a part of its work, to a department or a person."""

    uid = UUIDField(primary_key=True)
    case = ForeignKeyField(Case, column_name="case_uid", backref="+", lazy_load=False)
    part = CharField(16)
    """`responsibility` moves it when accepted; `help` is a sub-task and never does."""
    by = CharField(48)
    """Who gives."""
    department = CharField(32)
    person = CharField(32, default="")
    """One person of the department; empty offers it to all of them."""
    is_on_duty = BooleanField(default=False)
    """Offered outside working hours: the general duty officer answers it."""
    said = SealedField(default="")
    """What has been said already, so that the patient tells it once; or the sub-task."""
    state = CharField(16, default="requested")
    """`requested`, `accepted`, `rejected`, `expired` or `withdrawn`."""
    reason = SealedField(default="")
    offered_at = MomentField()
    due_at = MomentField()
    ended_at = MomentField(null=True)
    ended_by = CharField(48, default="")


class CaseDepartment(Record):
    """A department that works on a case: it leads, or it helps."""

    uid = UUIDField(primary_key=True)
    case = ForeignKeyField(Case, column_name="case_uid", backref="+", lazy_load=False)
    department = CharField(32)
    part = CharField(16)
    """`lead` or `helper`."""
    added_at = MomentField()
    ended_at = MomentField(null=True)


class Task(Record):
    """Something to be done for a case by a moment."""

    uid = UUIDField(primary_key=True)
    case = ForeignKeyField(Case, column_name="case_uid", backref="+", lazy_load=False)
    kind = CharField(16)
    """`step` of a checklist, `callback`, `help` or `meeting`."""
    code = CharField(32, default="")
    """The checklist step that it comes from."""
    name = DocumentField(default=dict)
    words = SealedField(default="")
    owner = CharField(48, default="")
    """Staff code; empty while any member of the department may do it."""
    department = CharField(32, default="")
    facts = SealedDocument(default=dict)
    """Place and departments of a meeting; moments of call attempts."""
    due_at = MomentField()
    attempts = IntegerField(default=0)
    reminded_at = MomentField(null=True)
    state = CharField(16, default="open")
    """`open`, `done` or `dropped`."""
    result = SealedField(default="")
    ended_at = MomentField(null=True)
    ended_by = CharField(48, default="")


class Pause(Record):
    """A time in which the house's clocks of a case stand still; the patient sees it."""

    uid = UUIDField(primary_key=True)
    case = ForeignKeyField(Case, column_name="case_uid", backref="+", lazy_load=False)
    reason = CharField(16)
    """`patient` or `outside`: whom we wait for."""
    by = CharField(48)
    began_at = MomentField()
    ended_at = MomentField(null=True)
    ended_by = CharField(48, default="")


class Theme(Record):
    """A common matter (共性问题): cases that say the same thing, grouped reversibly."""

    uid = UUIDField(primary_key=True)
    title = SealedText()
    by = CharField(48)
    made_at = MomentField()
    department = CharField(32, default="")
    """Who is to see to it."""
    proposal = SealedField(default="")
    decision = SealedField(default="")
    decided_at = MomentField(null=True)
    decided_by = CharField(48, default="")
    cost = BigIntegerField(null=True)
    """What was granted, in hundredths of the hospital's currency."""
    due_day = CharField(10, default="")
    done_at = MomentField(null=True)
    done_by = CharField(48, default="")
    you_said = DocumentField(null=True)
    """The public's words on the board, a text in several languages; null until it is published."""
    we_did = DocumentField(null=True)
    published_at = MomentField(null=True)


class CaseLink(Record):
    """Ties a case to an earlier one as its repeat, or to a theme; ended when it is unlinked."""

    uid = UUIDField(primary_key=True)
    case = ForeignKeyField(Case, column_name="case_uid", backref="+", lazy_load=False)
    kind = CharField(16)
    """`repeat`, `theme`, `recurrence` of what a notice should have mended, or `rating`: what led to it."""
    other = UUIDField(index=True)
    """The earlier case, the theme, the notice, or the rating."""
    by = CharField(48)
    at = MomentField()
    ended_at = MomentField(null=True)


class Notice(Record):
    """A rectification notice (整改通知书): an order to mend something by a day, verified by somebody else."""

    uid = UUIDField(primary_key=True)
    number = CharField(16, unique=True)
    case = ForeignKeyField(Case, column_name="case_uid", backref="+", lazy_load=False, null=True)
    department = CharField(32)
    person = CharField(32, default="")
    to_mend = SealedField()
    due_day = CharField(10)
    """ISO date; the notice is late after its end."""
    due_at = MomentField()
    issued_at = MomentField()
    issued_by = CharField(48)
    done = SealedField(default="")
    proof = SealedField(default="")
    done_at = MomentField(null=True)
    done_by = CharField(48, default="")
    verification = SealedField(default="")
    verified_at = MomentField(null=True)
    verified_by = CharField(48, default="")
    standard = SealedField(default="")
    """What was made a rule, so that it stays mended; the last step of PDCA."""
    standard_at = MomentField(null=True)
    standard_by = CharField(48, default="")
    climbed = IntegerField(default=0)
    """How far a notice that is not mended has climbed, as a clock does."""


class Alert(Record):
    """Something that somebody must see at once; it rings on their consoles until one of them takes it."""

    uid = UUIDField(primary_key=True)
    at = MomentField(index=True)
    kind = CharField(16)
    """`call`, `graded`, `late`, `expired`, `reopened`, `message`, `unmanned` or `rating`."""
    case = ForeignKeyField(Case, column_name="case_uid", backref="+", lazy_load=False, null=True)
    desk = CharField(32, default="")
    """For the staff of this desk."""
    role = CharField(16, default="")
    """For everybody with this role, in `department` where one is named."""
    department = CharField(32, default="")
    person = CharField(48, default="")
    """For this person."""
    facts = DocumentField(default=dict)
    taken_at = MomentField(null=True)
    taken_by = CharField(48, default="")
