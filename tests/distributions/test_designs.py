"""Designs: the uniforms that the page prescribes, evenly laid out, each uniform by itself, and independent between
randomisations."""

import itertools
import math
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from scipy.stats import qmc

from distributions.designs import (
    DESIGNS,
    MOST_RANDOMISATIONS,
    RANDOM,
    RANDOMISATIONS,
    Design,
    TooManyDimensions,
    check_trials,
    design_of,
    designed_uniforms,
)
from distributions.philox import uniforms
from distributions.points.sobol import MOST_DIMENSIONS, direction_numbers

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from reference.designs import hypercube_uniform, sobol_uniform

IDS = tuple(f"cluster.{letter}.saving" for letter in "abcdef")
SEED = 20111003


def drawn(name, points, randomisations, ids=IDS, seed=SEED):
    """The uniforms of a design, [ID, RANDOMISATION, POINT]."""
    design = Design(name, points, randomisations)
    found = designed_uniforms(design, seed, ids, range(design.trials))
    return np.array([found[name] for name in ids]).reshape(len(ids), randomisations, points)


@pytest.mark.parametrize("points", [1, 2, 3, 50, 64, 65, 1000, 2**20 + 1])
@pytest.mark.parametrize("seed", [0, 2**64 - 1])
def test_latin_hypercubes_are_those_of_the_page(points, seed):
    for first in (0, 7, 3 * points - 2):
        trials = range(max(first, 0), max(first, 0) + 8)
        made = designed_uniforms(Design("lhs", points, 2), seed, IDS[:2], trials)
        for name in IDS[:2]:
            assert list(made[name]) == [hypercube_uniform(seed, name, trial, points) for trial in trials]


@pytest.mark.parametrize("points", [1, 2, 8, 64, 128, 2**12])
@pytest.mark.parametrize("seed", [0, 2**64 - 1])
def test_sobol_points_are_those_of_the_page(points, seed):
    for first in (0, 7, 3 * points - 2):
        trials = range(max(first, 0), max(first, 0) + 8)
        made = designed_uniforms(Design("sobol", points, 2), seed, IDS, trials)
        for place, name in enumerate(IDS):
            wanted = [sobol_uniform(seed, name, trial, points, place, len(IDS)) for trial in trials]
            assert list(made[name]) == wanted


def test_direction_numbers_are_scipys_in_every_dimension():
    numbers = direction_numbers(MOST_DIMENSIONS)
    points = qmc.Sobol(MOST_DIMENSIONS, scramble=False, bits=32).random(2**7)
    for place, point in enumerate(points):
        number = place ^ (place >> 1)
        made = np.bitwise_xor.reduce(numbers[:, [b for b in range(7) if number >> b & 1]], axis=1)
        assert np.array_equal(made, (point * 2.0**32).astype(np.uint64))
    # Every number is that of a primitive polynomial: the first one bit of number b is its bit b.
    lowest = np.array([[int(number) & -int(number) for number in row] for row in numbers[:50]], dtype=float)
    assert np.array_equal(lowest, np.tile(2.0 ** np.arange(31, -1, -1), (50, 1)))


@pytest.mark.parametrize(("name", "points"), [("lhs", 50), ("lhs", 1000), ("lhs", 257), ("sobol", 64), ("sobol", 1024)])
def test_any_chunk_is_the_same_trials(name, points):
    design = Design(name, points, 4)
    whole = designed_uniforms(design, 5, IDS, range(design.trials))
    for start, stop in [(0, 1), (0, design.trials), (63, 129), (points - 1, points + 1), (2 * points, 2 * points + 7)]:
        part = designed_uniforms(design, 5, IDS, range(start, min(stop, design.trials)))
        for one in IDS:
            assert np.array_equal(part[one], whole[one][start:stop])


def test_neither_further_randomisations_nor_other_ids_move_a_draw():
    few = designed_uniforms(Design("lhs", 50, 2), 5, IDS, range(100))
    more = designed_uniforms(Design("lhs", 50, 9), 5, IDS[:3], range(450))
    assert all(np.array_equal(few[one], more[one][:100]) for one in IDS[:3])
    few = designed_uniforms(Design("sobol", 64, 2), 5, IDS, range(128))
    more = designed_uniforms(Design("sobol", 64, 9), 5, [*IDS, "later"], range(576))
    assert all(np.array_equal(few[one], more[one][:128]) for one in IDS)


def test_the_order_of_ids_is_nobodys_business():
    one = designed_uniforms(Design("sobol", 64, 2), 5, IDS, range(128))
    other = designed_uniforms(Design("sobol", 64, 2), 5, IDS[::-1], range(128))
    assert all(np.array_equal(one[name], other[name]) for name in IDS)


def test_random_trials_and_hypercubes_of_one_point_are_the_plain_draws():
    plain = uniforms(5, IDS[0], range(100))
    assert np.array_equal(designed_uniforms(RANDOM, 5, IDS, range(100))[IDS[0]], plain)
    assert np.array_equal(designed_uniforms(Design("lhs", 1, 100), 5, IDS, range(100))[IDS[0]], plain)


@pytest.mark.parametrize(("name", "points"), [("lhs", 2), ("lhs", 7), ("lhs", 1000), ("lhs", 8191), ("sobol", 4096)])
def test_every_part_of_every_input_gets_one_trial(name, points):
    parts = np.sort((drawn(name, points, 3) * points).astype(int), axis=2)
    assert (parts == np.arange(points)).all()


def test_sobol_points_share_out_pairs_of_the_first_dimensions():
    # The first two are a (0, 2)-sequence: every box of a 1,024th of the square has one of 1,024 points.
    found = drawn("sobol", 1024, 3)
    for bits in range(11):
        a, b = (found[0] * 2**bits).astype(int), (found[1] * 2 ** (10 - bits)).astype(int)
        boxes = np.sort(a * 2 ** (10 - bits) + b, axis=1)
        assert (boxes == np.arange(1024)).all()


def test_the_first_points_are_a_design_too():
    found = drawn("sobol", 1024, 2)
    for points in (2, 16, 256):
        assert (np.sort((found[:, :, :points] * points).astype(int), axis=2) == np.arange(points)).all()


@pytest.mark.parametrize("name", ["lhs", "sobol"])
def test_uniforms_are_strictly_inside_and_centred_on_their_steps(name):
    found = drawn(name, 2**16, 2)
    assert found.min() >= 2.0**-53 and found.max() <= 1 - 2.0**-53
    assert ((found * 2.0**53) % 2.0 == 1.0).all()


@pytest.mark.parametrize(("name", "points"), [("lhs", 3), ("lhs", 20), ("lhs", 100), ("sobol", 4), ("sobol", 32)])
@pytest.mark.parametrize("point", [0, -1])
def test_each_trial_by_itself_is_uniform(name, points, point):
    many = 40_000
    found = drawn(name, points, many, IDS[:2])[:, :, point]
    for row in found:
        assert stats.kstest(row, "uniform").statistic < 1.95 / math.sqrt(many)
    # Which part it lies in, and where in that part, are independent of the other input's.
    a, b = (found * 4).astype(int)
    assert stats.chisquare(np.bincount(4 * a + b, minlength=16)).pvalue > 1e-3
    # (Parts that are no power of two leave steps that are none either, which the very last bits show.)
    low_bits = (found[0] * 2.0 ** (52 if name == "sobol" else 40)).astype(np.int64) & 255
    assert stats.chisquare(np.bincount(low_bits, minlength=256)).pvalue > 1e-3


@pytest.mark.parametrize("points", [2, 3, 5, 8, 13, 50])
def test_the_shuffle_takes_every_two_trials_anywhere(points):
    many = 100_000
    parts = (drawn("lhs", points, many, IDS[:1])[0, :, :3] * points).astype(int)
    assert (parts[:, 0] != parts[:, 1]).all()
    pairs = np.bincount(parts[:, 0] * points + parts[:, 1], minlength=points**2).reshape(points, points)
    assert stats.chisquare(pairs[~np.eye(points, dtype=bool)]).pvalue > 1e-3
    if 5 <= points <= 13:
        code = (parts[:, 0] * points + parts[:, 1]) * points + parts[:, 2]
        triples = [(a * points + b) * points + c for a, b, c in itertools.permutations(range(points), 3)]
        assert stats.chisquare(np.bincount(code, minlength=points**3)[triples]).pvalue > 1e-3


@pytest.mark.parametrize("name", ["lhs", "sobol"])
def test_randomisations_and_inputs_and_seeds_show_no_correlation(name):
    points, many = 16, 4000
    found = drawn(name, points, many)
    limit = 4.5 / math.sqrt(many)
    for point in (0, 5):
        one = found[0, :, point]
        assert abs(np.corrcoef(one[:-1], one[1:])[0, 1]) < limit
        assert abs(np.corrcoef(one, found[1, :, point])[0, 1]) < limit
        other = drawn(name, points, many, IDS[:1], seed=SEED + 1)[0, :, point]
        assert abs(np.corrcoef(one, other)[0, 1]) < limit
    plain = uniforms(SEED, IDS[0], range(many * points)).reshape(many, points)
    if name == "sobol":
        assert abs(np.corrcoef(plain[:, 5], found[0, :, 5])[0, 1]) < limit
    # The means of randomisations are as independent as their draws.
    means = (found[0] * found[1]).mean(axis=1)
    assert abs(np.corrcoef(means[:-1], means[1:])[0, 1]) < limit


def test_estimates_are_unbiased_and_their_gains_are_those_of_theory():
    # A sum of functions of one input each: a hypercube of m points leaves a variance of the order of m**-3.
    many, points = 500, 64
    sums = {name: np.exp(drawn(name, points, many)).sum(axis=0).mean(axis=1) for name in DESIGNS[1:]}
    plain = np.array([uniforms(SEED, name, range(many * points)) for name in IDS])
    sums["random"] = np.exp(plain).reshape(len(IDS), many, points).sum(axis=0).mean(axis=1)
    for found in sums.values():
        error = found.std(ddof=1) / math.sqrt(many)
        assert abs(found.mean() - len(IDS) * (math.e - 1)) < 4.5 * error
    # Of exp(u): chance leaves Var(exp(u)) ÷ m; within parts of width 1/m it leaves about E[exp(2u)] ÷ 12 m**3.
    by_chance = len(IDS) * ((math.e**2 - 1) / 2 - (math.e - 1) ** 2) / points
    within_parts = len(IDS) * (math.e**2 - 1) / 2 / 12 / points**3
    spread = 6 * math.sqrt(2 / many)
    assert abs(sums["random"].var(ddof=1) / by_chance - 1) < spread
    assert abs(sums["lhs"].var(ddof=1) / within_parts - 1) < spread
    assert abs(sums["sobol"].var(ddof=1) / within_parts - 1) < spread
    # A product of two inputs: a hypercube gains nothing on the part that is of both, a Sobol design does.
    both = {name: ((u := drawn(name, points, many))[0] - 0.5) * (u[1] - 0.5) for name in DESIGNS[1:]}
    alone = 1 / 144 / points
    assert abs(both["lhs"].mean(axis=1).var(ddof=1) / alone - 1) < spread + 2 / points
    assert both["sobol"].mean(axis=1).var(ddof=1) < alone / 10


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("lsh", 10, 2), "did you mean 'lhs'"),
        (("halton", 10, 2), "choose from random, lhs, sobol"),
        (("random", 10, 1), "each trial is one"),
        (("lhs", 0, 2), "points must be from 1 to 2\\*\\*32, not 0"),
        (("lhs", 2**32 + 1, 2), "points must be from 1"),
        (("sobol", 1000, 2), "a power of two, not 1000"),
        (("lhs", 10, 1), "randomisations must be from 2"),
        (("lhs", 10, MOST_RANDOMISATIONS + 1), "randomisations must be from 2"),
    ],
)
def test_what_is_no_design_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        Design(*arguments)


def test_trials_are_rounded_up_to_a_design():
    assert design_of("random", 20_000) is RANDOM
    assert design_of("lhs", 20_000) == Design("lhs", 1000, RANDOMISATIONS)
    assert design_of("lhs", 20_001).points == 1001
    assert design_of("sobol", 20_000) == Design("sobol", 1024, RANDOMISATIONS)
    assert design_of("sobol", 20_480).trials == 20_480
    assert design_of("sobol", 20_481).trials == 40_960
    assert design_of("sobol", 1, 16) == Design("sobol", 1, 16)
    for wrong in (("random", 10, 5), ("lhs", 10, 1), ("sobol", 10, 0), ("lhs", 0, None), ("best", 10, None)):
        with pytest.raises(ValueError, match=r"randomisations|trials|there is no design"):
            design_of(*wrong)


def test_trials_and_inputs_that_a_design_does_not_have_are_refused():
    check_trials(Design("lhs", 2**32, 2), range(2**62 - 10, 2**62))
    for design, trials in [
        (RANDOM, range(0, 10, 2)),
        (RANDOM, range(-1, 3)),
        (RANDOM, range(2**62 + 1)),
        (Design("lhs", 2, 2), range(2**31 - 1, 2**31 + 1)),
    ]:
        with pytest.raises(ValueError, match="consecutive numbers from 0"):
            check_trials(design, trials)
    with pytest.raises(ValueError, match="seed must be"):
        designed_uniforms(RANDOM, -1, IDS, range(3))
    ids = [f"x{i:04}" for i in range(MOST_DIMENSIONS + 1)]
    assert len(designed_uniforms(Design("sobol", 2, 2), 1, ids[1:], range(4))) == MOST_DIMENSIONS
    with pytest.raises(
        TooManyDimensions, match=r"^1,112 uncertain inputs are more than the 1,111 .* use the design lhs"
    ):
        designed_uniforms(Design("sobol", 2, 2), 1, ids, range(4))
    with pytest.raises(ValueError, match="from 0 to 1,111 dimensions"):
        direction_numbers(MOST_DIMENSIONS + 1)
