"""Give a case a new link when the old one was lost, seen by others, or locked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kiosk import store
from kiosk.records import Case
from kiosk.rules import tokens
from kiosk.services import cases, factor


def reissue(uid: UUID, by: str, now: datetime) -> Case:
    """Give a case a new link and new tries at its second factor; the old link is dead from now on."""
    case = cases.find(uid)
    issue = case.link_issue + 1
    mark = tokens.digest(tokens.token(store.keys().link, case.uid, issue))
    with store.writing("link.reissued", by, str(uid), now) as written:
        factor.forget_failures(uid, now)
        written.change(case, link_issue=issue, token_digest=mark, changed_at=now)
        cases.add_entry(written, case, cases.entry(case, "link_reissued", now, by))
    return case
