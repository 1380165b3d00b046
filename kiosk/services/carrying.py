"""Carry what is done at a terminal to the central register: each act is kept with all that it was told."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from functools import wraps
from types import UnionType
from typing import Any, ParamSpec, TypeVar, get_args, get_type_hints
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Outbox
from kiosk.rules.drafts import Draft
from kiosk.rules.numbers import new_uid

P = ParamSpec("P")
T = TypeVar("T")

SERVICES: dict[str, Callable[..., Any]] = {}
"""Every service that can be carried, by the name that stands in the outbox."""
LAST = "SELECT COALESCE(MAX(place), 0) FROM outbox"


def carried(service: Callable[P, T]) -> Callable[P, T]:
    """Let what a service does at a terminal be done again at the central register."""
    code = f"{service.__module__.rpartition('.')[2]}.{service.__name__}"
    SERVICES[code] = service

    @wraps(service)
    def done(*args: P.args, **named: P.kwargs) -> T:
        if not store.is_spool():
            return service(*args, **named)
        with store.whole():
            before = store.entries()
            answer = service(*args, **named)
            if store.entries() != before:
                keep(code, inspect.signature(service).bind(*args, **named).arguments, answer)
        return answer

    return done


def keep(code: str, told: dict[str, Any], answer: Any) -> None:
    """Put an act into the outbox, in the transaction that did it."""
    if isinstance(draft := told.get("draft"), Draft):
        # What stands on the slip holds at the central register, too.
        told["draft"] = replace(draft, number=answer.number, responder=answer.responsible)
    facts = {name: plain(value) for name, value in told.items() if not isinstance(value, Settings)}
    at = told["now"]
    row = Outbox(
        uid=new_uid(at),
        place=store.rows(LAST)[0][0] + 1,
        act=code,
        subject=answer.uid,
        facts=json.dumps(facts, ensure_ascii=False),
        at=at,
    )
    store.Written().add(row)


def do_again(code: str, facts: str, settings: Settings) -> Any:
    """Do an act as it was done at the terminal."""
    service = SERVICES[code]
    told = json.loads(facts)
    values = {}
    for name, kind in get_type_hints(service).items():
        if kind is Settings:
            values[name] = settings
        elif name in told:
            values[name] = told_as(kind, told[name])
    return service(**values)


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def told_as(kind: Any, value: Any) -> Any:
    """Return what JSON held, as the service takes it."""
    if isinstance(kind, UnionType):
        kind = next(one for one in get_args(kind) if one is not type(None))
    if value is None:
        return None
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is UUID:
        return UUID(value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{name: told_as(hints[name], part) for name, part in value.items()})
    return value
