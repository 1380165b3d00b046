"""How sure a share is that few people answered: Wilson's interval."""

from __future__ import annotations

from math import sqrt

Z = 1.959963984540054
"""Of 95 in 100 intervals the true share is within."""


def wilson(k: int, n: int) -> tuple[float, float]:
    """Return the interval, from 0 to 1, in which the share of `k` among `n` lies with 95 % confidence."""
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is no share")
    if n == 0:
        return 0.0, 1.0
    share, square = k / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    # At the ends the formula gives the end itself but for the last digit.
    return (0.0 if k == 0 else max(0.0, middle - half)), (1.0 if k == n else min(1.0, middle + half))
