"""Heads of the trail, to be kept elsewhere: whoever holds one sees when the trail before it was made anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kiosk import store

HEADS = "SELECT chain, seq, head FROM audit_chain ORDER BY chain"
DELIVERED = "SELECT terminal, head FROM delivery ORDER BY terminal, at DESC, uid DESC"
AT = "SELECT mac FROM audit_entry WHERE chain = ? AND seq = ?"
SHOWN = 16
"""Hexadecimal digits that are shown of a head: nobody makes another trail that ends in the same ones."""


class Head(NamedTuple):
    """Where a chain of the trail ended."""

    chain: str
    seq: int
    mark: str

    def __str__(self) -> str:
        return f"{self.chain} {self.seq} {self.mark}"


def of_register() -> list[Head]:
    """Return where each chain of this register ends."""
    return [Head(chain, seq, shown(head)) for chain, seq, head in store.rows(HEADS)]


def of_terminals() -> dict[str, str]:
    """Return the head that each terminal had when it last delivered something."""
    found: dict[str, str] = {}
    for terminal, head in store.rows(DELIVERED):
        found.setdefault(terminal, shown(head))
    return found


def shown(head: object) -> str:
    """Return the beginning of a head as one writes it down."""
    return bytes(head).hex()[:SHOWN]  # type: ignore[call-overload, no-any-return]


def read(lines: Iterable[str]) -> list[Head]:
    """Read heads that were written down; raises ValueError with the line that is none."""
    found = []
    for line in filter(str.strip, lines):
        match line.split():
            case [chain, seq, mark] if seq.isdecimal() and len(mark) == SHOWN:
                found.append(Head(chain, int(seq), mark.lower()))
            case _:
                raise ValueError(line.strip())
    return found


def missed(kept: Iterable[Head]) -> Head | None:
    """Return the first of some heads that the trail of this register did not have."""
    for head in kept:
        rows = store.rows(AT, head.chain, head.seq)
        if not rows or shown(rows[0][0]) != head.mark:
            return head
    return None
