"""How long something still has, in words with a sign."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from kiosk.i18n import _, clock_time, ngettext

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


def when(due_at: datetime | None, now: datetime, tz: tzinfo) -> tuple[str, str]:
    """Return when something is due, as a list says it, and its role: `late`, `today`, `words`."""
    if due_at is None:
        return "", "muted"
    if due_at < now:
        return f"{LATE} {late_by(now, due_at, tz)}", "late"
    # Midnight is the end of the day before it.
    last, here = (due_at - timedelta(microseconds=1)).astimezone(tz), now.astimezone(tz)
    days = (last.date() - here.date()).days
    local = due_at.astimezone(tz)
    time = clock_time(local) if local.date() == last.date() else "24:00"
    if days == 0:
        return f"{TODAY} {_('today %(time)s') % {'time': time}}", "today"
    if days == 1:
        return f"  {_('tomorrow %(time)s') % {'time': time}}", "words"
    return "  " + ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}, "words"


def late_by(now: datetime, due_at: datetime, tz: tzinfo) -> str:
    """Return how late something is: minutes, hours, or days of the calendar."""
    minutes = int((now - due_at).total_seconds()) // 60
    if minutes < 60:
        return _("%(n)d min late") % {"n": minutes}
    if minutes < 24 * 60:
        return _("%(n)d h late") % {"n": minutes // 60}
    days = (now.astimezone(tz).date() - (due_at - timedelta(microseconds=1)).astimezone(tz).date()).days
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
