"""The command line: what can be said, and which command answers."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kiosk import __version__, cli_flags, drivers, i18n, preflight, sources
from kiosk.commands import DONE, answer
from kiosk.i18n import _

if TYPE_CHECKING:
    from kiosk.warm import Warm


def main(argv: Sequence[str] | None = None, loading: Warm | None = None) -> int:
    """Do what the words of the command line say, and return the exit code."""
    preflight.encoding()
    i18n.choose(spoken(os.environ))
    args = parser().parse_args(argv)
    args.warm = loading
    try:
        return answer(lambda: _do(args))
    except BrokenPipeError:
        # Whoever read had enough; Python would complain once more while it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return DONE


def _do(args: argparse.Namespace) -> int:
    given = vars(args)
    if language := given.get("language"):
        i18n.choose(language)
    settings = sources.load(given)
    if not settings.database:
        drivers.keep_out()
    code: int = importlib.import_module(f"kiosk.commands.{args.module}").run(args, settings)
    sys.stdout.flush()
    return code


def spoken(environ: Mapping[str, str]) -> str:
    """Return the language of whoever types commands; the desk itself speaks that of its settings."""
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    tag = locale.partition(".")[0].replace("_", "-")
    return i18n.negotiate(f"{tag},en;q=0.1")


def parser() -> argparse.ArgumentParser:
    """Describe every command and flag."""
    shared = _shared()
    top = argparse.ArgumentParser(
        prog="kiosk",
        description=_(
            "A patient service desk. Without a command it opens the front desk with its status page."
        ),
        epilog=_epilog(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[shared],
    )
    top.add_argument("--version", action="version", version=f"kiosk {__version__}")
    top.set_defaults(module="desk")
    commands = top.add_subparsers(title=_("commands"), metavar="COMMAND")
    cli_flags.add(commands, shared, "web", "web", _("serve the status page alone"))
    cli_flags.add_browser(commands, shared)
    cli_flags.add_import(commands, shared)
    cli_flags.add_case(commands, shared)
    cli_flags.add_demo(commands, shared)
    cli_flags.add_report(commands, shared)
    doctor = cli_flags.add(commands, shared, "doctor", "doctor", _("say what is missing on this machine"))
    doctor.add_argument("--json", action="store_true", help=_("print everything, as JSON"))
    cli_flags.add(commands, shared, "staff", "staff", _("open the console in which staff work the cases"))
    cli_flags.add_people(commands, shared)
    cli_flags.add_backup(commands, shared)
    cli_flags.add_line(commands, shared)
    cli_flags.add_doors(commands, shared)
    cli_flags.add_hooks(commands, shared)
    cli_flags.add(commands, shared, "tick", "tick", _("do once what its time has come for; for a timer"))
    cli_flags.add_keeping(commands, shared)
    cli_flags.add_satisfaction(commands, shared)
    cli_flags.add_sheets(commands, shared)
    cli_flags.add_teaching(commands, shared)
    calendar = cli_flags.group(commands, "calendar", _("working days"))
    cli_flags.add(
        calendar, shared, "sync", "workdays", _("fill in the country's working days that are announced")
    )
    audit = cli_flags.group(commands, "audit", _("the trail of everything written"))
    verify = cli_flags.add(
        audit, shared, "verify", "audit", _("prove that nothing was changed behind the register's back")
    )
    verify.add_argument("--heads", metavar="FILE", help=_("and that it goes on from heads that were kept"))
    cli_flags.add(audit, shared, "heads", "audit", _("tell where the trail ends, to be kept elsewhere"))
    return top


def _shared() -> argparse.ArgumentParser:
    """Describe the flags that stand before or after any command; a flag that is not given says nothing."""
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    flags = shared.add_argument_group(_("settings"))
    flags.add_argument("--config", metavar="FILE", help=_("read this settings file and no other"))
    flags.add_argument(
        "--data", metavar="DIR", help=_("directory of the register, the log and the leave code")
    )
    flags.add_argument(
        "--language", choices=i18n.LANGUAGES, help=_("language of the desk and of what is said here")
    )
    flags.add_argument("--desk", metavar="NAME", help=_("name of this desk"))
    flags.add_argument("--theme", metavar="NAME", help=_("colours: light, dark or contrast"))
    flags.add_argument("--no-web", dest="web", action="store_false", help=_("open no status page"))
    flags.add_argument("--host", metavar="ADDRESS", help=_("address that the status page listens on"))
    flags.add_argument("--port", metavar="N", type=int, help=_("port of the status page"))
    flags.add_argument(
        "--print",
        dest="print_target",
        metavar="TARGET",
        help=_("printer of slips: /dev/usb/lp0, tcp://host:9100, cups:queue or file:/path"),
    )
    return shared


def _epilog() -> str:
    order = _(
        "Settings are read from /etc/kiosk/kiosk.toml and the user's own kiosk.toml (or --config FILE),\n"
        "over them from KIOSK_* variables, over them from flags."
    )
    codes = _(
        "Exit codes: 0 done; 1 failed, not found or refused; 2 wrong usage, or something is missing;\n"
        "3 the register cannot be opened; 130 interrupted."
    )
    return f"{order}\n\n{codes}"
