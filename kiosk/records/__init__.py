"""The records of the register: one class a table, and the same object from the store to the screen."""

from kiosk.records.audit import AuditChain, AuditEntry
from kiosk.records.base import Record, database
from kiosk.records.cases import Attempt, Case, Clock, Counter, Entry, Person, Rating, SearchRun
from kiosk.records.hospital import (
    Answer,
    Category,
    Department,
    Doctor,
    Duty,
    Fact,
    Need,
    Session,
    Staff,
    Workday,
)

TABLES: tuple[type[Record], ...] = (
    Department,
    Doctor,
    Session,
    Answer,
    Need,
    Category,
    Staff,
    Duty,
    Workday,
    Fact,
    Counter,
    Case,
    Person,
    Clock,
    Entry,
    Rating,
    Attempt,
    SearchRun,
    AuditChain,
    AuditEntry,
)
"""Every table, each after those it points to."""

__all__ = [
    "TABLES",
    "Answer",
    "Attempt",
    "AuditChain",
    "AuditEntry",
    "Case",
    "Category",
    "Clock",
    "Counter",
    "Department",
    "Doctor",
    "Duty",
    "Entry",
    "Fact",
    "Need",
    "Person",
    "Rating",
    "Record",
    "SearchRun",
    "Session",
    "Staff",
    "Workday",
    "database",
]
