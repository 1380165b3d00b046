"""Sums of money: typed by people, kept in hundredths, shown as readers write them."""

import re
from decimal import Decimal
from unicodedata import normalize

MOST = 10**13
"""Hundredths: more than any hospital grants."""
_SUM = re.compile(r"\d+(\.\d{1,2})?")


def hundredths(text: str) -> int | None:
    """Return a typed sum in hundredths; None where it is none. Commas may part the thousands."""
    plain = re.sub(r"[\s,，]", "", normalize("NFKC", text))
    plain = re.sub(r"^[¥￥$€]|(?:元|圆|圓)$", "", plain)
    if not _SUM.fullmatch(plain):
        return None
    found = int(Decimal(plain) * 100)
    return found if found <= MOST else None


def shown(amount: int, currency: str, language: str) -> str:
    """Return a sum as readers of a language write it."""
    from babel.numbers import format_currency

    return format_currency(Decimal(amount) / 100, currency, locale=language)


def typed(amount: int | None) -> str:
    """Return a sum as it stands in a form."""
    return "" if amount is None else f"{Decimal(amount) / 100:.2f}".removesuffix(".00")
