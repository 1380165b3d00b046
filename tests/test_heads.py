"""A head of the trail that was kept elsewhere shows when the trail was made anew."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk import i18n, store
from kiosk.cli import main
from kiosk.config import Settings
from kiosk.records import AuditChain, AuditEntry, Delivery, trail
from kiosk.services import cases, heads
from tests.register import NOW, draft


@pytest.fixture(autouse=True)
def english() -> None:
    """Read what is said in English."""
    i18n.choose("en")


def test_the_head_of_each_chain_is_told_and_found_again(register: Settings) -> None:
    cases.file(draft(), register, NOW)
    [kept] = heads.of_register()
    last = AuditEntry.select().order_by(AuditEntry.seq.desc()).first()
    assert (kept.seq, kept.mark) == (last.seq, bytes(last.mac).hex()[:16])
    cases.file(draft(), register, NOW)
    assert heads.missed(heads.read([str(kept)])) is None, "the trail goes on from it"


def make_anew(at: datetime) -> None:
    """Write the trail again as if everything had been done at another time, as whoever has the keys can."""
    [body] = [json.loads(row.body) for row in AuditEntry.select()]
    AuditEntry.delete().execute()
    AuditChain.delete().execute()
    trail.append(store.keys().audit, store.prefix(), at, body)


@pytest.mark.on_file
def test_a_trail_that_was_made_anew_is_noticed_though_it_is_whole(register: Settings) -> None:
    """Reliability 45: a trail made with the keys proves itself; a head that was kept says otherwise."""
    cases.file(draft(), register, NOW)
    [kept] = heads.of_register()
    make_anew(NOW + timedelta(minutes=1))
    assert store.verify().ok
    assert heads.missed([kept]) == kept


def test_what_a_terminal_had_when_it_delivered_is_told(register: Settings) -> None:
    for number, head in enumerate((b"\x01" * 32, b"\x02" * 32)):
        values = {"terminal": "T1", "act": "cases.file", "at": NOW, "head": head, "problem": ""}
        with store.writing("spool.delivered", "terminal:T1", "", NOW) as written:
            written.add(Delivery(uid=draft().uid, **values | {"at": NOW.replace(minute=number)}))
    assert heads.of_terminals() == {"T1": "02" * 8}


@pytest.mark.on_file
def test_the_command_prints_heads_and_holds_the_trail_against_them(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.data.mkdir()
    store.open_register(settings)
    cases.file(draft(), settings, NOW)
    store.close()
    data = ["--data", str(settings.data), "--language", "en"]
    assert main(["audit", "heads", *data]) == 0
    kept = tmp_path / "heads"
    kept.write_text(capsys.readouterr().out)
    assert main(["audit", "verify", "--heads", str(kept), *data]) == 0
    kept.write_text(f"{store.prefix()} 1 {'0' * 16}\n")
    assert main(["audit", "verify", "--heads", str(kept), *data]) == 1
    assert "it did not have the head" in capsys.readouterr().err
    kept.write_text("what is this\n")
    assert main(["audit", "verify", "--heads", str(kept), *data]) == 2
    assert "what is this" in capsys.readouterr().err
