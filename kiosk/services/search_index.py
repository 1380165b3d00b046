"""The index of the search, the one place where a file and a server speak differently of the same thing.

A file keeps it in FTS5, without contents; a server in a tsvector a case, with an inverted index over all.
Both answer the same expression: marks, AND, OR and parentheses.
"""

from __future__ import annotations

from kiosk import store
from kiosk.records import database

MATCHING = """SELECT rowid FROM search_run WHERE search_run MATCH ? AND rowid < ?
    ORDER BY rowid DESC LIMIT ?"""
MATCHING_ON_SERVER = """SELECT doc FROM search_run WHERE runs @@ CAST(? AS tsquery) AND doc < ?
    ORDER BY doc DESC LIMIT ?"""
ADD = "INSERT INTO search_run (rowid, runs) VALUES (?, ?)"
ADD_ON_SERVER = """INSERT INTO search_run (doc, runs) VALUES (?, CAST(? AS tsvector))
    ON CONFLICT (doc) DO UPDATE SET runs = search_run.runs || excluded.runs"""
TAKE = "INSERT INTO search_run (search_run, rowid, runs) VALUES ('delete', ?, ?)"
TAKE_ON_SERVER = "DELETE FROM search_run WHERE doc = ?"


def matching(wanted: str, before: int, size: int) -> list[int]:
    """Return the newest cases before one that fit an expression."""
    if database.obj.is_file:
        found = store.rows(MATCHING, wanted, before, size)
    else:
        told = wanted.replace(" AND ", " & ").replace(" OR ", " | ")
        found = store.rows(MATCHING_ON_SERVER, told, before, size)
    return [row[0] for row in found]


def add(place: int, words: str) -> None:
    """Add marks to those of a case."""
    database.execute_sql(ADD if database.obj.is_file else ADD_ON_SERVER, (place, words))


def take(place: int, words: str) -> None:
    """Take away every mark of a case; a file must be told which they are."""
    if database.obj.is_file:
        database.execute_sql(TAKE, (place, words))
    else:
        database.execute_sql(TAKE_ON_SERVER, (place,))
