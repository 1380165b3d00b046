"""The QR code on a slip: its modules."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

Matrix = tuple[tuple[bool, ...], ...]
"""Rows of modules, True where dark, without the quiet zone."""

SMALLEST = 3
"""Version 3 holds every address the desk makes; one size for all keeps the slip's layout still."""

# Trying all eight masks is four fifths of the work. Over our addresses this one has the lowest worst
# penalty, and every mask is valid: it only says how even the pattern looks.
MASK = 3

_DRAWERS = "qrcode.image.styles.moduledrawers.pil"


def matrix(text: str) -> Matrix:
    """Return the modules of a code at level M; capital letters and digits of an address make it 29 wide."""
    with _without_pictures():
        from qrcode.constants import ERROR_CORRECT_M
        from qrcode.main import QRCode

    code = QRCode(version=SMALLEST, error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def with_quiet_zone(modules: Matrix, quiet: int = 4) -> Matrix:
    """Return the code with its light margin, without which no camera finds it."""
    side = (False,) * quiet
    edge = ((False,) * (len(modules) + 2 * quiet),) * quiet
    return (*edge, *(side + row + side for row in modules), *edge)


@contextmanager
def _without_pictures() -> Iterator[None]:
    """Keep qrcode from loading Pillow, which it does whenever it can and this page never needs."""
    known = _DRAWERS in sys.modules
    sys.modules.setdefault(_DRAWERS, None)  # type: ignore[arg-type]
    try:
        yield
    finally:
        if not known:
            sys.modules.pop(_DRAWERS, None)
