"""A register on a server: which machine this is to it, and whether its keys are the right ones."""

from __future__ import annotations

import hmac
import importlib.util
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from peewee import IntegrityError

from kiosk import held_keys
from kiosk import keys as secret_keys
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records.base import database
from kiosk.records.faults import Unopened
from kiosk.rules.numbers import ALPHABET

if TYPE_CHECKING:
    from kiosk.records.postgres import CentralRegister


def engine(settings: Settings) -> CentralRegister:
    """Return the register that the settings name."""
    if importlib.util.find_spec("psycopg") is None:
        raise Unopened(N_("A central register needs psycopg: run 'pip install patient-desk[postgres]'."))
    from kiosk.records.postgres import CentralRegister, psycopg

    try:
        return CentralRegister(settings.database)
    except psycopg.ProgrammingError:  # without its text: it may quote a password
        raise Unopened(N_("The setting 'database' cannot be read as the address of a PostgreSQL.")) from None


def bind_keys(settings: Settings) -> None:
    """Take the keys of the register, the same on every machine; the first machine makes them."""
    told = database.execute_sql("SELECT proof FROM key_proof").fetchone()
    if told is None:
        with database.obj.upgrading(), database.atomic():
            told = database.execute_sql("SELECT proof FROM key_proof").fetchone()
            if told is None:
                bind(settings)
                return
    path = settings.keys
    if not path.exists():
        raise Unopened(
            N_("This machine has no keys for %(register)s: copy keys.json from another machine to %(file)s."),
            register=settings.register_name,
            file=path,
        )
    held_keys.take(settings, may_make=False)
    if not hmac.compare_digest(bytes(told[0]), proof(held_keys.keys())):
        raise Unopened(
            N_("The keys in %(file)s are not those of %(register)s: copy keys.json from another machine."),
            register=settings.register_name,
            file=path,
        )


def bind(settings: Settings) -> None:
    """Tie the register to the keys of this machine, made now where it has none."""
    held_keys.take(settings, may_make=True)
    database.execute_sql("INSERT INTO key_proof (proof) VALUES (?)", (proof(held_keys.keys()),))


def proof(keys: secret_keys.Keys) -> bytes:
    """Return what the register remembers of its keys: it tells nothing about them."""
    return hmac.digest(keys.audit, b"the keys of a register", "sha256")


def own_prefix(path: Path) -> str:
    """Return the two letters that a file keeps, drawing a pair that no other machine has."""
    if path.exists():
        told = path.read_text("ascii").strip()
        if not database.execute_sql("SELECT 1 FROM counter WHERE prefix = ?", (told,)).fetchone():
            claim = "INSERT INTO counter (prefix, given) VALUES (?, 0) ON CONFLICT (prefix) DO NOTHING"
            database.execute_sql(claim, (told,))
        return told
    drawn = new_prefix()
    return drawn if keep(path, drawn) else own_prefix(path)


def new_prefix() -> str:
    """Draw two letters until they are nobody's."""
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _letter in range(2))
        try:
            database.execute_sql("INSERT INTO counter (prefix, given) VALUES (?, 0)", (drawn,))
            return drawn
        except IntegrityError:
            continue


def keep(path: Path, drawn: str) -> bool:
    """Write this machine's letters down, whole; tell whether another process was not faster."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with draft.open("w", encoding="ascii") as file:
        file.write(drawn + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
        return True
    except FileExistsError:
        return False
    finally:
        draft.unlink()
