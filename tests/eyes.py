"""What eyes, fingers and keys find wrong with a public screen, beyond what the small audit sees."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from rich.cells import cell_len
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Static

from kiosk.desk import DeskApp
from kiosk.rules.text import wrap
from kiosk.screens.public.page import NAME_ROWS, House
from kiosk.widgets.board import Board, Spot
from kiosk.widgets.button import PushButton
from kiosk.widgets.keyboard import Keyboard
from kiosk.widgets.keyboard_faces import _cut
from kiosk.widgets.keyboard_layouts import CHOICE
from kiosk.widgets.steps import Steps
from kiosk.widgets.tiles import TileGrid
from kiosk.widgets.words import Words
from tests.screens import audit


def faults(app: DeskApp) -> list[str]:
    """Return everything that is wrong with the screen as it stands."""
    return [*audit(app), *_hidden(app), *_short_of_words(app), *_out_of_order(app), *_by_colour_alone(app)]


def shown(app: DeskApp) -> list[Widget]:
    """Return every widget that is meant to be seen."""
    return [
        one
        for one in app.screen.query("*").results(Widget)
        if one.display and all(above.display for above in one.ancestors if isinstance(above, Widget))
    ]


def _hidden(app: DeskApp) -> Iterator[str]:
    """Say what is drawn outside its place, or squeezed to nothing."""
    for widget in shown(app):
        if widget.children or not (isinstance(widget, Board | PushButton | Keyboard) or _told(widget)):
            continue
        place = app.screen.find_widget(widget)
        if not place.region.area:
            yield f"SQUEEZED {widget} {_told(widget)!r}"
        elif place.clip.intersection(place.region) != place.region:
            yield f"HIDDEN {widget} {place.region} in {place.clip}"


def _told(widget: Widget) -> str:
    if isinstance(widget, Words):
        return widget.words
    return str(widget.render()).strip() if isinstance(widget, Static | Steps) else ""


def _short_of_words(app: DeskApp) -> Iterator[str]:
    """Say which words do not stand there whole."""
    for widget in shown(app):
        room = widget.content_region
        if isinstance(widget, Words):
            if len(wrap(widget.words, room.width - len(widget.sign))) > room.height and widget.words:
                yield f"CUT {widget.words!r} in {room.size}"
        elif isinstance(widget, Static):
            if _told(widget) and widget.get_content_height(room.size, app.size, room.width) > room.height:
                yield f"CUT {_told(widget)!r} in {room.size}"
        elif isinstance(widget, Steps) and cell_len(_told(widget)) > room.width:
            yield f"CUT {_told(widget)!r}"
        elif isinstance(widget, House) and len(wrap(widget.named, room.width)) > NAME_ROWS:
            yield f"CUT {widget.named!r}"
        elif isinstance(widget, PushButton) and len(widget.label.split("\n")) > room.height:
            yield f"CUT {widget.label!r}"
        elif isinstance(widget, Board):
            yield from _cut_spots(widget)
        elif isinstance(widget, Keyboard):
            yield from _cut_keys(widget)


def _cut_spots(board: Board) -> Iterator[str]:
    for spot in board.spots:
        room = spot.region.width - (4 if not spot.number or spot.is_centred else 8)
        yield from (f"CUT {words!r} in {room}" for words, _role in spot.lines if cell_len(words) > room)
    if isinstance(board, TileGrid):
        said = {
            spot.value: _bare(words for words, _role in spot.lines) for spot in board.spots if spot.number
        }
        for tile in board.tiles:
            if tile.value in said and _bare([tile.title]) not in said[tile.value]:
                yield f"CUT {tile.title!r}: {said[tile.value]!r}"


def _bare(lines: Iterator[str] | list[str]) -> str:
    return "".join("".join(lines).split())


def _cut_keys(keyboard: Keyboard) -> Iterator[str]:
    for key in keyboard.keys:
        room = key.region.width - 2
        if cell_len(keyboard._label(key)) > room or (
            key.code == CHOICE and _cut(key.label, room) != key.label
        ):
            yield f"CUT key {keyboard._label(key)!r} in {room}"


def _out_of_order(app: DeskApp) -> Iterator[str]:
    """Say where the cursor jumps back: it goes as one reads, from the left and from above."""
    chain = [(str(one), one.region) for one in app.screen.focus_chain]
    for (one, here), (other, there) in pairwise(chain):
        if not follows(here, there):
            yield f"ORDER {one} {here} before {other} {there}"
    for board in app.screen.query(Board):
        for spot, after in pairwise(board.spots):
            if not follows(spot.region, after.region):
                yield f"ORDER {spot.lines[0][0]!r} before {after.lines[0][0]!r}"


def follows(here: Region, there: Region) -> bool:
    """Say whether a place stands right of another or below it."""
    return there.x >= here.right or there.y >= here.bottom


def _by_colour_alone(app: DeskApp) -> Iterator[str]:
    """Say what shows by its colour alone that it is chosen, or that it is wrong."""
    for board in app.screen.query(Board):
        for spot in board.spots:
            if spot.tone and not any("✓" in words for words, _role in spot.lines):
                yield f"COLOUR {spot.lines[0][0]!r}"
    for button in app.screen.query(PushButton):
        if button.has_class("-chosen") and "✓" not in button.label:
            yield f"COLOUR {button.label!r}"
    for wrong in app.screen.query(".-failed").results(Static):
        if wrong.display and not _told(wrong).startswith("!"):
            yield f"COLOUR {_told(wrong)!r}"


def numbered(board: Board) -> list[Spot]:
    """Return the places of a board that a digit chooses."""
    return [spot for spot in board.spots if spot.number]
