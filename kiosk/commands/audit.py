"""`kiosk audit`: proof that nothing in the register was changed behind its back."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.commands import DONE, FAILED, UNOPENED, Stop, register
from kiosk.config import Settings
from kiosk.i18n import _, ngettext

if TYPE_CHECKING:
    from kiosk.services.heads import Head


def run(args: Namespace, settings: Settings) -> int:
    """Check the whole trail, or tell where it ends."""
    with register(settings):
        return _heads() if args.act == "heads" else _verify(args.heads)


def _heads() -> int:
    """Print where each chain ends, and where each terminal's ended when it last delivered."""
    from kiosk.services import heads

    for head in heads.of_register():
        print(head)
    for terminal, mark in heads.of_terminals().items():
        print(_("# terminal %(terminal)s: %(mark)s") % {"terminal": terminal, "mark": mark})
    return DONE


def _verify(kept: str | None) -> int:
    """Check the whole chain and the heads that were kept, and name the first thing that is wrong."""
    from kiosk import store
    from kiosk.services import heads

    verdict = store.verify()
    if verdict.broken is not None:
        print(_("The chain is broken: %(where)s") % {"where": verdict.broken}, file=sys.stderr)
        return FAILED
    if kept is not None and (head := heads.missed(_kept(kept))):
        sentence = _("The trail was made anew: it did not have the head %(head)s.")
        print(sentence % {"head": head}, file=sys.stderr)
        return FAILED
    whole = ngettext(
        "The chain is whole: %(n)d entry.", "The chain is whole: %(n)d entries.", verdict.entries
    )
    print(whole % {"n": verdict.entries})
    return _counts()


def _counts() -> int:
    """Hold what reports are made of against what it counts."""
    from kiosk.records import tallies

    if next(tallies.differences(), None) is None:
        return DONE
    sentence = _("The counts for reports are not what they count. Run 'kiosk report rebuild'.")
    print(sentence, file=sys.stderr)
    return FAILED


def _kept(name: str) -> "list[Head]":
    """Read the heads that were kept; lines that begin with # say something else."""
    from kiosk.services import heads

    try:
        with Path(name).open(encoding="utf-8") as file:
            return heads.read(line for line in file if not line.startswith("#"))
    except OSError as fault:
        raise Stop(_("%(file)s: %(why)s") % {"file": name, "why": fault.strerror}, UNOPENED) from None
    except ValueError as fault:
        raise Stop(
            _("%(file)s holds a line that is no head: %(line)s") % {"file": name, "line": fault}
        ) from None
