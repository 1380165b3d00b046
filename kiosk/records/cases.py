"""Cases and what belongs to them: people, clocks, timeline entries, ratings, the search index."""

from __future__ import annotations

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    UUIDField,
)

from kiosk.records.base import (
    DocumentField,
    MomentField,
    Record,
    SealedDocument,
    SealedField,
    SealedText,
)


class Counter(Record):
    """How many numbers a machine has given out; each machine that writes has a prefix of its own."""

    prefix = CharField(2, primary_key=True)
    """The two letters in front of every case number made here."""
    given = BigIntegerField(default=0)


class Case(Record):
    """A case (事项): anything somebody brought to the desk."""

    uid = UUIDField(primary_key=True)
    """UUIDv7, made by the caller when the form opened."""
    number = CharField(11, unique=True)
    kind = CharField(16)
    stage = CharField(16)
    grade = CharField(16)
    grade_reason = CharField(32, default="")
    """Why a rule graded it up; empty when nothing did."""
    source = CharField(16)
    channel_number = SealedText(default="")
    """The number that another channel gave it (12345, letter, e-mail)."""
    desk = CharField(32)
    language = CharField(8)
    """What the person speaks; what they wrote keeps it."""
    need = CharField(32, default="")
    category = CharField(32, default="")
    department = CharField(32, default="")
    about_person = SealedField(default="")
    """Whom praise or a complaint names."""
    happened = CharField(32, default="")
    """When it happened: an ISO date, or a code of the choice that was tapped."""
    words = SealedField(default="")
    wish = CharField(32, default="")
    wish_words = SealedField(default="")
    phrases = SealedDocument(default=list)
    """Codes of the ready phrases that were tapped."""
    filer_role = CharField(16, default="")
    is_anonymous = BooleanField(default=False)
    is_child = BooleanField(default=False)
    is_verified = BooleanField(default=False)
    """Whether staff saw who the person is; never true for a terminal."""
    complainants = IntegerField(default=1)
    first_responder = CharField(32)
    """Staff code, or `desk:CODE` when nobody was on duty."""
    responsible = CharField(32)
    opened_at = MomentField()
    """When the form opened."""
    filed_at = MomentField()
    changed_at = MomentField(index=True)
    answered_at = MomentField(null=True)
    closed_at = MomentField(null=True)
    first_closed_at = MomentField(null=True)
    reopenings = IntegerField(default=0)
    verdict = CharField(16, default="")
    outcome = CharField(16, default="")
    due_at = MomentField(null=True)
    """The earliest due moment that still runs; lists sort by it."""
    token_digest = BlobField(unique=True)
    """SHA-256 of the link's token; the token itself is derived, never kept."""
    link_issue = IntegerField(default=1)
    link_key = CharField(8)
    """Id of the key that the link was derived with."""
    link_until = MomentField(null=True)
    keep_until = MomentField(null=True)
    is_held = BooleanField(default=False)
    """A legal hold stops retention."""
    erased_at = MomentField(null=True)
    version = IntegerField(default=1)
    """Counts the changes, so that a stale save is noticed."""
    registered_by = CharField(32, default="")
    """The staff member who registered it for somebody; empty when the person did it alone."""
    investigation = SealedField(default="")
    """What the investigation found."""
    cause = CharField(32, default="")
    """Code of the root cause; its words stand in `cause_words`."""
    cause_words = SealedField(default="")
    no_notice = SealedField(default="")
    """Why an upheld complaint needs no rectification notice: the supervisor's reason."""

    people: list[Person]
    """Loaded with the case, like its clocks and its timeline: nothing is read later."""
    clocks: list[Clock]
    timeline: list[Entry]


class Person(Record):
    """Somebody's personal data in a case, apart from the case's facts."""

    uid = UUIDField(primary_key=True)
    case = ForeignKeyField(Case, column_name="case_uid", backref="+", lazy_load=False)
    role = CharField(16)
    """`filer` or `patient`."""
    name = SealedField(default="")
    phone = SealedField(default="")
    phone_end = BlobField(null=True)
    """Keyed hash of the last four digits: the second factor."""
    pin = BlobField(null=True)
    """Keyed hash of the PIN chosen when no phone was given."""
    is_child = BooleanField(default=False)
    phone_mark = BlobField(null=True)
    """Keyed hash of the whole phone, by which everything of a person is found."""


class Clock(Record):
    """A promise with a due moment. Ends `met` or `missed` for good."""

    uid = UUIDField(primary_key=True)
    case = ForeignKeyField(Case, column_name="case_uid", backref="+", lazy_load=False)
    name = CharField(16)
    basis = CharField(16)
    started_at = MomentField()
    due_at = MomentField(index=True)
    amount = IntegerField()
    unit = CharField(16)
    is_certain = BooleanField(default=True)
    """False while it reaches a year whose calendar is not announced: shown as provisional."""
    ended_at = MomentField(null=True)
    result = CharField(16, default="")
    climbed = IntegerField(default=0)
    """How far late work has climbed: 0 the handler, 1 the head, 2 the supervisor, 3 the leader."""


class Entry(Record):
    """One line of a case's timeline; never changed once written."""

    uid = UUIDField(primary_key=True)
    case = ForeignKeyField(Case, column_name="case_uid", backref="+", lazy_load=False)
    position = IntegerField()
    """Place in the case's timeline, counted from 0."""
    at = MomentField()
    kind = CharField(32)
    """A code; the sentence is made for each reader."""
    facts = SealedDocument(default=dict)
    words = SealedField(default="")
    visibility = CharField(16, default="internal")
    by = CharField(48)
    """Staff code, `patient`, `desk:CODE` or `rule`."""


class Rating(Record):
    """One tap on a face, with what was added to it."""

    uid = UUIDField(primary_key=True)
    at = MomentField(index=True)
    desk = CharField(32)
    source = CharField(16)
    score = IntegerField()
    department = CharField(32, default="", index=True)
    reasons = DocumentField(default=list)
    case = ForeignKeyField(Case, column_name="case_uid", backref="+", lazy_load=False, null=True)
    is_counted = BooleanField(default=True)
    """False when tapped within seconds of another on the same terminal: kept, but left out."""
    withdrawn_at = MomentField(null=True)
    point = CharField(16, default="")
    """The service point it was given for, which is also its set of questions; empty at a desk."""


class Attempt(Record):
    """Failed tries at a second factor, counted in the register so that a restart forgets none."""

    key = BlobField(primary_key=True)
    """Keyed hash of what was tried (a case, an address)."""
    window_at = MomentField()
    """When the hour began that `failures` counts."""
    failures = IntegerField(default=0)
    total = IntegerField(default=0)
    """Failures since the link was issued."""


class SearchDoc(Record):
    """A case that can be searched; keyed hashes of all its runs stand in `search_run` under the same id."""

    id = AutoField()
    case = ForeignKeyField(Case, column_name="case_uid", backref="+", lazy_load=False)


class SearchCursor(Record):
    """How far the search index has read the audit trail, which names every case that changed."""

    chain = CharField(32, primary_key=True)
    seq = BigIntegerField(default=0)
