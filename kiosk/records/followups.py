"""Stays in the hospital, the visits and calls that follow from them, and what was asked."""

from __future__ import annotations

from peewee import BlobField, BooleanField, CharField, ForeignKeyField, IntegerField, UUIDField

from kiosk.records.base import DocumentField, MomentField, Record, SealedDocument, SealedField


class Stay(Record):
    """One stay of a patient, as the list of admissions and discharges gives it."""

    uid = UUIDField(primary_key=True)
    visit = CharField(64, unique=True)
    """The hospital's visit number (住院号): importing it again changes this row."""
    ward = CharField(32, index=True)
    """Department code."""
    bed = CharField(16, default="")
    doctor = CharField(64, default="")
    name = SealedField(default="")
    phone = SealedField(default="")
    phone_mark = BlobField(null=True)
    """Keyed hash of the whole phone, as in Person."""
    language = CharField(8, default="zh_CN")
    admitted_on = CharField(10)
    """ISO date."""
    discharged_on = CharField(10, default="", index=True)
    """ISO date; empty while the patient is in the hospital."""
    discharged_time = CharField(5, default="")
    """Local time HH:MM of the discharge, where the list says it."""
    consent = CharField(4, default="")
    """`yes`, `no`, or empty: not asked yet. No call without `yes`; a visit may ask."""
    calls_from = CharField(5, default="")
    """Local time HH:MM from which calls are agreed; empty takes the hospital's own hours."""
    calls_until = CharField(5, default="")
    channel = CharField(12, default="")
    """How the patient wants to hear from us: `phone`, `wechat`, `sms` or `email`; empty is by phone."""
    is_not_called = BooleanField(default=False)
    """The patient said: do not call again."""
    is_phone_checked = BooleanField(default=False)
    is_child = BooleanField(default=False)
    plan = CharField(32, default="")
    """Code of the plan of extra calls; empty for none."""
    listed = DocumentField(default=dict)
    """What the list said last of what the patient may have told us otherwise since; their word stands."""
    imported_at = MomentField()
    """When the list first named this stay."""
    erased_at = MomentField(null=True)


class FollowUp(Record):
    """A visit or a call (随访) that is due because of a stay; made by rule or by plan, never by hand.

    Every act that changes one is written about its uid (`store.writing(…, str(uid), …)`): the daily list,
    which moves and drops open ones, then waits for it.
    """

    uid = UUIDField(primary_key=True)
    """Derived from visit number, kind and ordinal: the same list twice is the same rows."""
    stay = ForeignKeyField(Stay, column_name="stay_uid", backref="+", lazy_load=False)
    kind = CharField(8)
    """`visit` second day, `survey` over 7 days, `contact` 24 h after discharge, `call` one week, `plan`."""
    ordinal = IntegerField(default=0)
    """The week of a survey, or the step of a plan, counted from 0."""
    ward = CharField(32, index=True)
    questions = CharField(16)
    """The set of questions that is asked."""
    due_day = CharField(10, index=True)
    due_at = MomentField()
    """End of the span in which it is in time."""
    state = CharField(12, default="open", index=True)
    """`open`, `done`, `unreached` after the last attempt, `refused`, or `dropped` (no consent, no phone)."""
    attempts = IntegerField(default=0)
    next_at = MomentField(null=True)
    """When it is tried again; empty for the first attempt."""
    owner = CharField(48, default="")
    ended_at = MomentField(null=True)
    ended_by = CharField(48, default="")


class FollowUpAttempt(Record):
    """One attempt at a visit or a call, with what was answered."""

    uid = UUIDField(primary_key=True)
    follow_up = ForeignKeyField(FollowUp, column_name="follow_up_uid", backref="+", lazy_load=False)
    at = MomentField(index=True)
    by = CharField(48)
    channel = CharField(12)
    """`bedside`, `phone`, `wechat`, `sms` or `email`."""
    result = CharField(12)
    """`reached`, `no_answer`, `busy`, `wrong_number`, `later` or `refused`."""
    answers = SealedDocument(default=dict)
    """Question code to the answer's code or number."""
    words = SealedField(default="")
    is_urgent = BooleanField(default=False)
    """An answer that a ward must hear of within half an hour."""
    led_to = UUIDField(null=True, index=True)
    """The case that an opinion, or an urgent answer, became."""


class CarePlan(Record):
    """A plan of extra calls for patients with a chronic illness or a high risk."""

    code = CharField(32, primary_key=True)
    position = IntegerField()
    name = DocumentField()
    steps = DocumentField(default=list)
    """Each `{"day": days after discharge, "questions": set}`; a negative step never."""


class SurveyQuestion(Record):
    """A question of a set: one set a service point, a ward visit, a call."""

    code = CharField(32, primary_key=True)
    position = IntegerField()
    set = CharField(16, index=True)
    """`visit`, `survey`, `contact`, `call`, a plan's own, or a service point (`outpatient`, `window` …)."""
    text = DocumentField()
    kind = CharField(8)
    """`scale` 1–5, `yes_no`, or `choice`."""
    options = DocumentField(default=list)
    """Of a choice: each `{"code": …, "text": {language: words}}`."""
    urgent = DocumentField(default=list)
    """Answers that go to the ward at once, as codes or numbers."""


class SurveyAnswer(Record):
    """The answer to one question of a set, given after a rating."""

    uid = UUIDField(primary_key=True)
    rating = UUIDField(index=True)
    question = CharField(32, index=True)
    answer = CharField(16)
    """A number of the scale, `yes`, `no`, or an option's code."""
    at = MomentField()
