"""What `kiosk doctor` looks at of the status page: port, certificate, address, counts."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator

from kiosk import preflight
from kiosk.commands import certificate
from kiosk.config import Settings
from kiosk.i18n import _
from kiosk.slips import link

Finding = tuple[str, str]
PATIENCE = 10


def findings(settings: Settings) -> Iterator[Finding]:
    """Look at everything that the page needs."""
    yield _("Status page: %(host)s port %(port)d") % vars(settings), served(settings)
    address = settings.base_address or link.own_address(settings.port)
    yield _("Slips lead to %(address)s") % {"address": address}, preflight.address(settings)
    if settings.tls_cert:
        problem = preflight.certificate(settings) or certificate.problem(settings, settings.clock())
        yield _("Certificate: %(file)s") % {"file": settings.tls_cert}, problem
    if settings.metrics_port:
        yield _("Counts for Prometheus: port %(port)d") % {"port": settings.metrics_port}, counts(settings)


def served(settings: Settings) -> str:
    """Check that the page answers, where it runs already, or that its port is free."""
    problem = preflight.port(settings)
    told = health(settings) if problem else ""
    if told == "ok":
        return ""
    if told == "away":
        return _("The page runs, but the register does not answer it: see the lines about the register.")
    return problem


def health(settings: Settings) -> str:
    """Ask the page that runs here whether it is well; nothing where somebody else has its port."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    line: http.client.HTTPConnection
    if settings.tls_cert:
        # It is asked at this machine's address, for which no certificate is made out.
        anyone = ssl.create_default_context()
        anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
        line = http.client.HTTPSConnection(host, settings.port, timeout=PATIENCE, context=anyone)
    else:
        line = http.client.HTTPConnection(host, settings.port, timeout=PATIENCE)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().read(100).decode("ascii", "replace").strip()
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        line.close()


def counts(settings: Settings) -> str:
    """Check the port of the counts; one that the running page has is as it should be."""
    return "" if health(settings) else preflight.metrics(settings)
