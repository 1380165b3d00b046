"""What the console needs: handovers, tasks, accounts, and an index for search."""

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
    UUIDField,
)

COLUMNS = {
    "case": (
        "registered_by VARCHAR(32) NOT NULL DEFAULT ''",
        "investigation EMPTY",
        "cause VARCHAR(32) NOT NULL DEFAULT ''",
        "cause_words EMPTY",
        "no_notice EMPTY",
    ),
    "clock": ("climbed INTEGER NOT NULL DEFAULT 0",),
    "category": ("subject VARCHAR(16) NOT NULL DEFAULT ''",),
}
OPEN = "stage IN ('received', 'working', 'answered')"
OVER = "stage NOT IN ('received', 'working', 'answered')"
INDEXES = (
    # With what a list is narrowed by, so that narrowing reads no case that is left out.
    'CREATE INDEX case_open_due ON "case" (due_at, uid, stage, kind, grade, department, category)'
    f" WHERE {OPEN}",
    f'CREATE INDEX case_open_responsible ON "case" (responsible, due_at, uid) WHERE {OPEN}',
    f'CREATE INDEX case_open_department ON "case" (department, due_at, uid) WHERE {OPEN}',
    f'CREATE INDEX case_over_department ON "case" (department, uid) WHERE {OVER}',
    f'CREATE INDEX case_over_responsible ON "case" (responsible, uid) WHERE {OVER}',
    "CREATE INDEX clock_running ON clock (due_at) WHERE ended_at IS NULL",
    "CREATE INDEX handover_open ON handover (department, due_at, uid) WHERE state = 'requested'",
    "CREATE INDEX handover_open_due ON handover (due_at, uid) WHERE state = 'requested'",
    "CREATE INDEX task_open_owner ON task (owner, due_at, uid) WHERE state = 'open'",
    "CREATE INDEX task_open_department ON task (department, due_at, uid) WHERE state = 'open'",
    "CREATE INDEX alert_open ON alert (at) WHERE taken_at IS NULL",
    "CREATE INDEX person_phone_end ON person (phone_end)",
)
SEARCH = "CREATE VIRTUAL TABLE search_run USING fts5(runs, content='', detail=none, columnsize=0)"
EMPTY, EMPTY_ON_SERVER = "BLOB NOT NULL DEFAULT X'00'", "BYTEA NOT NULL DEFAULT '\\x00'"
ON_SERVER = (
    "CREATE TABLE search_run (doc INTEGER PRIMARY KEY, runs TSVECTOR NOT NULL)",
    "CREATE INDEX search_run_runs ON search_run USING gin (runs)",
    # The order in which rows were written, which SQLite keeps by itself.
    "ALTER TABLE audit_entry ADD COLUMN rowid BIGINT GENERATED ALWAYS AS IDENTITY UNIQUE",
    "ALTER TABLE handover ADD COLUMN rowid BIGINT GENERATED ALWAYS AS IDENTITY",
    # What ties a register to the keys that its machines share.
    "CREATE TABLE key_proof (proof BYTEA NOT NULL)",
)
"""What only a register on a server needs."""


def up(_migrator: Any, db: Any) -> None:
    """Make the new tables, columns and indexes."""

    class Case(Model):
        uid = UUIDField(primary_key=True)

        class Meta:
            database = db
            table_name = "case"

    class Account(Model):
        code = CharField(primary_key=True, max_length=32)
        password = TextField()
        fingerprint = CharField(max_length=64)
        must_change = BooleanField()
        is_disabled = BooleanField()
        language = CharField(max_length=8)
        made_at = BigIntegerField()
        signed_in_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "account"

    class Alert(Model):
        uid = UUIDField(primary_key=True)
        at = BigIntegerField(index=True)
        kind = CharField(max_length=16)
        case = ForeignKeyField(Case, column_name="case_uid", null=True)
        desk = CharField(max_length=32)
        role = CharField(max_length=16)
        department = CharField(max_length=32)
        person = CharField(max_length=48)
        facts = TextField()
        taken_at = BigIntegerField(null=True)
        taken_by = CharField(max_length=48)

        class Meta:
            database = db
            table_name = "alert"

    class CaseDepartment(Model):
        uid = UUIDField(primary_key=True)
        case = ForeignKeyField(Case, column_name="case_uid")
        department = CharField(max_length=32)
        part = CharField(max_length=16)
        added_at = BigIntegerField()
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "case_department"

    class CaseLink(Model):
        uid = UUIDField(primary_key=True)
        case = ForeignKeyField(Case, column_name="case_uid")
        kind = CharField(max_length=16)
        other = UUIDField(index=True)
        by = CharField(max_length=48)
        at = BigIntegerField()
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "case_link"

    class ChecklistStep(Model):
        code = CharField(primary_key=True, max_length=32)
        position = IntegerField()
        kind = CharField(max_length=16)
        category = CharField(max_length=32)
        grade = CharField(max_length=16)
        name = TextField()
        department = CharField(max_length=32)
        amount = IntegerField()
        unit = CharField(max_length=16)

        class Meta:
            database = db
            table_name = "checklist_step"

    class Handover(Model):
        uid = UUIDField(primary_key=True)
        case = ForeignKeyField(Case, column_name="case_uid")
        part = CharField(max_length=16)
        by = CharField(max_length=48)
        department = CharField(max_length=32)
        person = CharField(max_length=32)
        is_on_duty = BooleanField()
        said = BlobField()
        state = CharField(max_length=16)
        reason = BlobField()
        offered_at = BigIntegerField()
        due_at = BigIntegerField()
        ended_at = BigIntegerField(null=True)
        ended_by = CharField(max_length=48)

        class Meta:
            database = db
            table_name = "handover"

    class KeptDraft(Model):
        uid = UUIDField(primary_key=True)
        staff = CharField(index=True, max_length=32)
        session = UUIDField()
        place = CharField(max_length=80)
        words = BlobField()
        facts = TextField()
        at = BigIntegerField()

        class Meta:
            database = db
            table_name = "kept_draft"
            indexes = ((("session", "place"), True),)

    class Membership(Model):
        uid = UUIDField(primary_key=True)
        staff = CharField(index=True, max_length=32)
        department = CharField(index=True, max_length=32)

        class Meta:
            database = db
            table_name = "membership"

    class Notice(Model):
        uid = UUIDField(primary_key=True)
        number = CharField(unique=True, max_length=16)
        case = ForeignKeyField(Case, column_name="case_uid", null=True)
        department = CharField(max_length=32)
        person = CharField(max_length=32)
        to_mend = BlobField()
        due_day = CharField(max_length=10)
        due_at = BigIntegerField()
        issued_at = BigIntegerField()
        issued_by = CharField(max_length=48)
        done = BlobField()
        proof = BlobField()
        done_at = BigIntegerField(null=True)
        done_by = CharField(max_length=48)
        verification = BlobField()
        verified_at = BigIntegerField(null=True)
        verified_by = CharField(max_length=48)

        class Meta:
            database = db
            table_name = "notice"

    class Pause(Model):
        uid = UUIDField(primary_key=True)
        case = ForeignKeyField(Case, column_name="case_uid")
        reason = CharField(max_length=16)
        by = CharField(max_length=48)
        began_at = BigIntegerField()
        ended_at = BigIntegerField(null=True)
        ended_by = CharField(max_length=48)

        class Meta:
            database = db
            table_name = "pause"

    class Presence(Model):
        session = UUIDField(primary_key=True)
        staff = CharField(max_length=32)
        case = UUIDField(null=True, index=True)
        doing = CharField(max_length=16)
        began_at = BigIntegerField()
        seen_at = BigIntegerField()

        class Meta:
            database = db
            table_name = "presence"

    class Route(Model):
        subject = CharField(primary_key=True, max_length=16)
        position = IntegerField()
        name = TextField()
        department = CharField(max_length=32)

        class Meta:
            database = db
            table_name = "route"

    class SavedView(Model):
        uid = UUIDField(primary_key=True)
        staff = CharField(index=True, max_length=32)
        position = IntegerField()
        name = CharField(max_length=40)
        condition = TextField()

        class Meta:
            database = db
            table_name = "saved_view"

    class Script(Model):
        uid = UUIDField(primary_key=True)
        code = CharField(index=True, max_length=32)
        version = IntegerField()
        position = IntegerField()
        kind = CharField(max_length=16)
        grade = CharField(max_length=16)
        stage = CharField(max_length=16)
        use = CharField(max_length=16)
        title = TextField()
        text = TextField()
        is_current = BooleanField()

        class Meta:
            database = db
            table_name = "script"

    class SearchCursor(Model):
        chain = CharField(primary_key=True, max_length=32)
        seq = BigIntegerField()

        class Meta:
            database = db
            table_name = "search_cursor"

    class SearchDoc(Model):
        id = AutoField()
        case = ForeignKeyField(Case, column_name="case_uid")

        class Meta:
            database = db
            table_name = "search_doc"

    class Task(Model):
        uid = UUIDField(primary_key=True)
        case = ForeignKeyField(Case, column_name="case_uid")
        kind = CharField(max_length=16)
        code = CharField(max_length=32)
        name = TextField()
        words = BlobField()
        owner = CharField(max_length=48)
        department = CharField(max_length=32)
        facts = TextField()
        due_at = BigIntegerField()
        attempts = IntegerField()
        reminded_at = BigIntegerField(null=True)
        state = CharField(max_length=16)
        result = BlobField()
        ended_at = BigIntegerField(null=True)
        ended_by = CharField(max_length=48)

        class Meta:
            database = db
            table_name = "task"

    class Theme(Model):
        uid = UUIDField(primary_key=True)
        title = CharField(max_length=120)
        by = CharField(max_length=48)
        made_at = BigIntegerField()

        class Meta:
            database = db
            table_name = "theme"

    is_file = isinstance(db, SqliteDatabase)
    for table, columns in COLUMNS.items():
        for column in columns:
            told = column.replace("EMPTY", EMPTY if is_file else EMPTY_ON_SERVER)
            db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN {told}')
    # It was kept ready and never filled: its rows would have been forty times as large.
    db.execute_sql("DROP TABLE search_run")
    if is_file:
        db.execute_sql(SEARCH)
    db.create_tables(
        [
            Account,
            Alert,
            CaseDepartment,
            CaseLink,
            ChecklistStep,
            Handover,
            KeptDraft,
            Membership,
            Notice,
            Pause,
            Presence,
            Route,
            SavedView,
            Script,
            SearchCursor,
            SearchDoc,
            Task,
            Theme,
        ]
    )
    # They held every case that there ever was, and led lists of what is open astray.
    db.execute_sql("DROP INDEX case_stage_due_at_uid")
    db.execute_sql("DROP INDEX case_department_stage_due_at")
    for statement in INDEXES:
        db.execute_sql(statement)
    for statement in () if is_file else ON_SERVER:
        db.execute_sql(statement)
