"""How long something still has, in words with a sign."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from kiosk.i18n import _, ngettext

LATE, TODAY, AHEAD, KEPT, MISSED, STILL = "!", "◷", "·", "✓", "✗", "‖"


def sign_of(due_at: datetime, now: datetime, tz: tzinfo) -> str:
    """Return the sign of something that is still to be done."""
    if now >= due_at:
        return LATE
    last = (due_at - timedelta(microseconds=1)).astimezone(tz).date()
    return TODAY if last <= now.astimezone(tz).date() else AHEAD


def left(due_at: datetime, now: datetime) -> str:
    """Say how long there still is, or for how long it is late."""
    told = _("late by %(span)s") if now >= due_at else _("%(span)s left")
    return told % {"span": span(abs(due_at - now))}


def span(time: timedelta) -> str:
    """Say a span in the largest unit that tells enough: minutes, hours, days."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
