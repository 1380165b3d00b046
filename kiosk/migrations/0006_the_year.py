"""The service centre's year: stays and follow-ups, conduct, training, channels; what comes of a notice."""

from typing import Any

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    PostgresqlDatabase,
    TextField,
    UUIDField,
)

LATER = {
    "notice": (
        "standard EMPTY",
        "standard_at BIGINT",
        "standard_by VARCHAR(48) NOT NULL DEFAULT ''",
        "climbed INTEGER NOT NULL DEFAULT 0",
    ),
    "theme": (
        "department VARCHAR(32) NOT NULL DEFAULT ''",
        "proposal EMPTY",
        "decision EMPTY",
        "decided_at BIGINT",
        "decided_by VARCHAR(48) NOT NULL DEFAULT ''",
        "cost BIGINT",
        "due_day VARCHAR(10) NOT NULL DEFAULT ''",
        "done_at BIGINT",
        "done_by VARCHAR(48) NOT NULL DEFAULT ''",
        "you_said TEXT",
        "we_did TEXT",
        "published_at BIGINT",
    ),
    "rating": ("point VARCHAR(16) NOT NULL DEFAULT ''",),
}
"""Columns that come to tables of earlier versions."""
TOLD_OF_RATING = "at, department, score, point, is_counted, withdrawn_at, case_uid"
EMPTY = "BLOB NOT NULL DEFAULT X'00'"
EMPTY_ON_SERVER = "BYTEA NOT NULL DEFAULT '\\x00'"


def up(_migrator: Any, db: Any) -> None:
    """Make the new tables and columns."""
    add_columns(db)
    make_tables(db)
    # Satisfaction is read from this index alone, however large the table is.
    db.execute_sql(f'CREATE INDEX "rating_told" ON "rating" ({TOLD_OF_RATING})')


def add_columns(db: Any) -> None:
    """Add what notices, themes and ratings hold now."""
    empty = EMPTY_ON_SERVER if isinstance(db, PostgresqlDatabase) else EMPTY
    for table, columns in LATER.items():
        for column in columns:
            db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN {column.replace("EMPTY", empty)}')


def make_tables(db: Any) -> None:
    """Make the new tables."""

    class Notice(Model):
        uid = UUIDField(primary_key=True)

        class Meta:
            database = db
            table_name = "notice"

    class Stay(Model):
        uid = UUIDField(primary_key=True)
        visit = CharField(max_length=64, unique=True)
        ward = CharField(max_length=32, index=True)
        bed = CharField(max_length=16)
        doctor = CharField(max_length=64)
        name = BlobField()
        phone = BlobField()
        phone_mark = BlobField(null=True)
        language = CharField(max_length=8)
        admitted_on = CharField(max_length=10)
        discharged_on = CharField(max_length=10, index=True)
        discharged_time = CharField(max_length=5)
        consent = CharField(max_length=4)
        calls_from = CharField(max_length=5)
        calls_until = CharField(max_length=5)
        channel = CharField(max_length=12)
        is_not_called = BooleanField()
        is_phone_checked = BooleanField()
        is_child = BooleanField()
        plan = CharField(max_length=32)
        listed = TextField()
        imported_at = BigIntegerField()
        erased_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "stay"

    class FollowUp(Model):
        uid = UUIDField(primary_key=True)
        stay = ForeignKeyField(Stay, column_name="stay_uid", index=True)
        kind = CharField(max_length=8)
        ordinal = IntegerField()
        ward = CharField(max_length=32, index=True)
        questions = CharField(max_length=16)
        due_day = CharField(max_length=10, index=True)
        due_at = BigIntegerField()
        state = CharField(max_length=12, index=True)
        attempts = IntegerField()
        next_at = BigIntegerField(null=True)
        owner = CharField(max_length=48)
        ended_at = BigIntegerField(null=True)
        ended_by = CharField(max_length=48)

        class Meta:
            database = db
            table_name = "follow_up"

    class FollowUpAttempt(Model):
        uid = UUIDField(primary_key=True)
        follow_up = ForeignKeyField(FollowUp, column_name="follow_up_uid", index=True)
        at = BigIntegerField(index=True)
        by = CharField(max_length=48)
        channel = CharField(max_length=12)
        result = CharField(max_length=12)
        answers = TextField()
        words = BlobField()
        is_urgent = BooleanField()
        led_to = UUIDField(index=True, null=True)

        class Meta:
            database = db
            table_name = "follow_up_attempt"

    class CarePlan(Model):
        code = CharField(max_length=32, primary_key=True)
        position = IntegerField()
        name = TextField()
        steps = TextField()

        class Meta:
            database = db
            table_name = "care_plan"

    class SurveyQuestion(Model):
        code = CharField(max_length=32, primary_key=True)
        position = IntegerField()
        set = CharField(max_length=16, index=True)
        text = TextField()
        kind = CharField(max_length=8)
        options = TextField()
        urgent = TextField()

        class Meta:
            database = db
            table_name = "survey_question"

    class SurveyAnswer(Model):
        uid = UUIDField(primary_key=True)
        rating = UUIDField(index=True)
        question = CharField(max_length=32, index=True)
        answer = CharField(max_length=16)
        at = BigIntegerField()

        class Meta:
            database = db
            table_name = "survey_answer"

    class Deduction(Model):
        uid = UUIDField(primary_key=True)
        notice = ForeignKeyField(Notice, column_name="notice_uid", index=True)
        department = CharField(max_length=32, index=True)
        day = CharField(max_length=10, index=True)
        step = IntegerField()
        points = IntegerField()
        at = BigIntegerField()
        appeal = BlobField()
        appealed_at = BigIntegerField(null=True)
        appealed_by = CharField(max_length=48)
        outcome = CharField(max_length=12)
        points_kept = IntegerField(null=True)
        decision = BlobField()
        decided_at = BigIntegerField(null=True)
        decided_by = CharField(max_length=48)

        class Meta:
            database = db
            table_name = "deduction"

    class ConductEntry(Model):
        uid = UUIDField(primary_key=True)
        staff = CharField(max_length=32, index=True)
        upheld_case = UUIDField(index=True)
        talk_on = CharField(max_length=10)
        talk_by = CharField(max_length=48)
        talk = BlobField()
        statement = BlobField()
        decision = BlobField()
        decided_by = CharField(max_length=48)
        at = BigIntegerField(index=True)

        class Meta:
            database = db
            table_name = "conduct_entry"

    class StarPoint(Model):
        uid = UUIDField(primary_key=True)
        month = CharField(max_length=7, index=True)
        staff = CharField(max_length=32)
        points = IntegerField()
        words = BlobField()
        by = CharField(max_length=48)
        at = BigIntegerField()

        class Meta:
            database = db
            table_name = "star_point"

    class StarList(Model):
        month = CharField(max_length=7, primary_key=True)
        stars = TextField()
        formula = TextField()
        by = CharField(max_length=48)
        at = BigIntegerField()

        class Meta:
            database = db
            table_name = "star_list"

    class TeachingCase(Model):
        uid = UUIDField(primary_key=True)
        from_case = UUIDField(index=True)
        title = TextField()
        words = BlobField()
        lesson = BlobField()
        by = CharField(max_length=48)
        at = BigIntegerField(index=True)

        class Meta:
            database = db
            table_name = "teaching_case"

    class Presentation(Model):
        uid = UUIDField(primary_key=True)
        day = CharField(max_length=10, unique=True)
        staff = CharField(max_length=32)
        teaching = UUIDField(null=True)
        minutes = BlobField()
        held_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "presentation"

    class UnknownQuestion(Model):
        uid = UUIDField(primary_key=True)
        at = BigIntegerField(index=True)
        words = BlobField()
        language = CharField(max_length=8)
        desk = CharField(max_length=32)
        state = CharField(max_length=12, index=True)
        answer = CharField(max_length=32)
        ended_at = BigIntegerField(null=True)
        ended_by = CharField(max_length=48)

        class Meta:
            database = db
            table_name = "unknown_question"

    class Channel(Model):
        code = CharField(max_length=32, primary_key=True)
        name = TextField()
        source = CharField(max_length=16)
        key_digest = BlobField(unique=True)
        made_at = BigIntegerField()
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "channel"

    class Request(Model):
        uid = UUIDField(primary_key=True)
        channel = CharField(max_length=32, index=True)
        digest = BlobField()
        subject = UUIDField(index=True)
        at = BigIntegerField()

        class Meta:
            database = db
            table_name = "request"

    class Hook(Model):
        code = CharField(max_length=32, primary_key=True)
        url = TextField()
        secret = BlobField()
        kinds = TextField()
        made_at = BigIntegerField()
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "hook"

    class HookMessage(Model):
        uid = UUIDField(primary_key=True)
        hook = ForeignKeyField(Hook, column_name="hook_code", index=True)
        subject = UUIDField(index=True)
        entry = UUIDField()
        position = IntegerField()
        at = BigIntegerField()
        state = CharField(max_length=12, index=True)
        tries = IntegerField()
        next_at = BigIntegerField(index=True)
        problem = TextField()

        class Meta:
            database = db
            table_name = "hook_message"

    class HookPlace(Model):
        chain = CharField(max_length=32, primary_key=True)
        seq = BigIntegerField()

        class Meta:
            database = db
            table_name = "hook_place"

    class StaffMessage(Model):
        uid = UUIDField(primary_key=True)
        alert = UUIDField()
        address = BlobField()
        at = BigIntegerField()
        state = CharField(max_length=12, index=True)
        tries = IntegerField()
        next_at = BigIntegerField(index=True)

        class Meta:
            database = db
            table_name = "staff_message"

    db.create_tables(
        [
            Stay,
            FollowUp,
            FollowUpAttempt,
            CarePlan,
            SurveyQuestion,
            SurveyAnswer,
            Deduction,
            ConductEntry,
            StarPoint,
            StarList,
            TeachingCase,
            Presentation,
            UnknownQuestion,
            Channel,
            Request,
            Hook,
            HookMessage,
            HookPlace,
            StaffMessage,
        ]
    )
