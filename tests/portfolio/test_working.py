"""Blocks: the same bytes by any crew and after any interruption, and nothing that is finished is done again."""

import dataclasses
from functools import cached_property

import numpy as np
import pytest

from simulator.case import load_case
from simulator.portfolio.groups import Groups, all_pairs
from simulator.portfolio.job import Portfolio
from simulator.portfolio.results import Results, as_bytes, from_bytes, missing_blocks, part_name
from simulator.portfolio.template import Template
from simulator.portfolio.working import chosen_before, groups_done, identity, unfinished_work, work
from simulator.running.crew import threads
from tests.portfolio.councils import made_up


class Watched(Portfolio):
    """A portfolio that remembers what was done."""

    @cached_property
    def did(self):
        return []

    def do(self, number, tools):
        self.did.append(number)
        return super().do(number, tools)


@pytest.fixture(scope="module")
def portfolio():
    template = Template(load_case())
    councils = tuple(made_up(template.clusters, 8, 3))
    return Watched(template, councils, all_pairs(councils), 128, 5, 4.0, block=3)


def finish(portfolio, folder, crew, tell=lambda done: None):
    unfinished = unfinished_work(folder, portfolio)
    work(portfolio, unfinished, crew, tell)
    return unfinished


def sha(portfolio, unfinished, folder):
    with Results(portfolio, unfinished, "payback", folder) as results:
        return results.results_sha256, results.standing.rank.tolist()


@pytest.fixture(scope="module")
def whole(portfolio, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    with threads(1) as crew:
        return sha(portfolio, finish(portfolio, folder, crew), folder)


@pytest.mark.parametrize("count", [2, 3, 7])
def test_threads_change_nothing(portfolio, whole, tmp_path, count):
    with threads(count) as crew:
        assert sha(portfolio, finish(portfolio, tmp_path, crew), tmp_path) == whole


def test_blocks_change_no_figure(portfolio, whole, tmp_path):
    other = dataclasses.replace(portfolio, block=8)
    with threads(2) as crew:
        assert sha(other, finish(other, tmp_path, crew), tmp_path) == whole


def test_other_processes_change_nothing(portfolio, whole, tmp_path):
    pytest.importorskip("distributed")
    from simulator.running.crew import workers

    plain = Portfolio(**{field.name: getattr(portfolio, field.name) for field in dataclasses.fields(Portfolio)})
    with workers(2) as crew:
        assert sha(plain, finish(plain, tmp_path, crew), tmp_path) == whole


def test_stopped_work_goes_on_where_it_was(portfolio, whole, tmp_path):
    class Stop(Exception):
        pass

    def stop(done):
        if done >= 12:
            raise Stop

    with threads(2) as crew, pytest.raises(Stop):
        finish(portfolio, tmp_path, crew, stop)
    kept = unfinished_work(tmp_path, portfolio)
    done = groups_done(portfolio, kept)
    assert done == 12 and len(missing_blocks(portfolio, kept)) == portfolio.blocks - 4
    portfolio.did.clear()
    told = []
    with threads(2) as crew:
        unfinished = finish(portfolio, tmp_path, crew, told.append)
    assert sorted(portfolio.did) == list(range(4, portfolio.blocks))
    assert told[0] == 12 and told[-1] == len(portfolio.groups)
    assert sha(portfolio, unfinished, tmp_path) == whole


def test_a_block_that_is_not_whole_is_done_again(portfolio, whole, tmp_path):
    with threads(2) as crew:
        unfinished = finish(portfolio, tmp_path, crew)
        (unfinished.path / part_name(2)).write_bytes((unfinished.path / part_name(2)).read_bytes()[:-8])
        assert missing_blocks(portfolio, unfinished) == [2]
        assert sha(portfolio, finish(portfolio, tmp_path, crew), tmp_path) == whole


@pytest.mark.parametrize(
    "change",
    [
        {"trials": 64},
        {"seed": 6},
        {"within": 5.0},
        {"groups": Groups(8, ((0, 1), (2, 3)))},
        {"councils": tuple(made_up(Template(load_case()).clusters, 8, 4))},
        {"template": Template(load_case(sets=["team.amount=£31k"]))},
        {"template": Template(load_case(), fixed_part=0.3)},
    ],
)
def test_other_work_does_not_mix(portfolio, change):
    assert identity(dataclasses.replace(portfolio, **change)) != identity(portfolio)


def test_the_seed_that_was_chosen_is_found_again(portfolio, tmp_path):
    assert chosen_before(tmp_path, portfolio) is None
    with threads(1) as crew:
        finish(portfolio, tmp_path, crew)
    assert chosen_before(tmp_path, dataclasses.replace(portfolio, seed=0)) == 5
    assert chosen_before(tmp_path, dataclasses.replace(portfolio, trials=64)) is None


def test_the_same_draws_for_the_same_figures(portfolio, tmp_path):
    """Two councils like two others have the same results, wherever they stand."""
    twins = [dataclasses.replace(one, id=f"z{one.id}") for one in portfolio.councils]
    both = dataclasses.replace(
        portfolio, councils=(*portfolio.councils, *twins), groups=Groups(16, ((0, 1), (8, 9), (2, 5), (10, 13)))
    )
    figures = np.vstack([both.do(number, both.tools()).figures for number in range(both.blocks)])
    assert figures[0].tobytes() == figures[1].tobytes() and figures[2].tobytes() == figures[3].tobytes()
    assert figures[0].tobytes() != figures[2].tobytes()


def test_blocks_as_bytes(portfolio):
    block = portfolio.do(0, portfolio.tools())
    again = from_bytes(as_bytes(block), 3)
    assert again.figures.tobytes() == np.where(np.isnan(block.figures), np.nan, block.figures).tobytes()
    assert again.reason == block.reason
    assert from_bytes(as_bytes(block), 4) is None and from_bytes(b"", 3) is None and from_bytes(None, 3) is None
