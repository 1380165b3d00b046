"""What the questions of a set may be, and which answers fit them."""

from collections.abc import Sequence

from kiosk.i18n import N_

KINDS = ("scale", "yes_no", "choice")
SCALE = tuple("12345")
YES_NO = ("yes", "no")
MOST = 5
"""Questions of one set: who has to answer more answers none."""
YES_NO_WORDS = {"yes": N_("Yes"), "no": N_("No")}


def answers(kind: str, codes: Sequence[str] = ()) -> tuple[str, ...]:
    """Return what may be answered: numbers of the scale, yes or no, or the codes of the options."""
    return {"scale": SCALE, "yes_no": YES_NO}.get(kind, tuple(codes))
