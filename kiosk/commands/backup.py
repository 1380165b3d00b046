"""`kiosk backup`: a proved copy of the register, made while it is open."""

from argparse import Namespace
from pathlib import Path

from kiosk.commands import DONE, FAILED, UNOPENED, Stop, register
from kiosk.config import Settings
from kiosk.i18n import _, ngettext


def run(args: Namespace, settings: Settings) -> int:
    """Make a backup and say what it holds."""
    told = args.directory or settings.backup_directory
    if not told:
        raise Stop(_("Say where the backup goes: 'kiosk backup DIR', or set 'backup_directory'."))
    apart_from_servers(settings)
    if not settings.register_file.exists():
        raise Stop(_("There is no register %(file)s yet.") % {"file": settings.register_file}, UNOPENED)
    from kiosk.services import backups

    with register(settings):
        try:
            made = backups.make(Path(told).expanduser().absolute(), settings, settings.clock())
        except backups.BackupProblem as problem:
            raise Stop(str(problem), FAILED) from None
    cases = ngettext("%(n)d case", "%(n)d cases", made.proof.cases) % {"n": made.proof.cases}
    words = _("%(file)s: %(cases)s, %(size).1f MB, proved.")
    print(words % {"file": made.path, "cases": cases, "size": made.size / 1e6})
    return DONE


def apart_from_servers(settings: Settings) -> None:
    """Stop where the register is not a file of this machine."""
    if settings.database:
        raise Stop(
            _("%(register)s is backed up and put back by its server, with pg_dump or its archive.")
            % {"register": settings.register_name}
        )
