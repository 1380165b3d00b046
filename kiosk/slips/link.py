"""The link on a slip: the address that carries a case's token to a phone."""

import re
import socket

from kiosk.i18n import _
from kiosk.rules.tokens import LETTERS
from kiosk.rules.tokens import digest as digest
from kiosk.rules.tokens import parse_token as parse_token
from kiosk.rules.tokens import token as token

LONGEST = 61
"""Characters of the alphanumeric kind that a QR code of version 3, level M holds."""

# Scheme and host mean the same in capitals; a path may not, so only one in capitals fits the small code.
_BASE = re.compile(r"(?ai)(https?://[0-9a-z.-]+(?::[0-9]{1,5})?)(/[0-9a-z$*+%./:-]*)?")


def address(base: str, token: str) -> str:
    """Return the address behind the QR code, in the capital letters that make the code small."""
    whole = f"{home(base)}/S/{token}"
    if len(whole) > LONGEST:
        raise ValueError(
            _("The address %(base)s is too long for a small QR code: at most %(most)d characters.")
            % {"base": base, "most": LONGEST - len("/S/") - LETTERS}
        )
    return whole


def home(base: str) -> str:
    """Return the address of the status page itself, in capital letters."""
    parts = _BASE.fullmatch(base.strip())
    if not parts or (path := parts[2] or "") != path.upper():
        raise ValueError(
            _(
                "The address %(base)s does not fit a QR code: write http:// or https://, "
                "a name or number of the machine, and any path in capital letters."
            )
            % {"base": base}
        )
    return f"{parts[1].upper()}{path.rstrip('/')}"


def own_address(port: int) -> str:
    """Return the address under which a phone on the same network finds this machine."""
    return f"http://{_own_host()}:{port}"


def _own_host() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: connecting a datagram socket only asks which way such a message would leave.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
