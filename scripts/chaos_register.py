"""What the chaos scripts share: registers, people who file, and the proof of what came through."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kiosk import store
from kiosk.config import Settings
from kiosk.records import AuditEntry, Case, database
from kiosk.rules.drafts import Draft
from kiosk.services import cases

NOW = datetime(2026, 9, 18, 2, 30, tzinfo=UTC)
FILED = "SELECT count(*) FROM audit_entry WHERE json_extract(body, '$.act') = 'case.filed'"


def draft(chance: random.Random) -> Draft:
    """Return what somebody tells: a little or a lot."""
    made = Draft.open("complaint", "zh_CN", "front", NOW)
    made.words, made.phone, made.name = "等了两个小时" * chance.randint(1, 400), "13812345678", "王秀英"
    return made


def file(settings: Settings, chance: random.Random) -> str:
    """File a case; its number is what a person takes away."""
    return str(cases.file(draft(chance), settings, NOW).number)


@contextmanager
def opened(settings: Settings) -> Iterator[None]:
    """Open the register as the desk does."""
    store.open_register(settings)
    try:
        yield
    finally:
        store.close()


def faults(settings: Settings, told: Iterable[str]) -> list[str]:
    """Open a register after a bad day; return everything that is not as it was promised."""
    with opened(settings):
        held = {number for (number,) in store.rows('SELECT number FROM "case"')}
        found = [f"lost {number}" for number in told if number not in held]
        filed = store.rows(FILED)[0][0]
        if filed != len(held):
            found.append(f"{len(held)} cases and {filed} entries")
        if (whole := database.execute_sql("PRAGMA integrity_check").fetchone()[0]) != "ok":
            found.append(f"damaged: {whole}")
        verdict = store.verify()
        return found if verdict.ok else [*found, f"trail: {verdict.broken}"]


def fresh(folder: Path) -> Settings:
    """Return settings of an empty data directory."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return Settings(data=folder)


def copied(template: Settings, folder: Path) -> Settings:
    """Return a copy of a closed register."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template.data, folder)
    return Settings(data=folder)


def asked(usual: int) -> int:
    """Return how often, from the command line."""
    return int(sys.argv[1]) if len(sys.argv) > 1 else usual


__all__ = ["AuditEntry", "Case", "asked", "copied", "draft", "faults", "file", "fresh", "opened"]
