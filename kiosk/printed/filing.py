"""Put a report into the data directory, where whoever keeps the machine finds it."""

from __future__ import annotations

from pathlib import Path

from kiosk.config import Settings
from kiosk.printed import report as paper
from kiosk.services.report_shape import Report

FOLDER = "reports"


def put(report: Report, language: str, settings: Settings) -> Path:
    """Write a report's page and return where; made again it stands in the old one's place."""
    folder = settings.data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"report-{report.period.code}-{language}.html"
    draft = file.with_suffix(".new")
    draft.write_text(paper.html(report, language), encoding="utf-8")
    draft.chmod(0o600)
    draft.replace(file)
    return file
