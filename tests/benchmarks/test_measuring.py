"""Turns, rounds and ratios, on a clock that tells what it is told to."""

import pytest

from benchmarks.measuring import Contestant, calls_for, ratio, seconds_of, side_by_side


class Clock:
    """A clock that moves only when somebody works."""

    def __init__(self):
        self.now = 0.0
        self.log = []

    def __call__(self):
        return self.now

    def worker(self, name, *seconds, **more):
        left = list(seconds)

        def work():
            self.log.append(name)
            self.now += left.pop(0) if len(left) > 1 else left[0]

        return Contestant(name, work, clock=self, **more)


def test_all_take_turns_and_the_order_turns_round():
    clock = Clock()
    side_by_side([clock.worker("a", 1.0), clock.worker("b", 2.0)], 5)
    assert "".join(clock.log) == "ab" + "ab" + "ba" + "ab" + "ba" + "ab"


def test_the_first_call_is_not_timed_unless_it_is_what_is_to_be_timed():
    clock = Clock()
    found = side_by_side([clock.worker("a", 100.0, 1.0), clock.worker("b", 100.0, 2.0, warm=False)], 5)
    assert found == {"a": [1.0] * 5, "b": [100.0, 2.0, 2.0, 2.0, 2.0]}


def test_seconds_are_of_a_unit_and_what_comes_before_is_not_timed():
    clock = Clock()

    def tidy():
        clock.now += 50.0

    assert seconds_of(clock.worker("a", 8.0, amount=4.0, before=tidy)) == 2.0
    assert clock.now == 58.0


def test_a_ratio_is_of_the_rounds_and_one_busy_moment_does_not_move_it():
    clock = Clock()
    found = side_by_side([clock.worker("slow", 6.0, 6, 6, 60, 6, 7), clock.worker("quick", 2.0, 2, 2, 2, 2, 1)], 5)
    made = ratio(found, "slow", "quick")
    assert (made.median, made.least, made.most, made.fastest, made.rounds) == (3.0, 3.0, 30.0, 6.0, 5)


def test_a_slow_spell_that_strikes_both_leaves_the_ratio():
    clock = Clock()
    found = side_by_side([clock.worker("slow", 6, 6, 60, 60, 6, 6), clock.worker("quick", 2, 2, 20, 20, 2, 2)], 5)
    assert {a / b for a, b in zip(found["slow"], found["quick"], strict=True)} == {3.0}


def test_too_few_rounds_and_names_that_are_not_their_own_are_refused():
    clock = Clock()
    with pytest.raises(ValueError, match="4 rounds are too few"):
        side_by_side([clock.worker("a", 1.0)], 4)
    with pytest.raises(ValueError, match="of one name: a, a"):
        side_by_side([clock.worker("a", 1.0), clock.worker("a", 2.0)], 5)


def test_short_work_is_repeated_until_it_can_be_timed():
    clock = Clock()

    def work(times):
        clock.now += 0.01 * times

    assert calls_for(0.5, work, clock) == 50
    assert calls_for(0.001, work, clock) == 1
