"""A case worked to the patient's verdict over a real SSH line, in every terminal of the house."""

from __future__ import annotations

import pytest

from kiosk.services import acts
from tests.console_line import House
from tests.ssh_line import Line, Server
from tests.staff import person
from tests.test_console_over_ssh import desk, here  # noqa: F401


def judged(line: Line, house: House, downs: int, verdict: str) -> None:
    """Write down what the patient said on the telephone."""
    line.go("v", "Verdict")
    line.still()
    line.keys(*["down"] * downs, "enter")
    line.still()
    line.keys("ctrl+s")
    line.wait(lambda: house.case().verdict == verdict, verdict)
    line.still()


def replied(line: Line, house: House, words: str, count: int) -> None:
    """Reply in public, past the preview."""
    line.go("p", "The patient reads this, in")
    line.still()
    line.type(words.encode())
    line.see(words)
    line.go("ctrl+s", "The patient will read this")
    line.keys("ctrl+s")
    line.wait(lambda: len(house.lines("reply")) == count, "the reply")
    line.still()


@pytest.mark.parametrize("term", ["linux", "xterm-256color", "tmux-256color"])
def test_a_case_is_worked_to_the_verdict_over_a_real_line(desk: Server, here: House, term: str) -> None:  # noqa: F811
    line = desk.dial("he", term=term)
    try:
        line.come_in("My work")
        line.go("/", "Look for")
        line.type(here.number.encode())
        line.see("Complaint")
        line.keys("down")
        line.go("enter", "First responder")
        line.still()
        line.go("d", "Still missing")
        line.still()
        line.keys("ctrl+s")
        line.still()
        assert line.sees("It cannot be answered yet")
        assert here.case().stage != "answered"
        line.keys("escape")
        line.still()
        boss, settings = person("he"), here.settings
        now = settings.clock()
        here.ask(acts.categorise, here.uid, "waiting", "cashier", boss, settings, now)
        here.ask(acts.investigate, here.uid, "少开一个窗口", "explained", "process", "", boss, settings, now)
        line.still(2.5)  # the console looks again each second
        replied(line, here, "已经改了。", 1)
        for downs, verdict, stage in ((1, "not_solved", "working"), (0, "solved", "closed")):
            line.keys("d")
            line.still()
            if here.case().stage != "answered":
                line.keys("ctrl+s")
            line.wait(lambda: here.case().stage == "answered", "the answer")
            line.still()
            judged(line, here, downs, verdict)
            assert here.case().stage == stage
            if stage == "working":
                replied(line, here, "又查了一次。", 2)
    finally:
        line.close()
