"""`kiosk api`: the door for other systems, a process of its own."""

import os
from argparse import Namespace
from ipaddress import ip_address

from kiosk import preflight
from kiosk.commands import DONE, UNOPENED, Stop, require
from kiosk.config import Settings
from kiosk.i18n import _


def run(args: Namespace, settings: Settings) -> int:
    """Serve the door until told to end."""
    if not settings.has_register:
        raise Stop(_("There is no register %(file)s yet.") % {"file": settings.register_name}, UNOPENED)
    require(preflight.data(settings), open_line(args.api_host, settings))
    os.umask(0o077)
    from kiosk.api import server

    server.run(settings, args.api_host, args.api_port)
    return DONE


def open_line(host: str, settings: Settings) -> str:
    """Say why names and telephones may not go over a line that others can read."""
    if settings.tls_cert or is_here(host):
        return ""
    return _(
        "The door would take names and telephones over an open line: set 'tls_cert' and 'tls_key', "
        "or leave --api-host at 127.0.0.1 and put a proxy with HTTPS before it."
    )


def is_here(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
