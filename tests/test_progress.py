"""What is said of work that takes long: nothing at first, and nothing that is made up."""

from __future__ import annotations

import io
import time

import pytest

from aigate.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "monotonic", made)
    return made


def test_work_that_is_soon_done_is_done_in_silence(clock: Clock) -> None:
    stream = Terminal()
    progress = Progress("judging files", stream)
    clock.now += 1
    progress(1, 2)
    progress.close()
    assert stream.getvalue() == ""


def test_at_a_terminal_a_bar_tells_how_far_it_is_and_is_taken_away(clock: Clock) -> None:
    stream = Terminal()
    progress = Progress("auditing commits", stream)
    clock.now += 10
    progress(25, 100)
    assert stream.getvalue() == "\raigate: auditing commits [######..................] 25/100, 25%, 30 s left\x1b[K"
    progress.close()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_a_log_gets_a_line_every_ten_seconds(clock: Clock) -> None:
    stream = io.StringIO()
    progress = Progress("auditing commits", stream)
    for done in range(100):
        clock.now += 1
        progress(done, 100)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 10
    assert lines[0] == "aigate: auditing commits 1/100, 1%"
    assert lines[-1] == "aigate: auditing commits 91/100, 91%, 9 s left"


@pytest.mark.parametrize(
    ("passed", "done", "said"),
    [
        pytest.param(10, 0, "0/1000, 0%", id="nothing done: there is no pace to go by"),
        pytest.param(10, 29, "29/1000, 2%", id="too little done to go by"),
        pytest.param(10, 999, "999/1000, 99%, 1 s left", id="never nothing left"),
        pytest.param(600, 500, "500/1000, 50%, 10 min left", id="minutes"),
        pytest.param(6000, 500, "500/1000, 50%, 1 h 40 min left", id="hours"),
    ],
)
def test_the_time_left_is_as_exact_as_a_guess_may_be(clock: Clock, passed: float, done: int, said: str) -> None:
    stream = io.StringIO()
    progress = Progress("working", stream)
    clock.now += passed
    progress(done, 1000)
    assert stream.getvalue() == f"aigate: working {said}\n"


def test_where_nobody_knows_of_how_many_they_are_counted(clock: Clock) -> None:
    stream = io.StringIO()
    progress = Progress("attributing commits", stream)
    clock.now += 5
    progress(7, 0)
    assert stream.getvalue() == "aigate: attributing commits 7\n"
