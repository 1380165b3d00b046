"""Where settings come from: files, over them KIOSK_… variables, over them flags, all of it looked at."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from kiosk.config import ESPEAK, OFF, Settings, SettingsError
from kiosk.i18n import LANGUAGES, _

SYSTEM_FILE = Path("/etc/kiosk/kiosk.toml")
PREFIX = "KIOSK_"
_NO_SETTINGS = (PREFIX + "CONFIG", PREFIX + "STAFF")
"""Variables that say which file to read, and who opened an SSH session."""

_CHOICES = {
    "language": LANGUAGES,
    "languages": LANGUAGES,
    "theme": ("light", "dark", "contrast"),
    "print_form": ("raster", "text"),
    "voice_player": ("aplay", "paplay", "pw-play"),
}
_SWITCH = {word: True for word in ("1", "true", "yes", "on")} | {
    word: False for word in ("0", "false", "no", "off")
}
_KINDS: dict[str, str] = {f.name: str(f.type) for f in fields(Settings) if f.name != "clock"}


def load(
    flags: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    files: tuple[Path, ...] | None = None,
) -> Settings:
    """Read the settings: files, over them KIOSK_… variables, over them the flags that were given."""
    given = flags or {}
    around = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for file in _files(given.get("config") or around.get(PREFIX + "CONFIG")) if files is None else files:
        values |= _from_file(file)
    values |= _from_environment(around)
    values |= _from_flags(given)
    return _fitting(Settings(**values))


def origins(
    settings: Settings, environ: Mapping[str, str] | None = None, files: tuple[Path, ...] | None = None
) -> dict[str, str]:
    """Say of each setting where its value comes from: a file, a variable, a flag; empty is as shipped."""
    around = os.environ if environ is None else environ
    values, found = dict(vars(Settings())), dict.fromkeys(_KINDS, "")
    for file in _files(around.get(PREFIX + "CONFIG")) if files is None else files:
        told = _from_file(file)
        values |= told
        found |= dict.fromkeys(told, str(file))
    values |= _from_environment(around)
    found |= {key: PREFIX + key.upper() for key in _from_environment(around)}
    flags = {key for key in _KINDS if getattr(settings, key) != values[key]}
    return found | {key: "--" + key.replace("_", "-") for key in flags}


def _files(asked: object) -> tuple[Path, ...]:
    if asked:
        return (Path(str(asked)).expanduser(),)
    from platformdirs import user_config_path

    return tuple(file for file in (SYSTEM_FILE, user_config_path("kiosk") / "kiosk.toml") if file.exists())


def _from_file(file: Path) -> dict[str, Any]:
    import tomllib

    text = _read(file)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise SettingsError(f"{file.name}: {problem}") from None
    return {key: _checked(key, value, _place(file, text, key)) for key, value in table.items()}


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as problem:
        reason = problem.strerror
        raise SettingsError(
            _("%(file)s cannot be read: %(reason)s") % {"file": file, "reason": reason}
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(_("%(file)s is not written in UTF-8.") % {"file": file}) from None


def _place(file: Path, text: str, key: str) -> str:
    pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[\]=.]""")
    line = next((n for n, row in enumerate(text.splitlines(), 1) if pattern.match(row)), 0)
    return _("%(file)s line %(line)d") % {"file": file.name, "line": line}


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    names = [name for name in environ if name.startswith(PREFIX) and name not in _NO_SETTINGS]
    return {_key(name): _checked(_key(name), _spelt(_key(name), environ[name]), name) for name in names}


def _key(name: str) -> str:
    return name.removeprefix(PREFIX).lower()


def _from_flags(flags: Mapping[str, object]) -> dict[str, Any]:
    given = {key: value for key, value in flags.items() if value is not None and key in _KINDS}
    return {key: _checked(key, value, f"--{key.replace('_', '-')}") for key, value in given.items()}


def _spelt(key: str, text: str) -> object:
    """Read the text of a variable as the kind of value that its setting holds; leave what does not fit."""
    kind = _KINDS.get(key)
    if kind == "bool":
        return _SWITCH.get(text.strip().lower(), text)
    if kind == "int" and re.fullmatch(r"\s*-?[0-9]+\s*", text):
        return int(text)
    return re.split(r"[\s,]+", text.strip()) if kind == "tuple[str, ...]" and text.strip() else text


def _checked(key: str, value: object, place: str) -> object:
    """Return the value as the setting holds it, or say at which place it does not fit, and why."""
    if key not in _KINDS:
        raise SettingsError(_unknown(key, place))
    if problem := _misfit(key, value) or _refused(key, value):
        raise SettingsError(f"{place}: {problem}")
    return _converted(_KINDS[key], value)


def _unknown(key: str, place: str) -> str:
    from difflib import get_close_matches

    nearest = get_close_matches(key, _KINDS, n=1, cutoff=0)[0]
    if place.startswith(PREFIX):
        sentence = _("unknown setting '%(name)s'; did you mean '%(nearest)s'?")
        return sentence % {"name": place, "nearest": PREFIX + nearest.upper()}
    sentence = _("%(place)s: unknown setting '%(key)s'; did you mean '%(nearest)s'?")
    return sentence % {"place": place, "key": key, "nearest": nearest}


def _misfit(key: str, value: object) -> str:
    """Say what kind of value a setting needs, when this is another."""
    kind = _KINDS[key]
    if kind == "bool" and not isinstance(value, bool):
        return _("'%(key)s' is either true or false.") % {"key": key}
    if kind == "int" and (isinstance(value, bool) or not isinstance(value, int)):
        return _("'%(key)s' is a whole number.") % {"key": key}
    if kind in ("str", "Path") and not isinstance(value, str | Path):
        return _("'%(key)s' is a text in quotes.") % {"key": key}
    if kind == "tuple[str, ...]" and not _is_texts(value):
        return _("'%(key)s' is a list of texts.") % {"key": key}
    return ""


def _is_texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)


def _refused(key: str, value: Any) -> str:
    """Say why a value of the right kind cannot be used."""
    if (choices := _CHOICES.get(key)) and not _among(value, choices):
        return _("'%(key)s' is one of %(choices)s.") % {"key": key, "choices": ", ".join(choices)}
    if key in ("port", "metrics_port") and not 1 <= value <= 65535:
        return _("'%(key)s' is a number from 1 to 65535.") % {"key": key}
    if key == "currency" and not re.fullmatch("[A-Z]{3}", value):
        return _("'currency' is three capital letters, like CNY.")
    if key == "meeting_weekday" and not 1 <= value <= 7:
        return _("'meeting_weekday' is a day from 1 (Monday) to 7 (Sunday).")
    if isinstance(value, int) and not isinstance(value, bool) and value < 1:
        return _("'%(key)s' is at least 1.") % {"key": key}
    if key == "backup_directory" and value and not value.startswith(("/", "~")):
        return _("'backup_directory' is the whole path of a directory.")
    if key == "voice" and value not in (OFF, ESPEAK) and not value.startswith(("/", "~")):
        return _("'voice' is off, espeak or the whole path of a folder with recordings.")
    if key == "time_zone" and not _is_zone(value):
        return _("'time_zone' is the name of a time zone, like Asia/Shanghai.")
    if key in ("calls_from", "calls_until") and not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        return _("'%(key)s' is a time of day, like 09:00.") % {"key": key}
    if key == "database" and value and not value.startswith("postgresql://"):
        return _("'database' begins with postgresql://, or is empty.")
    if key == "base_address" and value and not value.lower().startswith(("http://", "https://")):
        return _("'base_address' begins with http:// or https://.")
    return ""


def _among(value: Any, choices: tuple[str, ...]) -> bool:
    return value in choices if isinstance(value, str) else bool(value) and set(value) <= set(choices)


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        return bool(ZoneInfo(name))
    except (ValueError, OSError, KeyError):
        return False


def _converted(kind: str, value: Any) -> object:
    if kind == "Path":
        return Path(value).expanduser().absolute()
    return tuple(value) if kind == "tuple[str, ...]" else value


def _fitting(settings: Settings) -> Settings:
    """Return the settings when they fit each other."""
    if settings.language not in settings.languages:
        raise SettingsError(
            _("The language %(language)s is not among the languages offered; add it to 'languages'.")
            % {"language": settings.language}
        )
    if settings.calls_from >= settings.calls_until:
        raise SettingsError(_("'calls_from' is earlier than 'calls_until'."))
    if bool(settings.tls_cert) != bool(settings.tls_key):
        raise SettingsError(_("'tls_cert' and 'tls_key' are set together or not at all."))
    return settings
