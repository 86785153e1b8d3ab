"""Time limits. No assertion here is about how long something took, only about what ended it."""

from __future__ import annotations

import re
import signal
import sys
import threading

import pytest

from aigate.scanners.deadline import DeadlineExceeded, deadline, is_enforced

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no interval timers there")

CATASTROPHE = re.compile(r"(a+)+$")
HOSTILE = "a" * 60 + "!"


def test_work_in_time_is_let_be() -> None:
    with deadline(30):
        assert re.search("a", "cba")


def test_backtracking_expression_is_interrupted() -> None:
    with pytest.raises(DeadlineExceeded), deadline(0.05):
        CATASTROPHE.search(HOSTILE)


def test_library_that_swallows_exceptions_does_not_swallow_it() -> None:
    def careless() -> None:
        try:
            CATASTROPHE.search(HOSTILE)
        except Exception:  # noqa: BLE001
            return

    with pytest.raises(DeadlineExceeded), deadline(0.05):
        careless()


def test_no_time_at_all_still_ends() -> None:
    with pytest.raises(DeadlineExceeded), deadline(0):
        CATASTROPHE.search(HOSTILE)


def test_inner_limit_ends_the_inner_work_only() -> None:
    with deadline(60):
        with pytest.raises(DeadlineExceeded), deadline(0.05):
            CATASTROPHE.search(HOSTILE)
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 1


def test_inner_limit_does_not_outlive_the_outer_one() -> None:
    with pytest.raises(DeadlineExceeded), deadline(0.05), deadline(60):
        CATASTROPHE.search(HOSTILE)


def test_exceeded_limit_says_whose_it_was() -> None:
    with pytest.raises(DeadlineExceeded) as late, deadline(0.05) as outer, deadline(60) as inner:
        CATASTROPHE.search(HOSTILE)
    assert late.value.deadline is outer
    assert late.value.deadline is not inner


def test_outer_limit_goes_on_after_an_inner_one() -> None:
    def work() -> None:
        with deadline(0.1):
            pass
        CATASTROPHE.search(HOSTILE)

    with pytest.raises(DeadlineExceeded), deadline(0.2):
        work()


def test_handler_and_timer_are_what_they_were() -> None:
    def mine(_number: int, _frame: object) -> None:
        raise AssertionError("nobody asked for this")

    before = signal.signal(signal.SIGALRM, mine)
    try:
        signal.setitimer(signal.ITIMER_REAL, 500, 7)
        with deadline(60):
            pass
        left, interval = signal.getitimer(signal.ITIMER_REAL)
        assert 400 < left <= 500
        assert interval == 7
        assert signal.getsignal(signal.SIGALRM) is mine
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_nothing_is_left_behind() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(DeadlineExceeded), deadline(0.01):
        CATASTROPHE.search(HOSTILE)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_other_threads_run_unlimited() -> None:
    seen: list[object] = []

    def work() -> None:
        with deadline(0.0):
            seen.append(is_enforced())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]
    assert is_enforced()
