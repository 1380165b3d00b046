"""Tells staff of grave and late cases by WeCom, DingTalk, Feishu or e-mail, through the library Apprise."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable
from pathlib import Path

from kiosk import log
from kiosk.config import Settings
from kiosk.i18n import N_, _, speaking
from kiosk.services import messages

AT_ONCE = 20
TITLE = N_("Patient service desk")


def turn(settings: Settings, until: Callable[[], bool]) -> int:
    """Tell staff what is due; return how much was sent. An address that fails waits for its next turn."""
    addresses = {messages.mark_of(one): one for one in told(settings)}
    if not addresses:
        return 0
    messages.gather(addresses.values(), settings.clock())
    count = 0
    for one in messages.due(settings, settings.clock(), AT_ONCE):
        # An address that was taken out of the file is told nothing more.
        address = addresses.get(one.address, "")
        if not until() and address and is_sent(address, one.words, settings):
            messages.sent(one, settings.clock())
            count += 1
        else:
            messages.not_sent(one, settings, settings.clock())
    return count


def told(settings: Settings) -> list[str]:
    """Return the addresses that the hospital's file names, one a line; # begins a remark."""
    if not settings.notify_file:
        return []
    try:
        lines = Path(settings.notify_file).expanduser().read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        log.note(settings, f"notify_file: {type(problem).__name__}")
        return []
    told = (line.strip() for line in lines)
    return list(dict.fromkeys(line for line in told if line and not line.startswith("#")))


def is_sent(address: str, words: str, settings: Settings) -> bool:
    """Send one message; addresses are secrets, so nothing of them or of what went wrong is repeated."""
    if not is_there():
        log.note(settings, "notify_file: the library apprise is missing")
        return False
    import apprise

    quiet = logging.getLogger("apprise")
    quiet.handlers, quiet.propagate = [logging.NullHandler()], False
    line = apprise.Apprise()
    if not line.add(address):
        log.note(settings, "notify_file: an address that is none")
        return False
    with speaking(settings.language):
        title = _(TITLE)
    return bool(line.notify(body=words, title=title))


def is_there() -> bool:
    """Tell whether the library is installed."""
    return importlib.util.find_spec("apprise") is not None
