"""A sheet of A4 paper read on the screen first, and then put into a file that any browser prints."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.i18n import _
from kiosk.records.faults import StoreFault
from kiosk.rules.refusal import Refusal
from kiosk.rules.text import stated
from kiosk.screens.console.form import Told
from kiosk.screens.console.frame import ConsoleScreen
from kiosk.screens.console.reading_box import ReadingBox
from kiosk.services import sheets
from kiosk.services.sheets import Sheet

Service = Callable[..., Sheet]


async def show(
    screen: ConsoleScreen, name: str, service: Service, *values: Any, printed: Service | None = None
) -> None:
    """Show what a service puts on paper; `name` is that of the file it can be put into.

    `printed` gives the sheet for the file, where taking it out is told otherwise than reading it.
    """
    sheet = await given(screen, service, *values)
    if sheet is None:
        return

    async def chosen(is_wanted: bool | None) -> None:
        taken = await given(screen, printed, *values) if is_wanted and printed else sheet
        if is_wanted and taken is not None:
            await put_out(screen, name, taken)

    title = " ".join(filter(None, (sheet.title, sheet.number)))
    screen.app.push_screen(ReadingBox(title, told(sheet), _("Put into a file")), chosen)


async def given(screen: ConsoleScreen, service: Service, *values: Any) -> Sheet | None:
    """Return the sheet that a service gives, or say why it does not."""
    try:
        return await screen.app.act(service, *values)
    except (Refusal, StoreFault) as problem:
        screen.say(str(problem) if isinstance(problem, Refusal) else problem.mending(), is_bad=True)
        return None


def told(sheet: Sheet) -> list[Told]:
    """Return what stands on a sheet, to be read on the screen."""
    found = [Told("\n".join(stated(label, words) for label, words in sheet.facts))]
    for part in sheet.parts:
        found += [Told(part.heading, "-heading"), Told(part.words or "—")]
    return found


async def put_out(screen: ConsoleScreen, name: str, sheet: Sheet) -> None:
    """Put a sheet into a file, and say where it is."""
    try:
        path = await asyncio.to_thread(written, screen.app.settings.data / name, sheets.html(sheet))
    except OSError as problem:
        told = {"reason": problem.strerror}
        screen.say(_("The file cannot be written: %(reason)s") % told, is_bad=True)
    else:
        screen.say(_("%(file)s is in the data directory: print it, then delete it.") % {"file": path.name})


def written(path: Path, page: str) -> Path:
    """Write a page that only its owner reads."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(page)
    return path
