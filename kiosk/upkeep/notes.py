"""When the register was last looked through and copied: a small file beside it, for whoever asks."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

NAME = "upkeep.json"


@dataclass(frozen=True)
class Notes:
    """What is remembered; moments are written as ISO 8601 in UTC."""

    checked_at: str = ""
    """When the whole file was last looked through."""
    found: str = ""
    """What was wrong with it then; empty is nothing."""
    is_check_due: bool = False
    """Set when a look after an unclean end could not be finished in time."""
    backed_up_at: str = ""
    backup: str = ""
    """Where the last backup stands."""


def read(directory: Path) -> Notes:
    """Return what is remembered; nothing where the file is not there or torn."""
    try:
        told = json.loads((directory / NAME).read_text("utf-8"))
        return Notes(**told)
    except (OSError, ValueError, TypeError):
        return Notes()


def remember(directory: Path, **changes: Any) -> Notes:
    """Write down what changed, whole or not at all."""
    told = replace(read(directory), **changes)
    draft = directory / f"{NAME}.{os.getpid()}"
    draft.write_text(json.dumps(asdict(told)), "utf-8")
    draft.replace(directory / NAME)
    return told


def moment(told: str) -> datetime | None:
    """Return a moment that was written down."""
    return datetime.fromisoformat(told) if told else None
