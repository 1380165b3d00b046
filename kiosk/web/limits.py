"""How much one address may ask of the page: a bucket of tokens each, kept in memory only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address
from time import monotonic
from typing import NamedTuple

MOST_ADDRESSES = 4096


class Rate(NamedTuple):
    """A burst, and how many more every second."""

    burst: float
    per_second: float


PAGES, ACTS = Rate(240, 30), Rate(40, 0.5)
"""Many phones stand behind one address of the hospital's network."""


class Buckets:
    """The tokens left for each address; the address seen longest ago makes room for a new one."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = monotonic) -> None:
        self.rate = rate
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def takes(self, address: str) -> bool:
        """Take a token of this address; say no when none is left."""
        now, name = self._clock(), network(address)
        left, seen = self._left.pop(name, (self.rate.burst, now))
        left = min(self.rate.burst, left + (now - seen) * self.rate.per_second)
        self._left[name] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > MOST_ADDRESSES:
            self._left.popitem(last=False)
        return left >= 1


def network(address: str) -> str:
    """Return what counts as one visitor: an IPv4 address, or the half of an IPv6 one that a household has."""
    if ":" not in address:
        return address
    try:
        return ip_address(address).exploded[:19]
    except ValueError:
        return address
