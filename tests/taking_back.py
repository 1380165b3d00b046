"""A server that checks the most it can and takes back a third of what is written."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from random import Random
from typing import Any

from kiosk import services, store
from kiosk.records import postgres

AGAIN = "DO $$ BEGIN RAISE EXCEPTION 'taken back' USING ERRCODE = '40001'; END $$"
chance = Random(29)
depth = 0
"""How many services are under way in each other; what a test writes by itself is never taken back."""


def begin() -> None:
    """Have every service called through the one place that does an act again."""
    plain, commit = store.again, postgres.CentralRegister.commit

    def again(act: Any, /, *values: Any, **named: Any) -> Any:
        global depth
        depth += 1
        try:
            return plain(lambda: act(*values, **named))
        finally:
            depth -= 1

    def fickle(self: postgres.CentralRegister) -> None:
        if depth and not self.turn.is_reading and chance.random() < 1 / 3:
            self.execute_sql(AGAIN)
        commit(self)

    store.again = again
    postgres.CentralRegister.commit = fickle  # type: ignore[method-assign]
    postgres.CentralRegister.isolation = "SERIALIZABLE"
    for found in pkgutil.iter_modules(services.__path__, services.__name__ + "."):
        module = importlib.import_module(found.name)
        for name, act in inspect.getmembers(module, inspect.isfunction):
            if act.__module__ == module.__name__ and not inspect.isgeneratorfunction(inspect.unwrap(act)):
                setattr(module, name, wrapped(act))


def wrapped(act: Any) -> Any:
    """Return a service that is done again when it was taken back."""

    def done(*values: Any, **named: Any) -> Any:
        return store.again(act, *values, **named)

    done.__wrapped__ = act  # type: ignore[attr-defined]
    done.__module__ = act.__module__
    for name in ("cache_clear", "cache_info"):
        if hasattr(act, name):
            setattr(done, name, getattr(act, name))
    return done
