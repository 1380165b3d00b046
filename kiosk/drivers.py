"""Drivers of database servers, which Peewee loads wherever it finds them: 18 MiB and 0.3 s of CPU."""

import sys
from typing import Any

DRIVERS = ("psycopg2cffi", "psycopg2", "psycopg", "pymysql", "MySQLdb")


def keep_out() -> None:
    """Let no driver be found by a process whose register is a file; one that is loaded already stays."""
    modules: dict[str, Any] = sys.modules
    for name in DRIVERS:
        modules.setdefault(name, None)  # None lets an import fail
