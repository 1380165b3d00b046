"""What tests of screens share: a desk on a register of their own, a finger, eyes, and a measure."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.pilot import Pilot, WaitForScreenTimeout
from textual.widgets import Input, TextArea

from kiosk.config import Settings
from kiosk.desk import DeskApp, load_hospital
from kiosk.services.hospital import HospitalView
from kiosk.store import StoreThread
from kiosk.widgets.board import Board
from kiosk.widgets.button import PushButton
from kiosk.widgets.keyboard import Keyboard
from kiosk.widgets.keypad import Keypad
from tests.fake_writing import FakeWriting

SIZES = ((80, 24), (120, 40), (160, 50))
LOOK_AGAIN, PATIENCE = 2.0, 30.0
"""Seconds until a pilot looks again who has to answer, and until it gives up."""
DRAWN = range(0x2500, 0x2600)
"""Lines, blocks and shapes: drawn, not read."""

NAMES = {
    "zh_CN": "江海市第一人民医院",
    "zh_TW": "江海市第一人民醫院",
    "en": "Jianghai First People's Hospital",
}
CONTACT = {
    "phone": "0512-6588 0000",
    "email": "service@example.org",
    "place": {"zh_CN": "门诊楼一层大厅", "zh_TW": "門診樓一層大廳", "en": "Outpatient building, hall"},
    "hours": {"zh_CN": "每天 7:30–17:30", "zh_TW": "每天 7:30–17:30", "en": "every day 7:30–17:30"},
}
DONE = [
    {
        "you_said": {
            "zh_CN": "取药排队太久",
            "zh_TW": "領藥排隊太久",
            "en": "The queue at the pharmacy is long",
        },
        "we_did": {"zh_CN": "又开了两个窗口", "zh_TW": "又開了兩個窗口", "en": "Two more windows are open"},
    }
]


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def small_hospital() -> HospitalView:
    """Return a hospital that has a name and a complaint office, and nothing else."""
    facts = {"name": NAMES, "complaint_contact": CONTACT, "done": DONE}
    return HospitalView(facts, (), (), (), (), (), ())


@asynccontextmanager
async def desk_app(
    settings: Settings,
    *,
    size: tuple[int, int] = (80, 24),
    hospital: HospitalView | None = None,
    has_register: bool = False,
) -> AsyncIterator[tuple[DeskApp, Pilot[int]]]:
    """Run a desk: with a register and the sample hospital, or with a small hospital alone."""
    settings.data.mkdir(parents=True, exist_ok=True)
    thread = StoreThread(settings) if has_register else None
    if thread is not None:
        hospital = await thread.run(load_hospital, settings)
    clock = Clock()
    app = DeskApp(settings, thread, hospital=hospital or small_hospital(), monotonic=clock)
    app._writing = FakeWriting()  # the real one is another process
    try:
        async with app.run_test(size=size) as pilot:
            wait_for_who_is_there(pilot)
            await pilot.pause()
            yield app, pilot
    finally:
        if thread is not None:
            thread.close()


def screen_rows(app: DeskApp) -> list[str]:
    """Return the rows that a visitor sees."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def screen_text(app: DeskApp) -> str:
    """Return what a visitor sees."""
    return "\n".join(screen_rows(app))


async def tap_at(pilot: Pilot[int], x: int, y: int) -> None:
    """Press and release a finger, as the terminal would report it."""
    app: Any = pilot.app
    app.monotonic.seconds += 1
    for kind in (events.MouseDown, events.MouseUp):
        app.post_message(finger(kind, x, y, at=app.monotonic()))
        await pilot.pause()
    await settled(pilot)


def finger(
    kind: type[events.MouseEvent], x: int, y: int, button: int = 1, at: float = 0.0
) -> events.MouseEvent:
    """Return what a terminal reports when a finger comes or goes, at a moment of the test's own clock."""
    event = kind(
        widget=None,
        x=x,
        y=y,
        delta_x=0,
        delta_y=0,
        button=button,
        shift=False,
        meta=False,
        ctrl=False,
        screen_x=x,
        screen_y=y,
    )
    event.time = at  # type: ignore[misc]
    return event


async def tap(pilot: Pilot[int], words: str, which: int = 1) -> None:
    """Tap the middle of words that stand on the screen."""
    app: Any = pilot.app
    places = [
        (cell_len(row[:at]) + cell_len(words) // 2, y)
        for y, row in enumerate(screen_rows(app))
        for at in _places(row, words)
    ]
    assert len(places) >= which, f"{words!r} does not stand on the screen:\n{screen_text(app)}"
    await tap_at(pilot, *places[which - 1])


def _places(row: str, words: str) -> Iterator[int]:
    at = row.find(words)
    while at >= 0:
        yield at
        at = row.find(words, at + 1)


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, and let the desk answer."""
    await pilot.press(*keys)
    await settled(pilot)


async def speak(pilot: Pilot[int], language: str) -> None:
    """Let the desk speak another language, as its button would."""
    app: Any = pilot.app
    await app.speak(language)
    await settled(pilot)


def wait_for_who_is_there(pilot: Pilot[Any]) -> None:
    """Let a pilot look again who has to answer: a screen that closed meanwhile, or an app, never does."""
    wait = pilot._wait_for_screen

    async def waited(timeout: float = PATIENCE) -> bool:
        until = monotonic() + timeout
        while True:
            try:
                return await wait(LOOK_AGAIN)
            except WaitForScreenTimeout:
                if pilot.app._exit:
                    return False
                if monotonic() > until:
                    raise

    pilot._wait_for_screen = waited  # type: ignore[method-assign]


async def settled(pilot: Pilot[int]) -> None:
    """Wait until the desk has done what was asked."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Return the contrast of two colours, as WCAG counts it."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: tuple[int, int, int]) -> float:
    red, green, blue = (
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def audit(app: DeskApp) -> list[str]:
    """Return what is wrong with the screen for eyes and fingers; nothing when all is well."""
    return [*_faint_words(app), *_bad_targets(app), *_cut_words(app)]


def _faint_words(app: DeskApp) -> list[str]:
    muted = _colour(app.theme_variables["muted"])
    wrong = {}
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        for segment in strip:
            ratio, least = _ratio(segment, muted)
            if ratio < least:
                wrong[segment.text.strip()] = (
                    f"FAINT {ratio:.2f} < {least} in row {y}: {segment.text.strip()!r}"
                )
    return list(wrong.values())


def _colour(text: str) -> tuple[int, int, int]:
    return (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))


def _ratio(segment: Segment, muted: tuple[int, int, int]) -> tuple[float, float]:
    text, style = segment.text.strip(), segment.style
    if not text or style is None or style.color is None or style.bgcolor is None:
        return 21.0, 0.0
    words, ground = style.color.get_truecolor(), style.bgcolor.get_truecolor()
    if style.reverse:
        words, ground = ground, words
    is_frame = all(ord(sign) in DRAWN or sign == " " for sign in text)
    least = 3.0 if is_frame else 4.5 if tuple(words) == muted else 7.0
    return contrast(tuple(words), tuple(ground)), least


def targets(app: DeskApp) -> list[tuple[str, Any]]:
    """Return every place to tap: its name and its region on the screen."""
    found: list[tuple[str, Any]] = []
    for widget in app.screen.query("*"):
        if not widget.display or not widget.region or not all(one.display for one in widget.ancestors):
            continue
        if isinstance(widget, Board):
            origin = widget.content_region.offset
            found += [(f"{spot.lines[0][0]}", spot.region.translate(origin)) for spot in widget.spots]
        elif isinstance(widget, PushButton | Input | TextArea):
            found.append((widget.id or type(widget).__name__, widget.region))
    return found


def _bad_targets(app: DeskApp) -> list[str]:
    places = targets(app)
    width, height = app.size
    wrong = [f"SMALL {name} {where}" for name, where in places if where.height < 3 or where.width < 10]
    wrong += [
        f"OUTSIDE {name} {where}" for name, where in places if where.right > width or where.bottom > height
    ]
    for index, (name, where) in enumerate(places):
        around = where.grow((1, 1, 1, 1))
        near = [other for other, there in places[index + 1 :] if around.overlaps(there)]
        wrong += [f"CLOSE {name} and {other}" for other in near]
    for pad in app.screen.query(Keypad):
        if pad.size.height < len(pad.keys) * 3 or pad.size.width // max(map(len, pad.keys)) < 5:
            wrong.append(f"SMALL keys {pad.size}")
    for keyboard in app.screen.query(Keyboard):
        small = [key for key in keyboard.keys if key.region.width < 5 or key.region.height < 3]
        wrong += [f"SMALL key {key.code} {key.region}" for key in small]
        wrong += [f"OUTSIDE keys {keyboard.region}"] if keyboard.region.bottom > height else []
    return wrong


def _cut_words(app: DeskApp) -> list[str]:
    wrong = []
    for button in app.screen.query(PushButton):
        longest = max(cell_len(line) for line in button.label.split("\n"))
        if button.display and button.region and longest > button.content_region.width:
            wrong.append(f"CUT {button.label!r} in {button.content_region.width}")
    for board in app.screen.query(Board):
        for spot in board.spots:
            room = spot.region.height - 2
            if len(spot.lines) > room or spot.region.bottom > board.size.height:
                wrong.append(f"CUT {spot.lines[0][0]!r}")
    return wrong
