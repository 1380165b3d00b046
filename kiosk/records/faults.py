"""What can go wrong with the register, each named by what a person can do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from peewee import IntegrityError, PeeweeException

from kiosk.i18n import N_, _


class StoreFault(Exception):
    """The register could not do what was asked; nothing was written."""

    plain = N_("The register did not answer. Nothing was lost; try once more, or ask at the desk.")

    def sentence(self) -> str:
        """Say it to the person at the desk, in their language."""
        return _(self.plain)


class Busy(StoreFault):
    """Somebody else is writing for longer than we wait."""

    plain = N_("The register is busy. Nothing was lost; try once more in a moment.")


class Full(StoreFault):
    """No room is left on the disk."""

    plain = N_("The register has no room left. What you wrote is still here; tell the desk.")


class ReadOnly(StoreFault):
    """The register can be read but not written."""

    plain = N_("The register can only be read right now. What you wrote is still here; tell the desk.")


class Corrupt(StoreFault):
    """The file is damaged, or is not a register."""

    plain = N_("The register's file is damaged. Tell the desk; they have a copy of it.")


class Offline(StoreFault):
    """The register cannot be reached."""

    plain = N_("The register cannot be reached. What you wrote is still here; tell the desk.")


class Conflict(StoreFault):
    """Somebody else changed the same thing first."""

    plain = N_("Somebody else changed this a moment ago. Look again before you save.")


class Rejected(StoreFault):
    """The register does not take this value."""

    plain = N_("The register did not take this. Nothing was written; tell the desk.")


SQLITE: tuple[tuple[str, type[StoreFault]], ...] = (
    ("SQLITE_BUSY", Busy),
    ("SQLITE_LOCKED", Busy),
    ("SQLITE_FULL", Full),
    ("SQLITE_READONLY", ReadOnly),
    ("SQLITE_CORRUPT", Corrupt),
    ("SQLITE_NOTADB", Corrupt),
    ("SQLITE_IOERR", Corrupt),
    ("SQLITE_CANTOPEN", Offline),
    ("SQLITE_CONSTRAINT_UNIQUE", Conflict),
    ("SQLITE_CONSTRAINT_PRIMARYKEY", Conflict),
    ("SQLITE_CONSTRAINT", Rejected),
    ("SQLITE_TOOBIG", Rejected),
)


def classify(problem: BaseException) -> type[StoreFault]:
    """Name a database error.

    A full disk shows as "cannot rollback" with the real error behind it, so the whole chain is read.
    """
    found: type[StoreFault] = Conflict if isinstance(problem, IntegrityError) else StoreFault
    link: BaseException | None = problem
    while link is not None:
        name = getattr(getattr(link, "orig", None) or link, "sqlite_errorname", "")
        found = next((fault for prefix, fault in SQLITE if name.startswith(prefix)), found)
        link = link.__context__
    return found


@contextmanager
def named() -> Iterator[None]:
    """Turn any database error raised inside into the fault that it is."""
    try:
        yield
    except PeeweeException as problem:
        # Without its text: an error can quote the values of the statement.
        raise classify(problem)() from problem
