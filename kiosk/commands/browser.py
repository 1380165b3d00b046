"""`kiosk browser`: the front desk for a browser on a touch terminal."""

import importlib.util
import os
import socket
import sys
from argparse import Namespace
from pathlib import Path

from kiosk import log, preflight
from kiosk.commands import DONE, Stop, require
from kiosk.config import Settings
from kiosk.i18n import _

FLAGS = ("config", "data", "language", "desk", "theme", "host", "port")
"""What is passed on as it was said; the rest the desk reads where we read it."""
FONT_SIZES = range(8, 97)


def run(args: Namespace, settings: Settings) -> int:
    """Serve the desk to the browser of this terminal until told to end."""
    require(_extra(), _font_size(args.font_size), preflight.data(settings))
    require(_port(args.browser_host, args.browser_port))
    os.umask(0o077)
    _serve(args, settings, _emulator())
    return DONE


def _serve(args: Namespace, settings: Settings, emulator: dict[str, Path]) -> None:
    from kiosk.browser import page, server
    from kiosk.browser.exchange import Exchange
    from kiosk.browser.line import Line

    words, around = _desk(args), _surroundings()
    exchange = Exchange(lambda size: Line(words, around, size), lambda event: log.note(settings, event))
    made = server.make(page.Page(settings, args.font_size), emulator | page.FILES, exchange)
    server.run(made, args.browser_host, args.browser_port)


def _desk(args: Namespace) -> list[str]:
    """Return the command of a desk with the same settings."""
    given = vars(args)
    flags = [part for name in FLAGS if name in given for part in (f"--{name}", str(given[name]))]
    flags += ["--print", given["print_target"]] if "print_target" in given else []
    flags += [] if given.get("web", True) else ["--no-web"]
    return [sys.executable, "-m", "kiosk", *flags]


def _surroundings() -> dict[str, str]:
    """Return the environment of a desk that draws on our emulator."""
    # systemd tells only us where to say that we listen.
    ours = {name: value for name, value in os.environ.items() if name != "NOTIFY_SOCKET"}
    return ours | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def _extra() -> str:
    if importlib.util.find_spec("websockets"):
        return ""
    return _("The browser needs a library more: run 'pip install patient-desk[browser]'.")


def _font_size(size: int) -> str:
    if size in FONT_SIZES:
        return ""
    return _("The font size is a number from %(least)d to %(most)d.") % {
        "least": FONT_SIZES.start,
        "most": FONT_SIZES.stop - 1,
    }


def _port(host: str, port: int) -> str:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            line.bind(address)
    except (OSError, OverflowError) as problem:
        return _("The browser's page cannot use %(host)s port %(port)d (%(reason)s): choose another.") % {
            "host": host,
            "port": port,
            "reason": getattr(problem, "strerror", None) or problem,
        }
    return ""


def _emulator() -> dict[str, Path]:
    from kiosk.browser import emulator

    found = emulator.find()
    if found is None:
        raise Stop(
            _("The terminal emulator's script is missing: run '%(command)s'.")
            % {"command": emulator.command()}
        )
    return found
