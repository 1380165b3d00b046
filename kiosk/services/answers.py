"""What the hospital knows: frequent questions with their answers, by topic."""

from __future__ import annotations

from kiosk import store
from kiosk.i18n import N_, _
from kiosk.records import Answer

TOPICS = {
    "booking": N_("Booking"),
    "change": N_("Change or cancel"),
    "prepare": N_("How to prepare"),
    "visit": N_("Your visit"),
    "insurance": N_("Insurance and paying"),
    "inpatient": N_("Staying in hospital"),
    "records": N_("Records and certificates"),
    "service": N_("Services in the house"),
}


def name_of_topic(topic: str) -> str:
    """Return what a topic is called; its own word where it is not one of ours."""
    return _(TOPICS[topic]) if topic in TOPICS else topic


def by_topic() -> list[tuple[str, list[Answer]]]:
    """Return the topics by name, in the order of the hospital's file, each with its answers."""
    found: dict[str, list[Answer]] = {}
    for one in store.load(Answer, "ORDER BY position"):
        found.setdefault(one.topic, []).append(one)
    return [(name_of_topic(topic), answers) for topic, answers in found.items()]
