"""The hospital as its data files describe it. Every text stands in several languages side by side."""

from __future__ import annotations

from peewee import BooleanField, CharField, IntegerField, TextField, UUIDField

from kiosk.records.base import DocumentField, Record


class Department(Record):
    """A department, clinic or office."""

    code = CharField(32, primary_key=True)
    position = IntegerField()
    """Place in lists, counted from 0."""
    group = CharField(32, default="")
    """`clinic`, `technical`, `ward`, `office` or `service`."""
    name = DocumentField()
    place = DocumentField(default=dict)
    """Building, floor and room, in words."""
    phone = CharField(64, default="")
    is_bookable = BooleanField(default=False)
    """Whether patients make appointments with it."""
    keys = TextField(default="")
    """What a search compares with: names, pinyin, initials."""


class Doctor(Record):
    """A doctor who sees patients in a clinic."""

    code = CharField(32, primary_key=True)
    position = IntegerField()
    department = CharField(32, index=True)
    name = DocumentField()
    title = DocumentField(default=dict)
    skills = DocumentField(default=dict)
    keys = TextField(default="")


class Session(Record):
    """A half day of a week on which a doctor sees patients."""

    uid = UUIDField(primary_key=True)
    department = CharField(32, index=True)
    doctor = CharField(32)
    weekday = IntegerField()
    """1 Monday to 7 Sunday."""
    half = CharField(8)
    """`am`, `pm` or `night`."""
    place = DocumentField(default=dict)
    fee = CharField(16, default="")


class Answer(Record):
    """An answer to a frequent question, or a hint on how to prepare."""

    code = CharField(32, primary_key=True)
    position = IntegerField()
    topic = CharField(32)
    """`booking`, `change`, `prepare`, `visit`, `insurance`, `inpatient`, `records` or `service`."""
    question = DocumentField()
    answer = DocumentField()
    department = CharField(32, default="")
    tags = DocumentField(default=dict)
    keys = TextField(default="")


class Need(Record):
    """Something that people come to the desk for, with the answer where the hospital has one."""

    code = CharField(32, primary_key=True)
    position = IntegerField()
    name = DocumentField()
    icon = CharField(8, default="")
    department = CharField(32, default="")
    """Who sees to it; its place and phone are shown."""
    answer = DocumentField(default=dict)
    bring = DocumentField(default=dict)
    hours = DocumentField(default=dict)
    keys = TextField(default="")


class Category(Record):
    """What a complaint, suggestion or praise is about; two levels."""

    code = CharField(32, primary_key=True)
    position = IntegerField()
    parent = CharField(32, default="")
    kind = CharField(16, default="complaint")
    """`complaint`, `suggestion` or `praise`."""
    name = DocumentField()
    grade = CharField(16, default="")
    """The grade that this category asks for; empty leaves it to the other rules."""
    phrases = DocumentField(default=list)
    """Ready sentences to tap: a list of texts in several languages."""
    subject = CharField(16, default="")
    """Whom it concerns: `doctor`, `nurse`, `window`, `logistics` or `office`; see Route."""


class Staff(Record):
    """Somebody who works here, as far as the desk needs to know."""

    code = CharField(32, primary_key=True)
    name = DocumentField()
    department = CharField(32, default="")
    role = CharField(16)
    is_published = BooleanField(default=False)
    """Whether patients may read the name."""


class Duty(Record):
    """Who answers at a desk on a weekday between two times."""

    uid = UUIDField(primary_key=True)
    desk = CharField(32, index=True)
    weekday = IntegerField()
    begins = CharField(5)
    """Local time, HH:MM."""
    ends = CharField(5)
    staff = CharField(32)


class Route(Record):
    """Which office supervises a subject: complaints about doctors go to the medical office, and so on."""

    subject = CharField(16, primary_key=True)
    position = IntegerField()
    name = DocumentField()
    department = CharField(32)


class ChecklistStep(Record):
    """A step that every case of a type needs: who does it, and how soon after filing."""

    code = CharField(32, primary_key=True)
    position = IntegerField()
    kind = CharField(16)
    category = CharField(32, default="")
    """Only for cases of this category or its children; empty for all of the kind."""
    grade = CharField(16, default="")
    """Only for cases of this grade; empty for all."""
    name = DocumentField()
    department = CharField(32, default="")
    """Who does it; empty leaves it to whoever is responsible."""
    amount = IntegerField()
    unit = CharField(16)
    """`hours` or `workdays` after filing."""


class Script(Record):
    """A wording (服务剧本) for a situation, in one of its versions; the newest stands."""

    uid = UUIDField(primary_key=True)
    code = CharField(32, index=True)
    version = IntegerField()
    position = IntegerField()
    kind = CharField(16, default="")
    """The kind of case it is for; empty for all, as are the next two."""
    grade = CharField(16, default="")
    stage = CharField(16, default="")
    use = CharField(16)
    """`reply` to the patient, `call` on the telephone, or `talk` at the counter."""
    title = DocumentField()
    text = DocumentField()
    """With places such as {name}, {number}, {office}, {due}."""
    is_current = BooleanField(default=True)


class Workday(Record):
    """A day that differs from Monday to Friday, as announced or as the hospital decided."""

    day = CharField(10, primary_key=True)
    """ISO date."""
    kind = CharField(8)
    """`work`, `rest` or `half`."""
    source = CharField(16)
    """`hospital` wins over `calendar`."""
    note = CharField(64, default="")


class Fact(Record):
    """A named value about the hospital or the register: names, phones, prefix, desks."""

    name = CharField(32, primary_key=True)
    value = DocumentField()
