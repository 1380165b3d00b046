"""What Home shows of the hospital, kept from the last start so that the first paint has it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kiosk.config import Settings
    from kiosk.services.hospital import HospitalView

FILE = "home.json"


class Shown(NamedTuple):
    """The hospital's name, where to complain, and what it mended."""

    name: dict[str, str]
    contact: dict[str, Any]
    done: list[dict[str, Any]]


def shown_of(hospital: HospitalView) -> Shown:
    """Return what Home shows of a hospital."""
    return Shown(dict(hospital.name), dict(hospital.complaint_contact), hospital.listed("done"))


def kept(settings: Settings) -> Shown:
    """Return what was kept; nothing where nothing, or nothing readable, is there."""
    try:
        return Shown(**json.loads((settings.data / FILE).read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return Shown({}, {}, [])


def keep(settings: Settings, shown: Shown) -> None:
    """Keep it for the next start, whole or not at all."""
    path = settings.data / FILE
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(shown._asdict(), ensure_ascii=False), "utf-8")
    os.replace(draft, path)
