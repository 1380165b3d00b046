"""Admissions and discharges from HL7 version 2 messages (ADT A01, A03), as the columns of the list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.exceptions import HL7apyException
from hl7apy.parser import parse_message

from kiosk.i18n import _
from kiosk.imports.stays import Source, under_age

EVENTS = ("A01", "A03")
READ = ("MSH", "PID", "PV1")
"""The segments that say something of a stay; what stands in others, and in a house's own, is left alone."""
DIED = ("20", "40", "41", "42")
"""Dispositions at discharge after which nobody is called."""
HEADINGS = {
    "visit": "PV1-19",
    "ward": "PV1-3.1",
    "bed": "PV1-3.3",
    "doctor": "PV1-7",
    "name": "PID-5",
    "phone": "PID-13",
    "admitted": "PV1-44",
    "discharged": "PV1-45",
}
"""Where the columns of the list stand in a message."""
NUMBER, UNFORMATTED = 0, 11
"""Where a telephone stands in its field: before version 2.6, and since."""
STAMP = re.compile(r"([0-9]{8})([0-9]{4})?[0-9.]*([+-][0-9]{4})?", re.ASCII)


def cells_of_messages(text: str, source: Source, tz: tzinfo) -> Iterator[tuple[int, dict[str, str]]]:
    """Give what each message says, with the line on which it begins."""
    source.headings = HEADINGS
    for line, segments in messages(text):
        try:
            message = parse_message(
                "\r".join(segments), validation_level=VALIDATION_LEVEL.TOLERANT, find_groups=False
            )
            event = told(message.msh.msh_9.msh_9_2)
            if event in EVENTS:
                yield line, cells_of(message, event, tz)
                continue
        except (HL7apyException, IndexError):
            # The library stumbles over some headers. Without its text: it can quote the message.
            source.wrong(line, _("This is no HL7 message of version 2.1 to 2.8."))
        else:
            source.wrong(line, _("Only the messages ADT A01 and A03 are read."))


def messages(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the segments of each message that matter, and the line on which it begins."""
    begins, segments = 0, list[str]()
    for line, segment in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        segment = segment.strip("\x0b\x1c ")
        if segment.startswith("MSH"):
            if segments:
                yield begins, segments
            begins, segments = line, []
        if segment[:3] in READ:
            segments.append(segment)
            begins = begins or line
    if segments:
        yield begins, segments


def cells_of(message: Any, event: str, tz: tzinfo) -> dict[str, str]:
    """Return what a message says, under the names of our columns."""
    patient, visit = message.pid, message.pv1
    is_over, admitted = event == "A03", moment(told(visit.pv1_44), tz)
    has_died = told(patient.pid_30) == "Y" or (is_over and told(visit.pv1_36) in DIED)
    return {
        "visit": told(visit.pv1_19.pv1_19_1),
        "ward": told(visit.pv1_3.pv1_3_1),
        "bed": told(visit.pv1_3.pv1_3_3),
        "doctor": told(visit.pv1_7.pv1_7_2) + told(visit.pv1_7.pv1_7_3) or told(visit.pv1_7.pv1_7_1),
        "name": told(patient.pid_5.pid_5_1) + told(patient.pid_5.pid_5_2),
        "phone": phone_in(told(patient.pid_13)),
        "admitted": admitted,
        "discharged": moment(told(visit.pv1_45), tz) if is_over else "",
        "not_called": "yes" if has_died else "",
        "child": under_age(told(patient.pid_7), admitted),
    }


def phone_in(field: str) -> str:
    """Return the first telephone of a field."""
    parts = field.partition("~")[0].split("^")
    return next((parts[at] for at in (NUMBER, UNFORMATTED) if at < len(parts) and parts[at]), "")


def told(element: Any) -> str:
    """Return the words of a field or component; nothing where it is empty, or is said to be."""
    value = element.to_er7()
    return "" if value == '""' else str(value)


def moment(stamp: str, tz: tzinfo) -> str:
    """Return a time stamp as our list writes it, in the hospital's time; what is none stays as it is."""
    found = STAMP.fullmatch(stamp)
    if found is None:
        return stamp
    day, hour, zone = found.groups()
    if hour and zone:
        return f"{datetime.strptime(day + hour + zone, '%Y%m%d%H%M%z').astimezone(tz):%Y-%m-%d %H:%M}"
    return day + (hour or "")
