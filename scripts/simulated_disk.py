"""A disk that is simulated under SQLite: it remembers every write for a power cut, or fails when it is told.

The register is opened through APSW, which lets Python stand between SQLite and the file system.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import apsw
from playhouse.apsw_ext import APSWDatabase

from kiosk import store
from kiosk.records import engines

SECTOR = 512
NAMED = {
    apsw.IOError: (apsw.SQLITE_IOERR_WRITE, "SQLITE_IOERR_WRITE"),
    apsw.FullError: (apsw.SQLITE_FULL, "SQLITE_FULL"),
}
"""What SQLite is told of a failing call, and the name by which sqlite3 would raise it."""


class Op(NamedTuple):
    """One thing that SQLite asked of the disk, or an acknowledgement that a person got meanwhile."""

    kind: str
    """write, cut, sync, remove, told."""
    file: str = ""
    at: int = 0
    held: bytes = b""
    word: str = ""


class Disk(apsw.VFS):
    """The file system of this machine, with somebody in between."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ops: list[Op] = []
        self.calls = 0
        self.fails_at: range = range(0)
        """The calls that fail."""
        self.writes_only = False
        self.is_dying = True
        """Whether it fails at all; a desk that ends does so on a disk that was mended."""
        self.fault: type[apsw.Error] = apsw.IOError
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        self.called()
        return File(self, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:
        self.called()
        super().xDelete(name, syncdir)
        self.ops.append(Op("remove", Path(name).name, int(syncdir)))

    def xAccess(self, name: str, flags: int) -> bool:
        self.called()
        return super().xAccess(name, flags)

    def called(self, is_write: bool = False) -> None:
        """Count a call, and fail it when its turn has come."""
        if is_write or not self.writes_only:
            self.calls += 1
            if self.is_dying and self.calls in self.fails_at:
                problem = self.fault("the simulated disk fails")
                problem.extendedresult, problem.sqlite_errorname = NAMED[self.fault]  # type: ignore[attr-defined]
                raise problem


class File(apsw.VFSFile):
    """A file on the simulated disk."""

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.disk, self.name = disk, Path(path or "temporary").name
        super().__init__("", name, flags)

    def xRead(self, amount: int, offset: int) -> bytes:
        self.disk.called()
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:
        self.disk.called(is_write=True)
        self.disk.ops.append(Op("write", self.name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        self.disk.called(is_write=True)
        self.disk.ops.append(Op("cut", self.name, size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        self.disk.called()
        super().xSync(flags)
        self.disk.ops.append(Op("sync", self.name))

    def xFileSize(self) -> int:
        self.disk.called()
        return super().xFileSize()


class Register(engines.InFile, APSWDatabase):  # type: ignore[misc]
    """A register on a simulated disk."""

    def execute_sql(self, sql: str, params: Any = None, *rest: Any) -> Any:
        # sqlite3 writes the moments of migrations down by itself.
        told = [str(value) if isinstance(value, datetime) else value for value in params or ()]
        return super().execute_sql(sql, told, *rest)


@contextmanager
def under_the_store(disk: Disk, **pragmas: Any) -> Iterator[None]:
    """Let the store open its register on a simulated disk, with some of its pragmas changed."""

    def on_disk(path: Path) -> Register:
        return Register(str(path), vfs=disk.name, pragmas=engines.PRAGMAS | pragmas, **engines.LINE)

    with mock.patch.object(store, "FileRegister", on_disk):
        yield


def after_a_cut(ops: list[Op], chance: random.Random, loses_all: bool) -> dict[str, bytearray]:
    """Return what the files hold when the power goes after these calls.

    What was synced is there. Of the rest each write is there, is not, or is torn between sectors. A name
    that was removed may still be there until a later sync, as on a file system with a journal.
    """
    synced: dict[str, bytearray] = {}
    waiting: dict[str, list[Op]] = {}
    removed: set[str] = set()
    ghosts: dict[str, bytearray] = {}
    for op in ops:
        if op.kind == "told":
            continue
        name = op.file
        if op.kind in ("write", "cut") and name in removed:  # made anew: the old one may be what is found
            ghosts[name] = synced.pop(name, bytearray())
            waiting.pop(name, None)
            removed.discard(name)
        synced.setdefault(name, bytearray())
        waiting.setdefault(name, [])
        if op.kind in ("write", "cut"):
            waiting[name].append(op)
        elif op.kind == "sync":
            for each in waiting[name]:
                happen(synced[name], each)
            waiting[name] = []
            ghosts.clear()
            for other in removed - {name}:
                synced.pop(other, None)
                waiting.pop(other, None)
            removed &= {name}
        elif op.at:
            synced.pop(name)
            waiting.pop(name)
        else:
            removed.add(name)
    for name in removed:
        if chance.random() < 0.5:
            synced.pop(name, None)
            waiting.pop(name, None)
    for name, held in ghosts.items():
        if chance.random() < 0.5:
            synced[name] = held
            waiting.pop(name, None)
    if not loses_all:
        for name, several in waiting.items():
            for op in several:
                happen_perhaps(synced[name], op, chance)
    return synced


def happen(held: bytearray, op: Op) -> None:
    """Write or cut as it was asked."""
    if op.kind == "cut":
        del held[op.at :]
        return
    if len(held) < op.at:
        held.extend(bytes(op.at - len(held)))
    held[op.at : op.at + len(op.held)] = op.held


def happen_perhaps(held: bytearray, op: Op, chance: random.Random) -> None:
    """Write, do not write, or write some of the sectors."""
    lot = chance.random()
    if lot < 0.45:
        return
    if op.kind == "write" and lot < 0.6 and len(op.held) > SECTOR:
        for start in range(0, len(op.held), SECTOR):
            if chance.random() < 0.5:
                happen(held, op._replace(at=op.at + start, held=op.held[start : start + SECTOR]))
        return
    happen(held, op)
