"""What can go wrong with the register, each named by what a person can do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peewee import IntegrityError, PeeweeException

from kiosk.i18n import N_, _


class StoreFault(Exception):
    """The register could not do what was asked; nothing was written."""

    plain = N_("The register did not answer. Nothing was lost; try once more, or ask at the desk.")
    mend = ""
    """What whoever keeps the machine does about it, where there is more to say."""

    def sentence(self) -> str:
        """Say it to the person at the desk, in their language."""
        return _(self.plain)

    def mending(self) -> str:
        """Say it to whoever works here or keeps the machine: what is wrong, and what to do next."""
        return _(self.mend or self.plain)


class Busy(StoreFault):
    """Somebody else is writing for longer than we wait."""

    plain = N_("The register is busy. Nothing was lost; try once more in a moment.")


class Undone(Busy):
    """Two wrote at once and the server took one of them back: it may be done again at once."""


class Full(StoreFault):
    """No room is left on the disk."""

    plain = N_("The register has no room left. What you wrote is still here; tell the desk.")
    mend = N_("The disk of the register is full. Nothing was written: make room on it, then try once more.")


class ReadOnly(StoreFault):
    """The register can be read but not written."""

    plain = N_("The register can only be read right now. What you wrote is still here; tell the desk.")
    mend = N_(
        "The register can only be read. Nothing was written: see whether its disk is mounted read-only, "
        "and whose its files are."
    )


class Corrupt(StoreFault):
    """The file is damaged, or is not a register."""

    plain = N_("The register's file is damaged. Tell the desk; they have a copy of it.")
    mend = N_("The register's file is damaged. End the desk and put a backup back: 'kiosk restore FILE'.")


class Disk(StoreFault):
    """The disk under the register fails."""

    plain = N_("The register's disk did not answer. What you wrote is still here; tell the desk.")
    mend = N_(
        "The disk of the register fails: it did not read or write what was asked. "
        "Make a backup on another disk, and change this one."
    )


class Altered(StoreFault):
    """Sealed words do not stand where they were sealed, or were changed."""

    plain = N_("What stands here was changed behind the register's back. Tell the administrator.")


class WrongKey(StoreFault):
    """The keys of this machine do not open the register."""

    plain = N_("The keys of this machine do not open what stands here. Tell the administrator.")


class Shredded(StoreFault):
    """The case was erased; there is no key to write words with."""

    plain = N_("What stood here was erased. Nothing can be added to it.")


class Offline(StoreFault):
    """The register cannot be reached."""

    plain = N_("The register cannot be reached. What you wrote is still here; tell the desk.")


class Conflict(StoreFault):
    """Somebody else changed the same thing first."""

    plain = N_("Somebody else changed this a moment ago. Look again before you save.")


class Rejected(StoreFault):
    """The register does not take this value."""

    plain = N_("The register did not take this. Nothing was written; tell the desk.")


class Unopened(StoreFault):
    """The register cannot be opened, for a reason that a technician can mend."""

    plain = N_("The register cannot be opened right now. Ask a person at the desk.")

    def __init__(self, mend: str, **places: object) -> None:
        self.mend, self.places = mend, places

    def mending(self) -> str:
        """Say what is wrong and what to do next."""
        return _(self.mend) % self.places

    def __str__(self) -> str:
        return self.mending()


class Damaged(Unopened, Corrupt):
    """The register's file is damaged; it stays where it is, and nothing new takes its place."""

    plain = Unopened.plain

    def __init__(self, file: Path, copy: Path | None) -> None:
        mend = (
            N_(
                "The register %(file)s is damaged. It stays where it is, and a copy of it is %(copy)s. "
                "Put a backup back: 'kiosk restore FILE'."
            )
            if copy
            else N_(
                "The register %(file)s is damaged, and there is no room for a copy of it. "
                "Copy it to another disk, then put a backup back: 'kiosk restore FILE'."
            )
        )
        super().__init__(mend, file=file, copy=copy)


SQLITE: tuple[tuple[str, type[StoreFault]], ...] = (
    ("SQLITE_BUSY", Busy),
    ("SQLITE_LOCKED", Busy),
    ("SQLITE_FULL", Full),
    ("SQLITE_READONLY", ReadOnly),
    ("SQLITE_CORRUPT", Corrupt),
    ("SQLITE_NOTADB", Corrupt),
    ("SQLITE_IOERR_SHMSIZE", Full),
    ("SQLITE_IOERR_CORRUPTFS", Corrupt),
    ("SQLITE_IOERR", Disk),
    ("SQLITE_CANTOPEN", Offline),
    ("SQLITE_CONSTRAINT_UNIQUE", Conflict),
    ("SQLITE_CONSTRAINT_PRIMARYKEY", Conflict),
    ("SQLITE_CONSTRAINT", Rejected),
    ("SQLITE_TOOBIG", Rejected),
)
UNDONE = ("40001", "40P01")
"""What PostgreSQL says when it took one of two back that wrote at once."""
POSTGRES: tuple[tuple[str, type[StoreFault]], ...] = (
    *((state, Undone) for state in UNDONE),
    ("55P03", Busy),
    ("57014", Busy),
    ("53", Busy),
    ("53100", Full),
    ("25006", ReadOnly),
    ("XX001", Corrupt),
    ("XX002", Corrupt),
    ("23", Rejected),
    ("23505", Conflict),
    ("22", Rejected),
    ("08", Offline),
    ("57", Offline),
    ("25P03", Offline),
    ("28", Offline),
    ("3D", Offline),
)
"""What its five letters begin with; the longest that fits counts."""


NO_TEXT = "Could not decode to UTF-8"
"""How sqlite3 says that what it read is no text; this error has no name."""


def classify(problem: BaseException) -> type[StoreFault]:
    """Name a database error.

    A full disk shows as "cannot rollback" with the real error behind it, so the whole chain is read.
    """
    found: type[StoreFault] = Conflict if isinstance(problem, IntegrityError) else StoreFault
    link: BaseException | None = problem
    while link is not None:
        origin = getattr(link, "orig", None) or link
        if type(origin).__module__.startswith("psycopg"):
            found = by_state(getattr(origin, "sqlstate", None), type(origin))
        name = getattr(origin, "sqlite_errorname", "")
        found = next((fault for prefix, fault in SQLITE if name.startswith(prefix)), found)
        if str(link).startswith(NO_TEXT):
            found = Corrupt
        link = link.__context__
    return found


def by_state(state: str | None, kind: type[BaseException]) -> type[StoreFault]:
    """Name an error of PostgreSQL; one that has no state of its own is a line that broke."""
    if state is None:
        is_line = any(base.__name__ in ("OperationalError", "InterfaceError") for base in kind.__mro__)
        return Offline if is_line else Rejected
    fitting = [(len(begin), fault) for begin, fault in POSTGRES if state.startswith(begin)]
    return max(fitting, key=lambda found: found[0])[1] if fitting else StoreFault


def sqlstate(problem: BaseException) -> str:
    """Return the five letters by which PostgreSQL names an error; empty where it is none of its own."""
    return getattr(getattr(problem, "orig", None) or problem, "sqlstate", None) or ""


@contextmanager
def named() -> Iterator[None]:
    """Turn any database error raised inside into the fault that it is."""
    try:
        yield
    except (PeeweeException, sqlite3.Error) as problem:
        # Without its text: an error can quote the values of the statement.
        raise classify(problem)() from problem
    except UnicodeDecodeError:
        # Its text holds what was stored.
        raise Corrupt from None
