"""A register for tests: drafts as the terminal makes them, at one moment."""

from datetime import UTC, datetime

from kiosk.rules.drafts import Draft

NOW = datetime(2026, 9, 18, 2, 30, tzinfo=UTC)
"""Friday 18 September 2026, 10:30 in the hospital."""
HOSTILE = "[@click=app.quit]x[/] [/b] [TODO] \x1b]0;x\x07\x9b31m\u202e\x00 <b>&amp; '; DROP TABLE case; -- 😀"


def draft(kind: str = "complaint", words: str = "等了两个小时没有人管", phone: str = "13812345678") -> Draft:
    """Return a draft of somebody with a phone."""
    made = Draft.open(kind, "zh_CN", "front", NOW)
    made.words, made.phone, made.name = words, phone, "王秀英"
    return made
