"""The desk in Chromium under real fingers: an X touch device, the packaged browser, and a camera."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from kiosk import i18n
from kiosk.i18n import _
from tests.glass import Glass, Server, glass
from tests.touch_screen import touch_screen
from tests.walks import ASK, HOME, KINDS, RATING, WRITTEN, check, kept, scores, steps, walk

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
TONGUES = {"zh_CN": "简体中文", "en": "English"}
LISTEN = """() => { window.heard = ""; line.say ??= line.send; const read = new TextDecoder();
    line.send = (said) => { heard += said.buffer ? read.decode(said) : said; line.say(said); }; }"""
SHORTCUTS = "Control+a Control+c Control+p Control+f Control+s Control+q F1 F5 F7 Alt+ArrowLeft".split()


@dataclass
class Terminal:
    """Everything that stands in the hall."""

    glass: Glass
    server: Server
    data: Path
    requests: Path


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """Open a terminal once for every test here; each begins and ends at Home."""
    folder = tmp_path_factory.mktemp("hall")
    server = Server(folder / "data", "--language", "zh_CN", "--font-size", "38")
    try:
        with sync_playwright() as play, touch_screen(folder) as screen:
            with glass(play, screen, folder, server.address) as here:
                i18n.choose("zh_CN")
                here.see(_(HOME))
                yield Terminal(here, server, folder / "data", folder / "requests.json")
    finally:
        server.close()


@pytest.fixture
def here(hall: Terminal) -> Glass:
    """Stand before the terminal."""
    i18n.choose("zh_CN")
    return hall.glass


def go_home(here: Glass) -> None:
    """Leave a flow."""
    here.tap(_("Start again"))
    here.see(_(HOME))


def test_a_short_and_a_long_press_do_the_same(here: Glass) -> None:
    for held in (0.02, 1.6):
        here.see(_(HOME))
        here.tap_tile(5, held)
        here.see(_("What is the number on your slip?"))
        go_home(here)


def test_a_swipe_chooses_nothing_and_turns_the_wheel(here: Glass) -> None:
    sent = listened(here)
    here.see(_(HOME))
    x, y = here.point(*here.find(r"2  \S+"))
    here.screen.hand.swipe((x, y + 300), (x, y))
    here.screen.hand.swipe((x, y), (x + 400, y))
    here.wait(lambda: sent().count("[<65") >= 4, "the wheel")
    assert "[<0" not in sent() and "[<64" not in sent()
    here.screen.hand.swipe((x, y), (x, y + 300))
    here.wait(lambda: sent().count("[<64") >= 4, "the wheel back")
    assert here.sees(_(HOME))


def test_a_swipe_from_the_edge_leads_nowhere(here: Glass) -> None:
    here.screen.hand.swipe((1, 500), (900, 500))
    here.screen.hand.swipe((1918, 500), (900, 500))
    assert here.page.evaluate("history.length") == 1 and here.sees(_(HOME))


def test_a_pinch_makes_nothing_larger_and_chooses_nothing(here: Glass) -> None:
    sent = listened(here)
    here.screen.hand.draw([(900, 500), (1000, 500)], [(500, 500), (1500, 500)])
    here.screen.hand.draw([(500, 500), (1500, 500)], [(900, 500), (1000, 500)])
    assert here.page.evaluate("visualViewport.scale") == 1
    assert "[<" not in sent() and here.sees(_(HOME))


def test_a_second_finger_that_rests_hides_no_tap(here: Glass) -> None:
    sent = listened(here)
    here.screen.hand.draw([(300, 1060), (1500, 1060)], [(301, 1060), (1501, 1060)], steps=2)
    here.wait(lambda: len(re.findall(r"\[<0;\d+;\d+M", sent())) == 2, "both taps")
    assert here.sees(_(HOME))


def test_no_one_of_120_fast_taps_is_lost(here: Glass) -> None:
    here.tap_tile(5)
    here.see(_("What is the number on your slip?"))
    keys = {digit: here.point(*here.find(rf"│\s+{digit}\s+│")) for digit in "012345678"}
    # As many digits as the field shows at once.
    for n in range(8):
        typed = "".join(str((at * at + n) % 9) for at in range(15))
        for digit in typed:
            here.screen.hand.tap(keys[digit], held=0.08)
        here.wait(partial(here.sees, typed), f"{typed} after {n * 15} taps")
    go_home(here)


def test_nothing_can_be_selected_copied_or_called_up(here: Glass) -> None:
    box, sent = here.point(*here.find(r"2  \S+")), listened(here)
    here.page.mouse.move(*box)
    here.page.mouse.click(*box, button="right")
    here.page.mouse.move(200, 500)
    here.page.mouse.down()
    here.page.mouse.move(900, 505)
    here.page.mouse.up()
    assert "[<" not in sent()
    for keys in SHORTCUTS:
        here.page.keyboard.press(keys)
    assert here.page.evaluate("getSelection().toString() + term.getSelection()") == ""
    assert here.page.evaluate("term.textarea.inputMode") == "none"
    assert len(here.page.context.pages) == 1 and here.sees(_(HOME))


@pytest.mark.parametrize("language", TONGUES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_flow_by_taps_alone_ends_with_a_code_that_a_camera_reads(
    hall: Terminal, here: Glass, kind: str, language: str
) -> None:
    here.tap(TONGUES[language])
    i18n.choose(language)
    walk(here, steps(kind, language))
    here.wait(lambda: bool(here.codes()), "the code")
    [address] = here.codes()
    assert address.lower().startswith(hall.server.base)
    here.tap(_("Done"))
    i18n.choose("zh_CN")
    here.see(_(HOME))
    check(kept(hall.data)[language, kind])


@pytest.mark.parametrize("language", TONGUES)
def test_a_rating_by_taps_alone(hall: Terminal, here: Glass, language: str) -> None:
    before = scores(hall.data)
    here.tap(TONGUES[language])
    i18n.choose(language)
    walk(here, RATING)
    assert scores(hall.data) == [*before, 4]
    here.tap(TONGUES["zh_CN"])
    i18n.choose("zh_CN")
    here.see(_(HOME))


def test_a_desk_that_dies_is_covered_until_it_is_back(hall: Terminal, here: Glass) -> None:
    here.tap_tile(2)
    here.see(_("What would you like to tell us?"))
    supervisor = children(hall.server.process.pid)[0]
    os.kill(children(supervisor)[0], signal.SIGKILL)
    here.wait(lambda: here.state == "again", "the cover")
    here.see(_(HOME))


def test_after_the_server_was_killed_home_comes_back_and_nothing_else(hall: Terminal, here: Glass) -> None:
    written = "".join(WRITTEN["zh_CN"][ASK])
    until_asked = steps("question", "zh_CN")[:3]
    walk(here, until_asked)
    here.see(written)
    hall.server.kill()
    here.wait(lambda: here.state == "again", "the cover")
    assert _("One moment, the desk is starting again.") in here.page.inner_text("#cover")
    assert here.text.strip() == "" and written not in here.page.content()
    hall.server.start()
    here.see(_(HOME))
    assert not here.sees(written)
    walk(here, until_asked[:2])
    here.see(_(ASK))
    here.find(r"│\s*q\s*│")
    assert not here.sees(written)
    go_home(here)


def test_after_the_browser_came_again_home_stands_there(here: Glass) -> None:
    here.tap_tile(5)
    here.see(_("What is the number on your slip?"))
    here.page.reload()
    here.see(_(HOME))


def test_every_request_stays_on_this_machine(hall: Terminal, here: Glass) -> None:
    here.close()
    told = json.loads(hall.requests.read_text())
    asked = {one for one in said(told, "url") if one and not one.startswith("data:")}
    assert f"{hall.server.address}/" in asked
    reached = {f"tcp://{one}" for one in said(told, "remote_address")}
    assert {urlsplit(one).hostname for one in asked | reached} <= LOOPBACK
    # It looks for a way into the world, by a packet that is never sent.
    sent = told["constants"]["logEventTypes"]["UDP_BYTES_SENT"]
    assert not [event for event in told["events"] if event["type"] == sent]


def listened(here: Glass) -> Callable[[], str]:
    """Hear from now on what the glass sends to the desk."""
    here.page.evaluate(LISTEN)
    return lambda: str(here.page.evaluate("heard"))


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def said(told: dict[str, Any], name: str) -> set[str]:
    """Return every value of a name in the browser's own record."""
    return {event["params"][name] for event in told["events"] if name in event.get("params", {})}
