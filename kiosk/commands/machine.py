"""What `kiosk doctor` looks at around the register: secrets, clock, glass and services."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.config import Settings
from kiosk.i18n import _

Finding = tuple[str, str]
"""What was looked at, and the sentence about what is wrong with it; empty when it is well."""

DRIFT = timedelta(minutes=2)
PATIENCE = 20
SYSTEMD = Path("/run/systemd/system")
UNITS = (Path("/etc/systemd/system"), Path("/usr/lib/systemd/system"))
SSH_KEYS = Path("/etc/kiosk/keys")


def findings(settings: Settings) -> Iterator[Finding]:
    """Look at everything around the register."""
    yield _("Owner alone reads %(directory)s") % {"directory": settings.data}, owned(settings.data)
    yield _("Secrets of the register: %(file)s") % {"file": settings.keys}, secrets(settings)
    yield (
        _("Clock: %(time)s") % {"time": f"{settings.clock().astimezone(settings.tz):%Y-%m-%d %H:%M %Z}"},
        clock(),
    )
    yield _("Chinese by pinyin: %(engine)s") % {"engine": engine()}, ""
    if SSH_KEYS.is_dir():
        yield _("Staff's SSH keys: %(directory)s") % {"directory": SSH_KEYS}, ssh_keys(SSH_KEYS)
    if browser():
        yield _("Browser for the glass: %(program)s") % {"program": browser()}, emulator()
        yield _("Chinese letters on the glass"), letters()
    for unit in units(UNITS) if SYSTEMD.is_dir() else ():
        yield _("Service %(unit)s") % {"unit": unit}, service(unit)


def owned(directory: Path) -> str:
    """Check that nobody else looks into the directory of the register."""
    if directory.stat().st_mode & 0o077:
        return _("Others can look into it: run 'chmod 700 %(directory)s'.") % {"directory": directory}
    return ""


def secrets(settings: Settings) -> str:
    """Check that the secrets are there when a register is, and closed to everybody else."""
    if not settings.keys.exists():
        missing = settings.has_register
        return _("They are gone: put them back from where you keep their copy.") if missing else ""
    # A file elsewhere belongs to root, and the register's owner reads it by its group.
    others = 0o027 if settings.keys_file else 0o077
    if settings.keys.stat().st_mode & others:
        mode = 640 if settings.keys_file else 600
        return _("Others can read them: run 'chmod %(mode)d %(file)s'.") % {
            "mode": mode,
            "file": settings.keys,
        }
    return ""


def clock() -> str:
    """Check that the clock is set by the network, where systemd can tell."""
    if SYSTEMD.is_dir() and said("timedatectl", "show", "--property=NTPSynchronized", "--value") == "no":
        return _(
            "Nothing sets it: run 'timedatectl set-ntp true', or let it follow the hospital's time server."
        )
    return ""


def behind(last: datetime | None, now: datetime) -> str:
    """Check that the clock is not behind what the register wrote last: promised days depend on it."""
    if last is None or now >= last - DRIFT:
        return ""
    wrote = {"time": f"{last.astimezone(UTC):%Y-%m-%d %H:%M} UTC"}
    return _("The register wrote at %(time)s, which this clock calls the future: set the clock.") % wrote


def engine() -> str:
    """Return what turns pinyin into Chinese here."""
    from kiosk.writing import rime

    return "librime" if rime.library() else _("the small engine")


def browser() -> str:
    """Return the browser that a touch terminal uses, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), "")


def emulator() -> str:
    """Check that the page of the glass has its script."""
    from kiosk.browser import emulator

    if emulator.find():
        return ""
    return _("The terminal emulator's script is missing: run '%(command)s'.") % {
        "command": emulator.command()
    }


def letters() -> str:
    """Check that Chinese can be drawn."""
    if said("fc-list", ":lang=zh-cn", "family"):
        return ""
    return _("No font has Chinese letters: run 'apt install fonts-noto-cjk'.")


def ssh_keys(directory: Path) -> str:
    """Check that only root writes who may come in by key."""
    wrong = [
        file
        for file in (directory, *directory.iterdir())
        if file.stat().st_uid or file.stat().st_mode & 0o022
    ]
    if not wrong:
        return ""
    return _("Others than root can write %(file)s: run 'chown root %(file)s; chmod go-w %(file)s'.") % {
        "file": wrong[0]
    }


def units(folders: tuple[Path, ...]) -> list[str]:
    """Return our services that systemd knows; one that a timer starts is told by its timer."""
    found = {path.name for folder in folders for path in folder.glob("kiosk-*.[st]*")}
    timed = {name.replace(".timer", ".service") for name in found if name.endswith(".timer")}
    return sorted(name for name in found - timed if name.endswith((".service", ".timer")))


def service(unit: str) -> str:
    """Check that a service is started with the machine, and runs."""
    if said("systemctl", "is-enabled", unit) == "disabled":
        return _("It does not start with the machine: run 'systemctl enable --now %(unit)s'.") % {
            "unit": unit
        }
    started = unit.replace(".timer", ".service")
    if "failed" in (said("systemctl", "is-active", unit), said("systemctl", "is-active", started)):
        return _("It failed: see 'journalctl -u %(unit)s', then run 'systemctl restart %(unit)s'.") % {
            "unit": started
        }
    return ""


def said(*words: str) -> str:
    """Return what a program of the machine says; nothing where it is missing or does not answer."""
    try:
        told = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stdout.strip()
