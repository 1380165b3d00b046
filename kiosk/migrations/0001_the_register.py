"""The register as it first was: a frozen copy of its tables."""

from typing import Any

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
    UUIDField,
)


def up(_migrator: Any, db: Any) -> None:
    """Make every table."""

    class Answer(Model):
        code = CharField(primary_key=True, max_length=32)
        position = IntegerField()
        topic = CharField(max_length=32)
        question = TextField()
        answer = TextField()
        department = CharField(max_length=32)
        tags = TextField()
        keys = TextField()

        class Meta:
            database = db
            table_name = "answer"

    class Attempt(Model):
        key = BlobField(primary_key=True)
        window_at = BigIntegerField()
        failures = IntegerField()
        total = IntegerField()

        class Meta:
            database = db
            table_name = "attempt"

    class AuditChain(Model):
        chain = CharField(primary_key=True, max_length=32)
        seq = BigIntegerField()
        head = BlobField()

        class Meta:
            database = db
            table_name = "audit_chain"

    class AuditEntry(Model):
        chain = CharField(max_length=32)
        seq = BigIntegerField()
        at = BigIntegerField()
        body = TextField()
        mac = BlobField()

        class Meta:
            database = db
            table_name = "audit_entry"
            primary_key = CompositeKey("chain", "seq")

    class Case(Model):
        uid = UUIDField(primary_key=True)
        number = CharField(unique=True, max_length=11)
        kind = CharField(max_length=16)
        stage = CharField(max_length=16)
        grade = CharField(max_length=16)
        grade_reason = CharField(max_length=32)
        source = CharField(max_length=16)
        channel_number = CharField(max_length=64)
        desk = CharField(max_length=32)
        language = CharField(max_length=8)
        need = CharField(max_length=32)
        category = CharField(max_length=32)
        department = CharField(max_length=32)
        about_person = BlobField()
        happened = CharField(max_length=32)
        words = BlobField()
        wish = CharField(max_length=32)
        wish_words = BlobField()
        phrases = TextField()
        filer_role = CharField(max_length=16)
        is_anonymous = BooleanField()
        is_child = BooleanField()
        is_verified = BooleanField()
        complainants = IntegerField()
        first_responder = CharField(max_length=32)
        responsible = CharField(max_length=32)
        opened_at = BigIntegerField()
        filed_at = BigIntegerField()
        changed_at = BigIntegerField(index=True)
        answered_at = BigIntegerField(null=True)
        closed_at = BigIntegerField(null=True)
        first_closed_at = BigIntegerField(null=True)
        reopenings = IntegerField()
        verdict = CharField(max_length=16)
        outcome = CharField(max_length=16)
        due_at = BigIntegerField(null=True)
        token_digest = BlobField(unique=True)
        link_issue = IntegerField()
        link_key = CharField(max_length=8)
        link_until = BigIntegerField(null=True)
        keep_until = BigIntegerField(null=True)
        is_held = BooleanField()
        erased_at = BigIntegerField(null=True)
        version = IntegerField()

        class Meta:
            database = db
            table_name = "case"
            indexes = ((("stage", "due_at", "uid"), False), (("department", "stage", "due_at"), False))

    class Category(Model):
        code = CharField(primary_key=True, max_length=32)
        position = IntegerField()
        parent = CharField(max_length=32)
        kind = CharField(max_length=16, default="complaint")
        name = TextField()
        grade = CharField(max_length=16)
        phrases = TextField()

        class Meta:
            database = db
            table_name = "category"

    class Clock(Model):
        uid = UUIDField(primary_key=True)
        case = ForeignKeyField(Case, column_name="case_uid")
        name = CharField(max_length=16)
        basis = CharField(max_length=16)
        started_at = BigIntegerField()
        due_at = BigIntegerField(index=True)
        amount = IntegerField()
        unit = CharField(max_length=16)
        is_certain = BooleanField()
        ended_at = BigIntegerField(null=True)
        result = CharField(max_length=16)

        class Meta:
            database = db
            table_name = "clock"

    class Counter(Model):
        prefix = CharField(primary_key=True, max_length=2)
        given = BigIntegerField()

        class Meta:
            database = db
            table_name = "counter"

    class Department(Model):
        code = CharField(primary_key=True, max_length=32)
        position = IntegerField()
        group = CharField(max_length=32)
        name = TextField()
        place = TextField()
        phone = CharField(max_length=64)
        is_bookable = BooleanField()
        keys = TextField()

        class Meta:
            database = db
            table_name = "department"

    class Doctor(Model):
        code = CharField(primary_key=True, max_length=32)
        position = IntegerField()
        department = CharField(index=True, max_length=32)
        name = TextField()
        title = TextField()
        skills = TextField()
        keys = TextField()

        class Meta:
            database = db
            table_name = "doctor"

    class Duty(Model):
        uid = UUIDField(primary_key=True)
        desk = CharField(index=True, max_length=32)
        weekday = IntegerField()
        begins = CharField(max_length=5)
        ends = CharField(max_length=5)
        staff = CharField(max_length=32)

        class Meta:
            database = db
            table_name = "duty"

    class Entry(Model):
        uid = UUIDField(primary_key=True)
        case = ForeignKeyField(Case, column_name="case_uid")
        position = IntegerField()
        at = BigIntegerField()
        kind = CharField(max_length=32)
        facts = TextField()
        words = BlobField()
        visibility = CharField(max_length=16, default="internal")
        by = CharField(max_length=48)

        class Meta:
            database = db
            table_name = "entry"

    class Fact(Model):
        name = CharField(primary_key=True, max_length=32)
        value = TextField()

        class Meta:
            database = db
            table_name = "fact"

    class Need(Model):
        code = CharField(primary_key=True, max_length=32)
        position = IntegerField()
        name = TextField()
        icon = CharField(max_length=8)
        department = CharField(max_length=32)
        answer = TextField()
        bring = TextField()
        hours = TextField()
        keys = TextField()

        class Meta:
            database = db
            table_name = "need"

    class Person(Model):
        uid = UUIDField(primary_key=True)
        case = ForeignKeyField(Case, column_name="case_uid")
        role = CharField(max_length=16)
        name = BlobField()
        phone = BlobField()
        phone_end = BlobField(null=True)
        pin = BlobField(null=True)
        is_child = BooleanField()

        class Meta:
            database = db
            table_name = "person"

    class Rating(Model):
        uid = UUIDField(primary_key=True)
        at = BigIntegerField(index=True)
        desk = CharField(max_length=32)
        source = CharField(max_length=16)
        score = IntegerField()
        department = CharField(index=True, max_length=32)
        reasons = TextField()
        case = ForeignKeyField(Case, null=True, column_name="case_uid")
        is_counted = BooleanField()
        withdrawn_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "rating"

    class SearchRun(Model):
        run = BlobField()
        case = ForeignKeyField(Case, column_name="case_uid")

        class Meta:
            database = db
            table_name = "search_run"
            primary_key = CompositeKey("run", "case")

    class Session(Model):
        uid = UUIDField(primary_key=True)
        department = CharField(index=True, max_length=32)
        doctor = CharField(max_length=32)
        weekday = IntegerField()
        half = CharField(max_length=8)
        place = TextField()
        fee = CharField(max_length=16)

        class Meta:
            database = db
            table_name = "session"

    class Staff(Model):
        code = CharField(primary_key=True, max_length=32)
        name = TextField()
        department = CharField(max_length=32)
        role = CharField(max_length=16)
        is_published = BooleanField()

        class Meta:
            database = db
            table_name = "staff"

    class Workday(Model):
        day = CharField(primary_key=True, max_length=10)
        kind = CharField(max_length=8)
        source = CharField(max_length=16)
        note = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "workday"

    db.create_tables(
        [
            Answer,
            Attempt,
            AuditChain,
            AuditEntry,
            Case,
            Category,
            Clock,
            Counter,
            Department,
            Doctor,
            Duty,
            Entry,
            Fact,
            Need,
            Person,
            Rating,
            SearchRun,
            Session,
            Staff,
            Workday,
        ]
    )
