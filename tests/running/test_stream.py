"""Streamed trials: counted and not kept, yet every figure is held to the trials themselves, sorted."""

import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from simulator.case import load_case
from simulator.findings.percentiles import PERCENTILES, percentile_rank
from simulator.plan import compile_plan
from simulator.record.digest import add_rows
from simulator.running import simulate
from simulator.running.crew import Crew, threads
from simulator.running.stream import StreamView, Wanted, stream, stream_hash
from simulator.running.stream.bins import pilot_bins, spread_of
from simulator.running.stream.job import LEAF
from simulator.running.stream.kernel import WIDTH, sum_and_place
from simulator.running.stream.reading import Reading
from simulator.running.stream.refining import TOLERANCE, refined_bins
from simulator.running.stream.tally import ViewTally

TRIALS, PILOT, SEED = 2 * LEAF + 3_000, 4_096, 7
WANTED = Wanted(PERCENTILES, {"npv": (1, 99)}, percentile_rank)


@pytest.fixture(scope="module")
def plans():
    case = load_case(None)
    return compile_plan(case), compile_plan(case, "as_submitted")


def events(outcomes, approved):
    paid = outcomes["payback_years"] <= 5
    return np.array([np.count_nonzero(paid), np.count_nonzero(paid & approved)])


def streamed(plans, **how):
    views = [StreamView(plans[0], True, events, 2), StreamView(plans[1])]
    return stream(views, TRIALS, SEED, WANTED, digest=add_rows, **{"pilot": PILOT} | how)


@pytest.fixture(scope="module")
def once(plans):
    return streamed(plans)


@pytest.fixture(scope="module")
def kept(plans):
    return [simulate(plan, TRIALS, SEED) for plan in plans]


def bytes_of(found):
    """All that findings are made of."""
    return [
        (reading.sums.pack(), [reading.row(name, False).counts.tobytes() for name in reading.names])
        for reading in found.readings
    ]


def check_row(row, values, percents):
    """Hold an outcome's counts to its trials; the largest error of a percentile, of the outcome's spread."""
    ordered = np.sort(values[~np.isnan(values)])
    assert row.trials == len(ordered) and row.missing == np.isnan(values).sum()
    assert row.above == np.isposinf(values).sum() and row.below == np.isneginf(values).sum()
    if not len(ordered):
        return 0.0
    ranks = np.array([percentile_rank(percent, len(ordered)) for percent in percents])
    exact, found = ordered[ranks - 1], row.at(ranks)
    finite = np.isfinite(exact)
    assert np.array_equal(exact[~finite], found.values[~finite])
    off = np.abs(found.values[finite] - exact[finite])
    # Where a bin ends is known to a few units in the last place of what it is worked out from.
    slack = 16 * np.spacing(np.abs(values[np.isfinite(values)]).max(initial=0.0))
    assert (off <= found.bounds[finite] + slack).all()
    part = values[np.isfinite(values)]
    if len(part):
        moments = row.moments
        assert moments.trials == len(part)
        # Summed in another order than NumPy's: n·ε of the largest term.
        room = 4 * len(part) * np.finfo(float).eps * np.abs(part - row.bins.pivot).max() + slack
        assert abs(moments.mean - part.mean()) <= room
        squares = ((part - part.mean()) ** 2).sum()
        assert moments.squares == pytest.approx(squares, rel=1e-7, abs=len(part) * room**2)
    spread = spread_of(lambda p: float(ordered[percentile_rank(p, len(ordered)) - 1]), percents, row.ends)
    if not spread:
        assert not off.any()
        return 0.0
    return float(off.max(initial=0.0)) / spread


def test_percentiles_are_within_their_bounds_of_the_sorted_trials(once, kept):
    for reading, outcomes, populations in zip(once.readings, kept, ((False, True), (False,)), strict=True):
        yes = outcomes["approved"] == 1
        for approved in populations:
            for name in outcomes.names:
                values = outcomes[name][yes] if approved else outcomes[name]
                assert check_row(reading.row(name, approved), values, WANTED.of(name)) <= TOLERANCE, name


def test_events_and_digests_are_those_of_the_trials(once, kept):
    yes = kept[0]["approved"] == 1
    assert once.readings[0].sums.events.tolist() == events({"payback_years": kept[0]["payback_years"]}, yes).tolist()
    assert once.readings[0].trials(True) == np.count_nonzero(yes)
    for reading, outcomes in zip(once.readings, kept, strict=True):
        sums = np.zeros((len(outcomes.names), 2), dtype=np.uint64)
        add_rows(0, outcomes.values, sums)
        assert np.array_equal(reading.sums.digest, sums)


@pytest.mark.parametrize(("hands", "piece"), [(1, LEAF), (2, 2 * LEAF), (3, 3 * LEAF), (7, LEAF)])
def test_threads_and_pieces_change_no_byte(plans, once, hands, piece):
    assert bytes_of(streamed(plans, crew=threads(hands), piece=piece)) == bytes_of(once)


class Elsewhere(Crew):
    """Hands in other processes: what goes out and what comes back is pickled."""

    hands = 2

    def results(self, job, numbers):
        sent = pickle.dumps(job)
        jobs = [pickle.loads(sent) for _ in range(self.hands)]
        kits = [job.tools() for job in jobs]
        for number in numbers:
            hand = number % self.hands
            yield number, pickle.loads(pickle.dumps(jobs[hand].do(number, kits[hand])))


def test_bins_come_back_from_other_processes(plans, once):
    assert bytes_of(streamed(plans, crew=Elsewhere(), piece=LEAF)) == bytes_of(once)


class Store(dict):
    def read(self, part):
        return self.get(part)

    def write(self, part, content):
        self[part] = content


@pytest.mark.parametrize("stops", [[1], [2], [3], [1, 1, 1], [4], [5]])
def test_an_interrupted_run_goes_on_to_the_same_bytes(plans, once, stops):
    store, resumed = Store(), []
    for stop in stops:
        left = [stop]

        def interrupt(_done, _all, left=left):
            left[0] -= 1
            if not left[0]:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            streamed(plans, store=store, piece=LEAF, save_every=0.0, progress=interrupt)
    found = streamed(plans, store=store, piece=2 * LEAF, save_every=0.0, resumed=resumed.append)
    assert bytes_of(found) == bytes_of(once)
    assert bool(resumed) == bool(sum(stops) > len(stops)), "what is put by is gone on with"


def test_a_pilot_that_misleads_is_put_right_by_another_pass(plans, once, kept):
    # 64 trials say little of 5% and 95% tails, and nothing of rare events.
    found = streamed(plans, pilot=64)
    assert found.passes > once.passes or found.refined > once.refined
    for reading, outcomes in zip(found.readings, kept, strict=True):
        for name in outcomes.names:
            assert check_row(reading.row(name, False), outcomes[name], WANTED.of(name)) <= TOLERANCE, name


def invented(kind, trials):
    """Outcomes of every kind that a case may have."""
    draw = np.random.default_rng(3)
    normal = draw.normal(size=trials)
    match kind:
        case "smooth":
            return 5e6 + 1e6 * normal
        case "far from nought":
            return 1e9 + 1e-3 * normal
        case "long tail":
            return draw.pareto(0.8, trials)
        case "both tails":
            return draw.standard_cauchy(trials)
        case "an atom":
            return np.where(draw.random(trials) < 0.42, 0.0, np.exp(normal))
        case "an atom in the middle":
            return np.where(draw.random(trials) < 0.3, 0.25, normal)
        case "whole numbers":
            return np.floor(12 + 4 * normal)
        case "one or nought":
            return (draw.random(trials) < 0.2).astype(float)
        case "constant":
            return np.full(trials, 3.7)
        case "constant but for a few":
            return np.where(draw.random(trials) < 1e-3, normal, 3.7)
        case "mostly one value":
            return np.where(draw.random(trials) < 0.97, 0.0, 1e5 * np.exp(normal))
        case "often infinite":
            return np.where(draw.random(trials) < 0.3, np.inf, np.exp(normal))
        case "at either end":
            return np.select([normal < -1, normal > 1.5], [-np.inf, np.inf], normal)
        case "always infinite":
            return np.full(trials, np.inf)
        case "sometimes missing":
            return np.where(draw.random(trials) < 0.4, np.nan, normal)
        case "always missing":
            return np.full(trials, np.nan)
        case "minus nought":
            return np.where(normal > 0, -0.0, 0.0)
        case "later trials are others":
            return np.where(np.arange(trials) < 2_000, normal, 40.0 + 0.01 * normal)


KINDS = (
    *("smooth", "far from nought", "long tail", "both tails", "an atom", "an atom in the middle", "whole numbers"),
    *("one or nought", "constant", "constant but for a few", "mostly one value", "often infinite", "at either end"),
    *("always infinite", "sometimes missing", "always missing", "minus nought", "later trials are others"),
)


def tally_of(names, rows, values, approved):
    """Count values, float64[ROW, TRIAL], into bins as a run does, leaf by leaf."""
    tally = ViewTally.of(len(values), tuple(rows), values.shape[1], 0)
    for first in range(0, values.shape[1], LEAF):
        part = np.ascontiguousarray(values[:, first : first + LEAF])
        yes = approved[first : first + LEAF]
        declined = np.flatnonzero(~yes)
        places = np.empty(part.shape, dtype=np.uint16)
        sums = tally.sums
        kit = (sums.moments, sums.others, sums.ends, np.empty((4, WIDTH)))
        sum_and_place(part, yes, declined, tally.counts.bins, places, 0, *kit)
        tally.counts.add(places, declined, 0)
        sums.trials += np.array([np.count_nonzero(yes), np.count_nonzero(~yes)])
    return names, tally


@pytest.mark.parametrize("kind", KINDS)
def test_outcomes_of_every_kind(kind):
    trials, pilot = 5 * LEAF, 2_000
    values = invented(kind, trials)[None]
    approved = np.random.default_rng(4).random(trials) < 0.7
    populations = [np.ones(pilot, dtype=bool), approved[:pilot]]
    rows = [pilot_bins(values[0, :pilot], populations, PERCENTILES, percentile_rank)]
    reading = Reading(*tally_of((kind,), rows, values, approved))
    for _ in range(5):
        again = refined_bins(reading, lambda _name: PERCENTILES, (False, True), percentile_rank)
        if not again:
            break
        reading.refine(*tally_of((kind,), again.values(), values, approved))
    assert not again
    for yes in (False, True):
        row = values[0, approved] if yes else values[0]
        assert check_row(reading.row(kind, yes), row, PERCENTILES) <= TOLERANCE


def test_a_value_that_many_trials_share_is_told_exactly():
    values = invented("whole numbers", 3 * LEAF)[None]
    everyone = np.ones(values.shape[1], dtype=bool)
    rows = [pilot_bins(values[0, :4_000], [everyone[:4_000]], PERCENTILES, percentile_rank)]
    row = Reading(*tally_of(("it",), rows, values, everyone)).row("it", False)
    ranks = np.array([percentile_rank(percent, row.trials) for percent in PERCENTILES])
    found = row.at(ranks)
    assert np.array_equal(found.values, np.sort(values[0])[ranks - 1]) and not found.bounds.any()


def test_counts_of_threads_are_added_up():
    values = invented("an atom", 4 * LEAF)
    everyone = np.ones(len(values), dtype=bool)
    row = pilot_bins(values[:4_000], [everyone[:4_000]], PERCENTILES, percentile_rank)
    counts = ViewTally.of(40, (row,) * 40, len(values), 0).counts
    places = np.random.default_rng(1).integers(0, row.counts, (40, LEAF)).astype(np.uint16)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda begin: counts.add(places, np.arange(5), begin), range(20)))
    for number in range(40):
        expected = np.bincount(places[number], minlength=row.counts)
        assert np.array_equal(counts.of_row(number, False), 20 * expected)
        assert counts.of_row(number, True).sum() == 100


def test_what_is_put_by_for_other_bins_is_refused():
    values = invented("smooth", 4_000)
    everyone = np.ones(len(values), dtype=bool)
    row = pilot_bins(values, [everyone], PERCENTILES, percentile_rank)
    one, two = (ViewTally.of(rows, (row,) * rows, 10, 0) for rows in (1, 2))
    with pytest.raises(ValueError, match="other bins"):
        two.counts.add_packed(one.counts.pack())
    with pytest.raises(ValueError, match="piece"):
        stream([], 10, 1, None, piece=LEAF + 1)


UNCOMPILED = """
import hashlib
from tests.running.test_stream import WANTED, events
from simulator.case import builtin_path, load_case
from simulator.plan import compile_plan
from simulator.record.digest import add_rows
from simulator.running.stream import StreamView, stream
plan = compile_plan(load_case(builtin_path("blank")))
found = stream([StreamView(plan, True, events, 2)], 150, 3, WANTED, digest=add_rows, pilot=64)
[reading] = found.readings
text = hashlib.sha256(reading.sums.pack())
for name in reading.names:
    text.update(reading.row(name, True).counts.tobytes())
print(text.hexdigest())
"""


def test_uncompiled_kernels_count_the_same():
    said = [
        subprocess.run(
            [sys.executable, "-c", UNCOMPILED], env=os.environ | more, capture_output=True, text=True, check=True
        ).stdout
        for more in ({}, {"NUMBA_DISABLE_JIT": "1"})
    ]
    assert said[0] == said[1]


def test_the_state_of_the_sources_has_a_name():
    assert len(stream_hash()) == 16
