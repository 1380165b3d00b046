"""Filing a case beside raw sqlite3 that writes the same rows at the same durability."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.report import report
from kiosk import store
from kiosk.config import Settings
from kiosk.records import TABLES, database
from kiosk.records.engines import PRAGMAS
from kiosk.rules.drafts import Draft
from kiosk.services import cases

ROUNDS, EACH = 8, 100
LIMIT = 3.0
WRITTEN = ("case", "case_key", "person", "clock", "entry", "alert", "task", "audit_entry")
"""The tables that a filing writes."""


def draft(settings: Settings) -> Draft:
    """Return a complaint of the usual length."""
    made = Draft.open("complaint", "zh_CN", "front", settings.clock())
    made.words = "上午九点到的，等到十一点半没有人叫号，问了两次都说再等等。" * 3
    made.phone, made.name, made.category = "13812345678", "王秀英", "waiting"
    return made


def rows_of_one_case(path: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    """Return the statements and rows that one filing wrote, read back from the register."""
    with sqlite3.connect(path) as register:
        found = []
        for table in (table._meta.table_name for table in TABLES):
            rows = register.execute(f'SELECT * FROM "{table}"').fetchall()
            if rows and table in WRITTEN:
                found.append((f'INSERT INTO "{table}" VALUES ({",".join("?" * len(rows[0]))})', rows))
    register.close()
    return found


class Raw:
    """The same tables, indexes and durability without anything of ours."""

    def __init__(self, folder: Path, model: Path) -> None:
        self.statements = rows_of_one_case(model)
        with sqlite3.connect(model) as register:
            schema = [
                row[0] for row in register.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
            ]
        register.close()
        self.db = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
        for pragma, value in PRAGMAS.items():
            self.db.execute(f"PRAGMA {pragma} = {value}")
        for statement in schema:
            if "sqlite_" not in statement and "search_run_" not in statement:
                self.db.execute(statement)
        self.db.execute("INSERT INTO counter VALUES ('AA', 0)")
        self.db.execute("INSERT INTO audit_chain VALUES ('AA', 0, x'00')")
        self.db.execute("PRAGMA foreign_keys = 0")
        self.count = 0

    def file(self) -> None:
        """Write the rows of one case in one transaction."""
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute("UPDATE counter SET given = given + 1 WHERE prefix = 'AA'")
        for statement, rows in self.statements:
            for row in rows:
                self.count += 1
                self.db.execute(statement, self.renamed(statement, row))
        self.db.execute(
            "UPDATE audit_chain SET seq = ?, head = ? WHERE chain = 'AA'", (self.count, b"x" * 32)
        )
        self.db.execute("COMMIT")

    def renamed(self, statement: str, row: tuple[object, ...]) -> list[object]:
        """Return a row with keys of its own."""
        values = list(row)
        if '"audit_entry"' in statement:
            values[1] = self.count
        else:
            values[0] = f"{self.count:032x}"
        if '"case"' in statement:
            values[1] = f"{self.count:011d}"
            values = [
                self.count.to_bytes(32, "big")
                if len(str(v)) > 32 and isinstance(v, bytes) and len(v) == 32
                else v
                for v in values
            ]
        return values


def timed(act: object, count: int) -> float:
    """Return milliseconds a call."""
    began = time.perf_counter()
    for _n in range(count):
        act()  # type: ignore[operator]
    return (time.perf_counter() - began) / count * 1000


def main() -> None:
    """Print both and their ratio."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        settings = Settings(data=folder / "data")
        settings.data.mkdir()
        store.open_register(settings)
        cases.file(draft(settings), settings, settings.clock())
        raw = Raw(folder, settings.register_file)
        ours, theirs = [], []
        for _round in range(ROUNDS):
            ours.append(timed(lambda: cases.file(draft(settings), settings, settings.clock()), EACH))
            theirs.append(timed(raw.file, EACH))
        database.close()
    own, floor = statistics.median(ours), statistics.median(theirs)
    report("filing a case", own, "raw sqlite3, the same rows", floor, LIMIT)


if __name__ == "__main__":
    main()
