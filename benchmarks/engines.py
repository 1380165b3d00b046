"""Filing and a page of the work list on a PostgreSQL of this machine beside the same in a file."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.filing import draft, timed
from kiosk import store
from kiosk.config import Settings
from kiosk.rules.rights import Actor
from kiosk.services import cases, work
from kiosk.services.work import Filter
from tests.servers import server

CASES, ROUNDS, EACH = 300, 5, 20
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
MOST = 15.0
"""Times that the server may take; it stands on this machine, so all of it is the engine and its line."""


def measured(settings: Settings) -> dict[str, float]:
    """Return milliseconds for each act on one engine, with some hundred open cases in it."""
    settings.data.mkdir()
    store.open_register(settings)
    boss = Actor("he-meijuan", "supervisor")
    acts = {
        "filing a case": lambda: cases.file(draft(settings), settings, settings.clock()),
        "a page of 50": lambda: work.page(boss, Filter("all"), settings.clock()),
        "the counters": lambda: work.counters(settings, settings.clock()),
    }
    for _case in range(CASES):
        acts["filing a case"]()
    found = {
        name: statistics.median(timed(lambda act=act: store.again(act), EACH) for _round in range(ROUNDS))
        for name, act in acts.items()
    }
    store.close()
    return found


def main() -> None:
    """Print both and their ratio."""
    with tempfile.TemporaryDirectory() as place, server(**DURABLE) as central:
        ours = measured(Settings(data=Path(place) / "file"))
        theirs = measured(Settings(data=Path(place) / "central", database=central.fresh("bench")))
    for name, own in ours.items():
        ratio = theirs[name] / own
        verdict = "ok" if ratio <= MOST else "TOO SLOW"
        print(
            f"{name}: {own:.2f} ms in a file, {theirs[name]:.2f} ms on a server: {ratio:.1f} times  {verdict}"
        )


if __name__ == "__main__":
    main()
