"""Counts for reports, kept by triggers in the very transaction that writes what they count.

A file has one writer, who adds to a count at once. On a server many write at once: there a trigger only adds
rows to `tally_change`, so that nobody waits for another's count, and a tick puts them together.
"""

from typing import Any, NamedTuple

from peewee import PostgresqlDatabase


class Counted(NamedTuple):
    """What one count is of; {r} is the row of its table."""

    what: str
    table: str
    moment: str
    one: str
    two: str = "''"
    three: str = "''"
    number: str = "0"
    condition: str = "1 = 1"
    beside: str = ""
    """Of a clock: its case, whose kind and department it is counted under."""

    @property
    def compared(self) -> list[str]:
        """What of a row changes a count; a row of another table is no part of it."""
        found = (self.moment, self.one, self.two, self.three, self.number, f"({self.condition})")
        return [one for one in found if "{r}" in one]


FILED, NOT_VOID = "{r}.filed_at", "{r}.stage <> 'void'"
DUE = "({r}.due_at - 1)"
"""What is due at midnight is due on the day that ends there."""
HOURS = "({r}.answered_at - {r}.filed_at) / 3600000"
KEPT = "CASE {r}.result WHEN 'met' THEN 1 ELSE 0 END"
TAKEN = "CASE WHEN {r}.state <> 'expired' AND {r}.ended_at <= {r}.due_at THEN 1 ELSE 0 END"
COUNTS = (
    Counted("department", "case", FILED, "{r}.department", "{r}.kind", condition=NOT_VOID),
    Counted("category", "case", FILED, "{r}.category", "{r}.kind", condition=NOT_VOID),
    Counted("grade", "case", FILED, "{r}.grade", "{r}.kind", condition=NOT_VOID),
    Counted("source", "case", FILED, "{r}.source", "{r}.kind", condition=NOT_VOID),
    Counted(
        *("verdict", "case", FILED, "{r}.department", "{r}.kind", "{r}.verdict"),
        condition=f"{NOT_VOID} AND {{r}}.verdict <> ''",
    ),
    Counted(
        *("reopened", "case", FILED, "{r}.department", "{r}.kind", "''", "{r}.reopenings"),
        condition=f"{NOT_VOID} AND {{r}}.reopenings > 0",
    ),
    Counted(
        *("cause", "case", FILED, "{r}.cause", "{r}.kind", "{r}.outcome"),
        condition=f"{NOT_VOID} AND ({{r}}.cause <> '' OR {{r}}.outcome <> '')",
    ),
    Counted(
        *("answered", "case", "{r}.answered_at", "{r}.kind", "''", "''", HOURS),
        condition=f"{NOT_VOID} AND {{r}}.answered_at IS NOT NULL",
    ),
    Counted(
        *("ended", "case", "{r}.first_closed_at", "{r}.department", "{r}.kind"),
        condition=f"{NOT_VOID} AND {{r}}.first_closed_at IS NOT NULL",
    ),
    Counted(
        *("clock", "clock", DUE, "k.department", "k.kind", "{r}.name || '/' || {r}.basis", KEPT),
        condition="{r}.result <> ''",
        beside="\"case\" k WHERE k.uid = {r}.case_uid AND k.stage <> 'void' AND",
    ),
    Counted(
        *("offer", "handover", DUE, "{r}.department", "{r}.part", "''", TAKEN),
        condition="{r}.state IN ('accepted', 'rejected', 'expired')",
    ),
    Counted(
        *("rating", "rating", "{r}.at", "{r}.department", "{r}.point", "''", "{r}.score"),
        condition="{r}.is_counted AND {r}.withdrawn_at IS NULL",
    ),
)
KEYS = "what, month, one, two, three, number"
COLUMNS = """what VARCHAR(12) NOT NULL, month INTEGER NOT NULL, one VARCHAR(32) NOT NULL,
    two VARCHAR(32) NOT NULL, three VARCHAR(32) NOT NULL, number INTEGER NOT NULL, amount BIGINT NOT NULL"""
INDEXES = (
    """CREATE INDEX case_received ON "case" (filed_at, department, kind) WHERE stage <> 'void'""",
    """CREATE INDEX case_answered ON "case" (answered_at)
        WHERE answered_at IS NOT NULL AND stage <> 'void'""",
    """CREATE INDEX case_ended ON "case" (first_closed_at, department, kind)
        WHERE first_closed_at IS NOT NULL AND stage <> 'void'""",
    "CREATE INDEX handover_due ON handover (due_at)",
)
MOVED = """INSERT INTO {to} SELECT 'clock', {month}, {k}.department, {k}.kind, c.name || '/' || c.basis,
    CASE c.result WHEN 'met' THEN 1 ELSE 0 END, {sign}1
    FROM clock c WHERE c.case_uid = {k}.uid AND c.result <> '' AND {k}.stage <> 'void'"""
"""When the case of a clock goes to another department, its clocks go with it."""
MOVING = ("department", "kind", "stage")


def up(_migrator: Any, db: Any) -> None:
    """Make the counts, count what is there, and let triggers keep them."""
    is_file = not isinstance(db, PostgresqlDatabase)
    engine = File() if is_file else Server()
    for statement in INDEXES:
        db.execute_sql(statement)
    for statement in engine.tables:
        db.execute_sql(statement)
    for count in COUNTS:
        db.execute_sql(fill(count, engine))
    for count in COUNTS:
        for statement in engine.triggers(count):
            db.execute_sql(statement)
    for statement in engine.moving():
        db.execute_sql(statement)


def fill(count: Counted, engine: Any) -> str:
    """Return the statement that counts what is there."""
    from_rows = f'"{count.table}" r' + (f", {count.beside}" if count.beside else " WHERE")
    return (
        f"INSERT INTO tally SELECT '{count.what}', {engine.month(count.moment)}, {count.one}, {count.two},"
        f" {count.three}, {count.number}, count(*) FROM {from_rows} {count.condition}"
        " GROUP BY 1, 2, 3, 4, 5, 6"
    ).replace("{r}", "r")


def adding(count: Counted, engine: Any, row: str, sign: str) -> str:
    """Return the statement that counts one row of a trigger, or takes it from the count."""
    source = f"FROM {count.beside}" if count.beside else "WHERE"
    return (
        f"INSERT INTO {engine.to} SELECT '{count.what}', {engine.month(count.moment)}, {count.one},"
        f" {count.two}, {count.three}, {count.number}, {sign}1 {source} {count.condition} {engine.tail}"
    ).replace("{r}", row)


def differs(count: Counted, engine: Any) -> str:
    """Return the condition under which a changed row is counted otherwise."""
    pairs = ((one.replace("{r}", "OLD"), one.replace("{r}", "NEW")) for one in count.compared)
    return " OR ".join(f"{old} {engine.is_not} {new}" for old, new in pairs)


def moves(engine: Any) -> str:
    """Return the condition under which the clocks of a case are counted elsewhere."""
    pairs = [(f"OLD.{name}", f"NEW.{name}") for name in MOVING[:2]]
    pairs.append(("(OLD.stage = 'void')", "(NEW.stage = 'void')"))
    return " OR ".join(f"{old} {engine.is_not} {new}" for old, new in pairs)


def moved(engine: Any, row: str, sign: str) -> str:
    """Return the statement that counts the clocks of a case, or takes them from the count."""
    return (
        MOVED.format(to=engine.to, month=engine.month("(c.due_at - 1)"), k=row, sign=sign) + f" {engine.tail}"
    )


class File:
    """How a register in a file counts: it adds to the count at once."""

    to, is_not = "tally", "IS NOT"
    tail = f"ON CONFLICT ({KEYS}) DO UPDATE SET amount = amount + excluded.amount"
    tables = (
        f"CREATE TABLE tally ({COLUMNS}, PRIMARY KEY ({KEYS})) WITHOUT ROWID",
        "CREATE VIEW tallied AS SELECT * FROM tally",
    )

    def month(self, moment: str) -> str:
        """Return the month of a moment, in UTC."""
        return f"CAST(strftime('%Y%m', {moment} / 1000, 'unixepoch') AS INTEGER)"

    def triggers(self, count: Counted) -> list[str]:
        """Return the triggers of one count."""
        plus, minus = adding(count, self, "NEW", "+"), adding(count, self, "OLD", "-")
        is_new, was = (count.condition.replace("{r}", row) for row in ("NEW", "OLD"))
        on, name = f'ON "{count.table}"', f"tally_{count.what}"
        return [
            f"CREATE TRIGGER {name}_added AFTER INSERT {on} WHEN {is_new} BEGIN {plus}; END",
            f"CREATE TRIGGER {name}_changed AFTER UPDATE {on} WHEN {differs(count, self)}"
            f" BEGIN {minus}; {plus}; END",
            f"CREATE TRIGGER {name}_removed AFTER DELETE {on} WHEN {was} BEGIN {minus}; END",
        ]

    def moving(self) -> list[str]:
        """Return the trigger that moves the clocks of a case."""
        minus, plus = moved(self, "OLD", "-"), moved(self, "NEW", "+")
        return [
            f'CREATE TRIGGER tally_clock_moved AFTER UPDATE OF {", ".join(MOVING)} ON "case"'
            f" WHEN {moves(self)} BEGIN {minus}; {plus}; END"
        ]


class Server:
    """How a register on a server counts: it adds a row, and nobody waits."""

    to, is_not, tail = "tally_change", "IS DISTINCT FROM", ""
    tables = (
        f"CREATE TABLE tally ({COLUMNS}, PRIMARY KEY ({KEYS}))",
        f"CREATE TABLE tally_change ({COLUMNS})",
        "CREATE VIEW tallied AS SELECT * FROM tally UNION ALL SELECT * FROM tally_change",
    )

    def month(self, moment: str) -> str:
        """Return the month of a moment, in UTC."""
        return f"CAST(to_char(to_timestamp({moment} / 1000) AT TIME ZONE 'UTC', 'YYYYMM') AS INTEGER)"

    def triggers(self, count: Counted) -> list[str]:
        """Return the triggers of one count, and what they do."""
        plus, minus = adding(count, self, "NEW", "+"), adding(count, self, "OLD", "-")
        is_new, was = (count.condition.replace("{r}", row) for row in ("NEW", "OLD"))
        on, name = f'ON "{count.table}" FOR EACH ROW', f"tally_{count.what}"
        does = f"EXECUTE FUNCTION {name}()"
        return [
            self.function(name, plus, minus),
            f"CREATE TRIGGER {name}_added AFTER INSERT {on} WHEN ({is_new}) {does}",
            f"CREATE TRIGGER {name}_changed AFTER UPDATE {on} WHEN ({differs(count, self)}) {does}",
            f"CREATE TRIGGER {name}_removed AFTER DELETE {on} WHEN ({was}) {does}",
        ]

    def moving(self) -> list[str]:
        """Return the trigger that moves the clocks of a case, and what it does."""
        return [
            self.function("tally_clock_moved", moved(self, "NEW", "+"), moved(self, "OLD", "-")),
            f'CREATE TRIGGER tally_clock_moved AFTER UPDATE OF {", ".join(MOVING)} ON "case" FOR EACH ROW'
            f" WHEN ({moves(self)}) EXECUTE FUNCTION tally_clock_moved()",
        ]

    def function(self, name: str, plus: str, minus: str) -> str:
        """Return what a trigger does: the old row is taken from the counts, the new one added."""
        return (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP <> 'INSERT' THEN {minus}; END IF; IF TG_OP <> 'DELETE' THEN {plus}; END IF;"
            " RETURN NULL; END $$"
        )
