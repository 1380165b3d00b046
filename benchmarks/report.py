"""How a figure is printed: ours, what it stands beside, their ratio, and the limit that we set ourselves."""


def report(what: str, ours: float, peer: str, theirs: float, limit: float, unit: str = "ms") -> bool:
    """Print one figure; return whether the ratio is within its limit."""
    ratio = ours / theirs
    verdict = "ok" if ratio <= limit else "MISSED"
    figures = f"{ours:.2f} {unit} beside {theirs:.2f} {unit} ({peer})"
    print(f"{verdict:6} {what}: {figures}, ratio {ratio:.2f} of {limit}")
    return ratio <= limit
