"""What must be there before the desk opens; each check returns a sentence with what to do, or nothing."""

import os
import sys

from kiosk.config import Settings
from kiosk.i18n import _

WIDTH, HEIGHT = 60, 20


def terminal() -> str:
    """Check that there is a terminal that can draw, large enough."""
    if not all(os.isatty(handle) for handle in (0, 1, 2)):
        return _("The front desk needs a terminal: start it in one, without pipes and without redirecting.")
    if os.environ.get("TERM", "dumb") in ("", "dumb", "unknown"):
        return _("This terminal cannot draw pages: set TERM to what it is, for example TERM=xterm-256color.")
    return _size()


def _size() -> str:
    columns, rows = os.get_terminal_size(1)
    # A serial line does not know its size and says 0.
    if (0 < columns < WIDTH) or (0 < rows < HEIGHT):
        sizes = {"columns": columns, "rows": rows, "width": WIDTH, "height": HEIGHT}
        return (
            _(
                "The terminal has %(columns)d×%(rows)d cells and the desk needs %(width)d×%(height)d: "
                "enlarge the window or choose a smaller font."
            )
            % sizes
        )
    return ""


def encoding() -> str:
    """Check that Chinese can be written, and switch to UTF-8 where the locale says something else."""
    if all(_is_utf8(stream.encoding) for stream in (sys.stdin, sys.stdout, sys.stderr)):
        return ""
    import io
    import locale

    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return _("The desk needs UTF-8: set LC_ALL=C.UTF-8 and try again.")
    os.environ["LC_ALL"] = "C.UTF-8"
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    return ""


def _is_utf8(name: str | None) -> bool:
    return (name or "").lower().replace("-", "").replace("_", "") == "utf8"


def data(settings: Settings) -> str:
    """Check that the data directory can be made and written."""
    import tempfile

    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.data):
            return ""
    except OSError as problem:
        places = {"directory": settings.data, "reason": problem.strerror}
        return (
            _(
                "The data directory %(directory)s cannot be written (%(reason)s): "
                "choose another with --data DIR, or mend its permissions."
            )
            % places
        )


def port(settings: Settings) -> str:
    """Check that the status page can be served where the settings say."""
    import socket

    places = {"host": settings.host, "port": settings.port}
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            line.bind(address)
    except OSError as problem:
        return _(
            "The status page cannot use %(host)s port %(port)d (%(reason)s): "
            "choose another with --port, or leave the page out with --no-web."
        ) % (places | {"reason": problem.strerror})
    return ""


def certificate(settings: Settings) -> str:
    """Check that the certificate and its key can be read, where the settings name them."""
    for file in filter(None, (settings.tls_cert, settings.tls_key)):
        if not os.access(file, os.R_OK):
            return _("The certificate or key %(file)s cannot be read: mend 'tls_cert' and 'tls_key'.") % {
                "file": file
            }
    return ""


def address(settings: Settings) -> str:
    """Check that the address of the settings fits the QR code of a slip."""
    from kiosk.slips import link

    try:
        link.address(settings.base_address or link.own_address(settings.port), "0" * 26)
    except ValueError as problem:
        return str(problem)
    return ""


def page(settings: Settings) -> tuple[str, ...]:
    """Check everything that the status page needs."""
    return port(settings), certificate(settings), address(settings), metrics(settings)


def metrics(settings: Settings) -> str:
    """Check that Prometheus can be answered, where the settings say so."""
    import importlib.util
    import socket

    if not settings.metrics_port:
        return ""
    if importlib.util.find_spec("prometheus_client") is None:
        return _("The counts for Prometheus need a library more: run 'pip install patient-desk[metrics]'.")
    try:
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            line.bind(("127.0.0.1", settings.metrics_port))
    except OSError as problem:
        return _("The counts for Prometheus cannot use port %(port)d (%(reason)s): set 'metrics_port'.") % {
            "port": settings.metrics_port,
            "reason": problem.strerror,
        }
    return ""
