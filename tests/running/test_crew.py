"""A crew does every piece once, hands results on in the order of the numbers, and never runs far ahead."""

import random
import threading
import time
from itertools import islice

import pytest

from simulator.running.crew import AHEAD, threads


class Squares:
    """Pieces that take uneven times; it notes who did what with which tools."""

    def __init__(self):
        self.kits = 0
        self.begun = []
        self.together = 0
        self.most_together = 0
        self.lock = threading.Lock()

    def tools(self):
        with self.lock:
            self.kits += 1
        return {"busy": False}

    def do(self, number, tools):
        assert not tools["busy"], "two hands work with the same tools"
        tools["busy"] = True
        with self.lock:
            self.begun.append(number)
            self.together += 1
            self.most_together = max(self.most_together, self.together)
        time.sleep(random.Random(number).uniform(0, 0.004))
        with self.lock:
            self.together -= 1
        tools["busy"] = False
        return number * number


@pytest.mark.parametrize("count", [1, 2, 7])
def test_results_come_in_order_whoever_is_first(count):
    job = Squares()
    with threads(count) as crew:
        assert crew.hands == count
        found = list(crew.results(job, [5, 3, 8, *range(20, 60)]))
    assert found == [(n, n * n) for n in [5, 3, 8, *range(20, 60)]]
    assert sorted(job.begun) == sorted([5, 3, 8, *range(20, 60)])
    assert job.most_together <= count and job.kits <= count


def test_no_more_is_held_than_so_many_pieces_a_hand():
    job = Squares()
    asked = []

    def numbers():
        for number in range(10_000):
            asked.append(number)
            yield number

    with threads(2) as crew:
        results = crew.results(job, numbers())
        assert [number for number, _ in islice(results, 5)] == [0, 1, 2, 3, 4]
        results.close()
    assert len(asked) <= 5 + AHEAD * 2
    assert max(job.begun) < 5 + AHEAD * 2


def test_a_fault_gets_through_and_ends_the_work():
    class Broken(Squares):
        def do(self, number, tools):
            if number == 3:
                raise ZeroDivisionError("piece 3")
            return super().do(number, tools)

    job = Broken()
    with threads(2) as crew, pytest.raises(ZeroDivisionError, match="piece 3"):
        list(crew.results(job, range(1000)))
    assert len(job.begun) < 20


def test_a_crew_has_somebody_in_it():
    with pytest.raises(ValueError, match="at least 1"):
        threads(0)
    assert threads().hands >= 1
