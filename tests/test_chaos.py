"""Short forms of the chaos scripts; `python -m scripts.chaos_...` runs each in full length."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.terminals import ROOT

PATIENCE = 240


def run(*words: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run a script to its end."""
    return subprocess.run(
        [*before, sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE
    )


def test_a_desk_that_is_killed_twenty_times_loses_no_number() -> None:
    """Reliability 1 and 46."""
    went = run("scripts.chaos_kill", "20")
    assert went.returncode == 0, went.stdout + went.stderr


def test_sixty_power_cuts_lose_nothing_that_was_told() -> None:
    """Reliability 2."""
    went = run("scripts.chaos_power", "60")
    assert went.returncode == 0, went.stdout + went.stderr


def test_the_same_power_cuts_lose_something_where_the_register_does_not_wait_for_the_disk() -> None:
    """Reliability 2: this is how one sees that the test above could fail."""
    went = run("scripts.chaos_power", "60", "normal")
    assert went.returncode == 1 and "'lost':" in went.stdout, went.stdout + went.stderr


def test_a_disk_that_fails_or_runs_full_at_any_call_is_a_sentence_and_loses_nothing() -> None:
    """Reliability 4 and 13, some of the calls, and of the writes."""
    went = run("scripts.chaos_errors", "300", "11")
    assert went.returncode == 0, went.stdout + went.stderr
    assert "'Disk':" in went.stdout and "'Full':" in went.stdout


def test_a_real_disk_that_runs_full_takes_one_more_and_one_that_cannot_be_written_is_read() -> None:
    """Reliability 4 and 5, on a file system of the test's own."""
    apart = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--mount", "--map-root-user")
    went = run("scripts.chaos_full", "50", before=apart)
    assert went.returncode == 0, went.stdout + went.stderr
    for said in ("'Full': ", "'filed from the reserve': ", "'ReadOnly': 1"):
        assert said in went.stdout
