"""`kiosk restore`: a backup takes the register's place; the old one is kept."""

from __future__ import annotations

import sqlite3
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.commands import DONE, FAILED, UNOPENED, Stop
from kiosk.commands.backup import apart_from_servers
from kiosk.config import Settings
from kiosk.i18n import _, ngettext

if TYPE_CHECKING:
    from kiosk.services.restoring import Restored


def run(args: Namespace, settings: Settings) -> int:
    """Put a backup back and say what it holds."""
    apart_from_servers(settings)
    file = Path(args.file).expanduser().absolute()
    if not file.is_file():
        raise Stop(_("There is no file %(file)s.") % {"file": file})
    done = _restored(args, file, settings)
    print(_held(done, settings))
    if done.old is not None:
        print(_("The old register is kept: %(file)s") % {"file": done.old})
    if args.while_running:
        print(_("Start the desk again now: until then it still writes into the old register."))
    if done.broken:
        print(_("The chain is broken: %(where)s") % {"where": done.broken}, file=sys.stderr)
    return FAILED if done.broken else DONE


def _restored(args: Namespace, file: Path, settings: Settings) -> Restored:
    from kiosk.records.faults import StoreFault
    from kiosk.rules.refusal import Refusal
    from kiosk.services import restoring
    from kiosk.upkeep.copies import Unsound

    try:
        return restoring.restore(file, settings, settings.clock(), args.while_running, args.although_broken)
    except (Refusal, Unsound) as problem:
        raise Stop(str(problem), FAILED) from None
    except StoreFault as fault:
        raise Stop(fault.mending(), UNOPENED) from None
    except (OSError, sqlite3.Error) as problem:
        places = {"file": file, "reason": getattr(problem, "strerror", None) or problem}
        raise Stop(_("%(file)s could not be put back: %(reason)s.") % places, FAILED) from None


def _held(done: Restored, settings: Settings) -> str:
    cases = ngettext("%(n)d case", "%(n)d cases", done.proof.cases) % {"n": done.proof.cases}
    last = done.proof.last_at
    at = f"{last.astimezone(settings.tz):%Y-%m-%d %H:%M}" if last else "-"
    return _("Put back: %(cases)s; the last entry is of %(at)s.") % {"cases": cases, "at": at}
