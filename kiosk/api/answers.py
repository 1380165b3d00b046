"""What is told of a case: number, stage, promised dates and public replies; nobody's personal data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kiosk.config import Settings
from kiosk.i18n import _, pick
from kiosk.records import Case
from kiosk.rules import clocks, pausing
from kiosk.services import cases, public_view
from kiosk.services.documents import local

STATES = ("running", "paused", "late", "met", "missed")
BASES = ("house", "national", "hotline")
PROMISES = ("investigate", "reply", "answer", "accept", "correct", "confirm")
MOMENT = {"type": "string", "format": "date-time"}
WORDS = {"type": "string"}

CASE = {
    "number": {"type": "string", "description": "To read aloud, and to ask with."},
    "kind": {"type": "string", "enum": list(cases.KINDS)},
    "stage": {"type": "string", "enum": list(public_view.STAGE_WORDS)},
    "stage_words": WORDS | {"description": "The stage in the language asked for."},
    "office": WORDS | {"description": "Who answers for it, where the hospital says so."},
    "filed_at": MOMENT,
    "due_at": {"type": ["string", "null"], "format": "date-time", "description": "The earliest promise."},
    "promises": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["name", "basis", "words", "due_at", "state", "is_certain"],
            "properties": {
                "name": {"type": "string", "enum": list(PROMISES)},
                "basis": {"type": "string", "enum": list(BASES)},
                "words": WORDS,
                "due_at": MOMENT,
                "state": {"type": "string", "enum": list(STATES)},
                "is_certain": {
                    "type": "boolean",
                    "description": "False while the calendar of its year is open.",
                },
            },
        },
    },
    "replies": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["at", "words"],
            "properties": {"at": MOMENT, "words": WORDS},
        },
    },
}
"""The shape of an answer, as JSON Schema."""


def of(case: Case, settings: Settings, now: datetime) -> dict[str, Any]:
    """Return what a channel may know of its case, in the language spoken here."""
    return {
        "number": case.number,
        "kind": case.kind,
        "stage": case.stage,
        "stage_words": _(public_view.STAGE_WORDS[case.stage]),
        "office": pick(cases.responsible_name(case)),
        "filed_at": local(case.filed_at, settings.tz),
        "due_at": local(case.due_at, settings.tz),
        "promises": promises(case, settings, now),
        "replies": [
            {"at": local(line.at, settings.tz), "words": line.words}
            for line in case.timeline
            if line.kind in public_view.REPLIES and line.visibility == "public"
        ],
    }


def promises(case: Case, settings: Settings, now: datetime) -> list[dict[str, Any]]:
    """Return the promised dates, soonest first."""
    waits = bool(public_view.waits_for(case))
    return [
        {
            "name": clock.name,
            "basis": clock.basis,
            "words": _(public_view.PROMISE_WORDS[clock.name]),
            "due_at": local(clock.due_at, settings.tz),
            "state": state(clock, waits, now),
            "is_certain": clock.is_certain,
        }
        for clock in case.clocks
        if clock.name != "acknowledge"
    ]


def state(clock: Any, waits: bool, now: datetime) -> str:
    """Return how a promise stands."""
    if waits and clock.ended_at is None and pausing.stands_still(clock.name, clock.basis):
        return "paused"
    return clocks.state(clock.due_at, clock.ended_at, clock.result, now)
