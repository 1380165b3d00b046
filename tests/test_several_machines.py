"""Everything goes wrong between terminals and their register, and nothing is lost or doubled."""

from scripts import chaos, cluster


def test_nothing_is_lost_or_doubled_while_everything_breaks() -> None:
    """Cases 14, 16, 20 in short; `make chaos` is the long form."""
    found = chaos.run(filings=150, seed=5)
    assert found.filed >= 150
    assert (found.lost, found.doubled, found.parked) == (0, 0, 0)
    assert found.is_whole and found.killed.total() > 0


def test_a_leader_dies_and_nothing_that_was_answered_is_lost() -> None:
    """Cases 25, 26, 28 in short; `make cluster` is the long form."""
    found = cluster.run(kills=1, desks=1)
    assert (found.lost, found.doubled, found.parked) == (0, 0, 0) and found.is_whole
    assert all(filed > 0 for filed in found.meanwhile), "terminals stopped filing"
