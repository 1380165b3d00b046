"""Whether the page's certificate would be taken: two ends of a line inside this process read it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

from kiosk.config import Settings
from kiosk.i18n import _

EARLY = timedelta(days=21)


def problem(settings: Settings, now: datetime) -> str:
    """Check that certificate and key fit, and that the certificate holds for some weeks."""
    try:
        ends = until(settings.tls_cert, settings.tls_key)
    except OSError as fault:  # ssl.SSLError is one
        reason = getattr(fault, "verify_message", "") or fault.strerror or str(fault)
        return _("Certificate and key cannot be used (%(reason)s): put a new pair in their place.") % {
            "reason": reason
        }
    if ends - now > EARLY:
        return ""
    return _("The certificate ends on %(day)s: renew it.") % {"day": f"{ends:%Y-%m-%d}"}


def until(certificate: str, key: str) -> datetime:
    """Return when a certificate ends; one that does not fit its key or has ended is an SSLError."""
    there = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    there.load_cert_chain(certificate, key)
    here = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    here.check_hostname = False
    here.load_verify_locations(certificate)
    here.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    told = shaken(here, there).getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC)


def shaken(here: ssl.SSLContext, there: ssl.SSLContext) -> ssl.SSLObject:
    """Let two ends shake hands in memory; return the one that read the certificate."""
    asked, answered = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = here.wrap_bio(answered, asked)
    server = there.wrap_bio(asked, answered, server_side=True)
    for end in (client, server, client, server):
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return client
