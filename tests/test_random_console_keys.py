"""Whatever is pressed, pasted, clicked and resized at the console: it stays, and nobody gets more rights."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from textual import events
from textual.keys import Keys
from textual.pilot import Pilot

from kiosk import store
from kiosk.config import Settings
from kiosk.console import ConsoleApp
from kiosk.services import acts, cases, handovers, patients, staff
from tests.console import console_app, prepare, standing_still
from tests.naughty import NAUGHTY, unreadable
from tests.naughty_year import of_the_year
from tests.register import NOW, draft
from tests.screens import finger
from tests.staff import person
from tests.web import apart

SECONDS = float(os.environ.get("CONSOLE_KEYS_SECONDS", "20"))
"""How long keys are pressed in every run; CONSOLE_KEYS_SECONDS=240 makes it a long one."""
NAMED = sorted({str(key.value) for key in Keys} | {f"shift+{key}" for key in ("tab", "up", "down", "end")})
OFTEN = ["enter", "escape", "tab", "down", "up", "ctrl+s", "space", "pagedown", "question_mark", "slash", "q"]
LETTERS = list(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/?.,;:'\"[]{}<>!@#$%&*()-_=+|~`"
)
key = st.one_of(
    st.sampled_from(OFTEN),
    st.sampled_from(LETTERS),
    st.sampled_from(LETTERS),
    st.sampled_from(NAMED),
    st.sampled_from(list("医生护士收费处你好，。龘𠮷é👍")),
).map(lambda name: ("key", name))
paste = st.sampled_from(NAUGHTY).map(lambda text: ("paste", text))
click = st.tuples(st.integers(0, 199), st.integers(0, 59)).map(lambda at: ("click", at))
resize = st.tuples(st.integers(60, 200), st.integers(20, 60)).map(lambda size: ("resize", size))
moves = st.lists(st.one_of(key, key, key, key, click, paste, resize), min_size=15, max_size=60)
Move = tuple[str, Any]
ROLES = ("he", "fang", "gu", "xie", "cao", "xu", "dai")


def some_work(settings: Settings) -> None:
    """Let a few cases stand in different stages."""
    boss, now = person("he"), settings.clock()
    for kind in ("complaint", "complaint", "question", "praise"):
        case = cases.file(draft(kind), settings, now)
    first, second = [case.uid for case in cases.newest(2)]
    acts.reply(first, "正在查。", boss, settings, now)
    patients.add_message(first, "请快一点", settings, now)
    handovers.offer(second, "medical-office", "", "请会同核实", boss, settings, now)
    assert case.number
    of_the_year("窗口少", settings, settings.data.parent)


async def do(pilot: Pilot[int], move: Move) -> None:
    """Do one thing at the console."""
    app: Any = pilot.app
    if move[0] == "click":
        x, y = move[1][0] % app.size.width, move[1][1] % app.size.height
        for kind in (events.MouseDown, events.MouseUp):
            app.post_message(finger(kind, x, y))
    elif move[0] == "resize":
        await pilot.resize_terminal(*move[1])
    elif move[0] == "key":
        await pilot.press(move[1])
    else:
        app.post_message(events.Paste(move[1]))
    await pilot.pause()


async def sitting(settings: Settings, who: str, moves: list[Move], app_was: list[ConsoleApp]) -> None:
    """Sit down at the console and do all of it; whoever sits there stays who they are."""
    async with console_app(settings, who=who, size=(120, 40)) as (app, pilot):
        app_was.append(app)
        for move in moves:
            await do(pilot, move)
            if app._exit:
                break
            assert app.is_running and app.who.code == who, move
            assert app.who == await app.ask(staff.actor, who, settings), move
        assert app._exception is None


@pytest.fixture
def template(settings: Settings) -> Path:
    """Make the register that every sitting begins with."""
    settings.data.mkdir()
    store.open_register(settings)
    prepare(settings, some_work)
    store.close()
    return settings.data


def proved(settings: Settings, who: str, since: int) -> None:
    """See that the trail holds, and that nobody but who sat there did anything."""
    store.open_register(settings)
    try:
        assert (verdict := store.verify()).ok, verdict.broken
        bodies = [json.loads(row[0]) for row in store.rows("SELECT body FROM audit_entry ORDER BY seq")]
        assert {body["by"] for body in bodies[since:]} <= {who, "rule"}
        assert unreadable() == []
    finally:
        store.close()


def test_whatever_is_pressed_the_console_stays_and_keeps_to_its_rights(
    template: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reliability 49, for staff."""
    left, did = [], Counter[str]()
    sign_out, until = ConsoleApp.sign_out, monotonic() + SECONDS

    async def noted(app: ConsoleApp) -> None:
        left.append(app)
        await sign_out(app)

    monkeypatch.setattr(ConsoleApp, "sign_out", noted)
    here = standing_still(replace(settings, data=tmp_path / "sat"), NOW)

    @hypothesis_settings(
        max_examples=4,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(ROLES), moves)
    def sit(who: str, moves: list[Move]) -> None:
        if monotonic() > until:
            return
        shutil.copytree(template, here.data)
        apps: list[ConsoleApp] = []
        try:
            apart(lambda: sitting(here, who, moves, apps))
            assert not apps[0]._exit or apps[0] in left, "it ended, and nobody signed out"
            proved(here, who, since)
        finally:
            shutil.rmtree(here.data)
        did["sittings"] += 1
        did["moves"] += len(moves)

    store.open_register(settings)
    since = store.rows("SELECT count(*) FROM audit_entry")[0][0]
    store.close()
    while monotonic() < until:
        sit()
    print(f"\n{dict(did)}, {len(left)} of them signed out")
    assert did["sittings"] > 3
