"""A register on disk for consoles in real terminals: the small hospital as of now, and one complaint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from argon2.profiles import CHEAPEST

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Case, KeptDraft, Staff
from kiosk.rules.drafts import Draft
from kiosk.services import cases, people, signing
from tests.console import PASSWORD, prepare
from tests.staff import person

T = TypeVar("T")


@dataclass(frozen=True)
class House:
    """A register on disk, read past whoever has it open."""

    settings: Settings
    uid: UUID
    number: str

    def ask(self, service: Callable[..., T], *values: Any) -> T:
        """Open the register, run a service and close it again."""
        with opened(self.settings):
            return service(*values)

    def case(self) -> Case:
        """Return the complaint as it stands."""
        return self.ask(cases.find, self.uid)

    def lines(self, kind: str) -> list[str]:
        """Return the words of the complaint's lines of one kind."""
        return [line.words for line in self.case().timeline if line.kind == kind]

    def drafts(self, staff: str) -> list[str]:
        """Return what somebody was writing, the newest first."""
        query = "WHERE staff = ? ORDER BY at DESC"
        return [str(one.facts.get("words", "")) for one in self.ask(store.load, KeptDraft, query, staff)]


@contextmanager
def opened(settings: Settings) -> Iterator[None]:
    """Open a register on this thread."""
    store.open_register(settings)
    try:
        yield
    finally:
        store.close()


def house(data: Path, keys: dict[str, str], passwords: tuple[str, ...] = ()) -> House:
    """Make a register in which people have keys or a password, and with a complaint of this moment."""
    settings = Settings(data=data, language="en")
    data.mkdir(parents=True)
    now = datetime.now(UTC)
    told = Draft.open("complaint", "zh_CN", "front", now)
    told.words, told.phone, told.name = "等了两个小时没有人管", "13812345678", "王秀英"
    with opened(settings):
        prepare(settings)
        for code, fingerprint in keys.items():
            people.set_key(code, fingerprint, person("xu"), now)
        for code in passwords:
            account = signing.account_of(code)
            assert account is not None
            with store.writing("people.password_set", "test", code, now) as written:
                written.change(account, password=cheaply_hashed())
        case = cases.file(told, settings, now)
    return House(settings, case.uid, case.number)


def cheaply_hashed() -> str:
    """Return the hash of the tests' password, made quickly."""
    from argon2 import PasswordHasher

    return PasswordHasher.from_parameters(CHEAPEST).hash(signing.folded(PASSWORD))


def names() -> list[str]:
    """Return the codes of everybody in the open register."""
    return [str(one.code) for one in Staff.select()]
