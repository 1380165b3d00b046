"""One act on a case: read, checked and written in one transaction, so that two people never lose a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Case, Clock, Entry
from kiosk.rules import clocks, lifecycle, pausing
from kiosk.rules.rights import Actor, Standing, require
from kiosk.services import cases, staff, workdays

P = ParamSpec("P")
PAUSED = "SELECT 1 FROM pause WHERE case_uid = ? AND ended_at IS NULL"


class Stale(Exception):
    """Somebody else wrote on the case since it was read; nothing was written."""

    def __init__(self, case: Case, entries: list[Entry]) -> None:
        super().__init__(case.uid)
        self.case, self.entries = case, entries
        """The case as it now stands, and what came to its timeline since."""


class Done(Exception):
    """This very act was written before."""

    def __init__(self, uid: UUID) -> None:
        super().__init__(uid)
        self.uid = uid


def once(act: Callable[P, Case]) -> Callable[P, Case]:
    """Let an act that was written before answer with its case, as the first time."""

    @wraps(act)
    def again(*args: P.args, **named: P.kwargs) -> Case:
        try:
            return act(*args, **named)
        except Done as done:
            return cases.find(done.uid)

    return again


class Change:
    """A case under change: what is set here is written once, at the end."""

    def __init__(
        self, case: Case, written: store.Written, by: str, settings: Settings, now: datetime
    ) -> None:
        self.case, self.written, self.by, self.settings, self.now = case, written, by, settings, now
        self.values: dict[str, Any] = {}

    @property
    def standing(self) -> Standing:
        """Return what rights need to know of the case."""
        return staff.standing(self.case)

    def set(self, **values: Any) -> None:
        """Change columns of the case."""
        self.values |= values
        for name, value in values.items():
            setattr(self.case, name, value)

    def tell(
        self, kind: str, words: str = "", is_public: bool = False, uid: UUID | None = None, **facts: Any
    ) -> Entry:
        """Add a line to the case's timeline."""
        visibility = "public" if is_public else "internal"
        line = cases.entry(self.case, kind, self.now, self.by, words, facts, visibility)
        if uid is not None:
            line.uid = uid
        cases.add_entry(self.written, self.case, line)
        return line

    def move(self, act: str) -> None:
        """Move the case along its life, or refuse."""
        self.set(stage=lifecycle.move(self.case.stage, act))

    def check_open(self) -> None:
        """Refuse what cannot be done to a case that is over."""
        lifecycle.check_open(self.case.stage)

    def begin(self) -> None:
        """Mark that somebody works on it, if nobody did before."""
        if self.case.stage == "received":
            self.move("start")
            self.tell("started", is_public=True)

    def start(self, due: clocks.Due) -> Clock:
        """Start a clock."""
        clock = cases.started(due, self.case, self.now)
        self.written.add(clock)
        self.case.clocks.append(clock)
        return clock

    def end(self, *names: str) -> None:
        """End the running clocks with these names, or all: met when in time, missed when not."""
        for clock in self.running():
            if not names or clock.name in names:
                result = "met" if self.now < clock.due_at else "missed"
                self.written.change(clock, ended_at=self.now, result=result)

    def running(self) -> list[Clock]:
        """Return the clocks that run."""
        return [clock for clock in self.case.clocks if clock.ended_at is None]

    def moving(self) -> list[Clock]:
        """Return the running clocks that do not stand still, or all when none moves."""
        running = self.running()
        if store.rows(PAUSED, self.case.uid.hex):
            return [one for one in running if not pausing.stands_still(one.name, one.basis)] or running
        return running

    def promise_again(self) -> None:
        """Start the clocks of a reply anew, as after a reopening."""
        departments = len(staff.concerned(self.case))
        for due in clocks.for_case(
            self.case.kind,
            self.now,
            departments=departments,
            promises=self.settings.promises,
            calendar=workdays.calendar(),
            tz=self.settings.tz,
        ):
            if due.name in ("reply", "answer"):
                self.start(due)

    def finish(self) -> None:
        """Write the case itself, with the moment by which the next thing is due."""
        if self.written.is_idle:
            return
        self.set(due_at=min((clock.due_at for clock in self.moving()), default=None), changed_at=self.now)
        self.written.change(self.case, **self.values)


@contextmanager
def changing(
    uid: UUID,
    act: str,
    by: str,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
    seen: int | None = None,
    allow: Callable[[Change], None] | None = None,
) -> Iterator[Change]:
    """Open a case for one act; all of it is written, or nothing.

    `allow` refuses whoever has no right to it, before anything of the case is told. `entry` is the uid that
    the act's line will have, made when its form opened: raises Done when it is there already. `seen` is how
    many lines of the timeline were on the screen: raises Stale when there are more.
    """
    with store.writing(f"case.{act}", by, str(uid), now) as written:
        found = store.load(Case, "WHERE uid = ?", uid.hex)
        if not found:
            raise cases.NoCase(uid)
        case = cases.whole(found[0])
        change = Change(case, written, by, settings, now)
        # What one did oneself is done, even when by doing it one gave the right away.
        if entry is not None and any((line.uid, line.by) == (entry, by) for line in case.timeline):
            raise Done(uid)
        if allow is not None:
            allow(change)
        if seen is not None and len(case.timeline) > seen:
            raise Stale(case, case.timeline[seen:])
        yield change
        change.finish()


@contextmanager
def acting(
    uid: UUID,
    act: str,
    by: Actor,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
    seen: int | None = None,
) -> Iterator[Change]:
    """Open a case for an act of staff, who must have the right to it."""

    def allow(change: Change) -> None:
        require(by, act, change.standing)

    with changing(uid, act, by.code, settings, now, entry, seen, allow) as change:
        yield change
