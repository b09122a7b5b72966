"""Any distribution as cubic pieces in z: within 1e-9, never falling, quick to build and to read."""

import time

import numpy as np
import pytest
from scipy import special

from distributions import normal
from distributions import quantile_table as tables
from distributions.arithmetic.arrays import elementwise
from distributions.catalogue import distribution
from distributions.jit import compiling, kernel


class Made:
    """A distribution that is nothing but a quantile function and its breaks."""

    family = "made"

    def __init__(self, ppf, breaks=(), support=(-np.inf, np.inf)):
        self.ppf, self.breaks, self.support = (lambda u: ppf(np.asarray(u))), (lambda: breaks), (lambda: support)


def two_humps(u):
    """Nothing lies between 2 and 5: the curve jumps at a share of 0.3, and is infinitely steep on both sides."""
    below, above = (distribution("pert", low=low, mode=low + 1.0, high=low + 2.0) for low in (0.0, 5.0))
    # A share that is near 1 for the whole is not as near for the part: compared where a double can still tell.
    return np.where(u <= 0.3, below.ppf(np.minimum(u / 0.3, 1.0)), above.ppf(np.clip((u - 0.3) / 0.7, 0.0, 1.0)))


POINTS = np.sort(np.random.default_rng(8).gamma(2.0, size=500))
SMOOTH = {
    "normal": distribution("normal", mean=3.0, sd=2.0),
    "pert": distribution("pert", low=-50e3, mode=10e3, high=780e3),
    "steep pert": distribution("pert", low=0.0, mode=0.0, high=1.0, shape=1000.0),
    "triangular": distribution("triangular", low=5e6, mode=5.9e6, high=8e6),
    "uniform": distribution("uniform", low=1e9, high=1e9 + 1.0),
    "lognormal": Made(lambda u: np.exp(normal.ppf(u)), support=(0.0, np.inf)),
    "wide lognormal": Made(lambda u: np.exp(5.0 * normal.ppf(u)), support=(0.0, np.inf)),
    "power": Made(lambda u: u**100, support=(0.0, 1.0)),
    "cauchy": Made(lambda u: special.stdtrit(1, u)),
    "weibull": Made(lambda u: (-np.log1p(-u)) ** 10, support=(0.0, np.inf)),
    "small gamma": Made(lambda u: special.gammaincinv(0.01, u), support=(0.0, np.inf)),
}
BROKEN = {
    "coin": distribution("bernoulli", probability=0.5),
    "unlikely": distribution("bernoulli", probability=0.003),
    "points": Made(lambda u: POINTS[np.maximum(np.ceil(u * 500).astype(int) - 1, 0)], tuple(np.arange(1, 500) / 500)),
    "two humps": Made(two_humps, (0.3,), (0.0, 7.0)),
    "two humps, not said": Made(two_humps, (), (0.0, 7.0)),
}


def shares(furthest):
    """Shares as they are drawn, as near to 0 and 1 as this."""
    rng = np.random.default_rng(5)
    low = np.concatenate([rng.uniform(size=20_000), 10.0 ** -rng.uniform(0.3, -np.log10(furthest), 5_000)])
    return np.sort(np.clip(np.concatenate([low, 1.0 - low]), furthest, 1.0 - furthest))


def read(dist, z):
    table = tables.quantile_table.__wrapped__(dist)
    return elementwise(tables._ppf_from_z_loop, z, *tables.stacked([table])), table


def off(dist, u, found):
    exact = dist.ppf(u)
    scale = np.maximum(np.abs(exact), dist.ppf(0.9) - dist.ppf(0.1))
    return np.abs(found - exact) / np.where(scale > 0.0, scale, 1.0)


@pytest.mark.parametrize("dist", SMOOTH.values(), ids=SMOOTH)
def test_values_are_right_into_the_last_share_that_can_be_drawn(dist):
    u = shares(2.0**-53)
    found, table = read(dist, normal.ppf(u))
    assert off(dist, u, found).max() <= 3e-10
    assert off(dist, u, found).max() <= table.error + 1e-11
    assert table.error <= tables.TOLERANCE


@pytest.mark.parametrize("dist", BROKEN.values(), ids=BROKEN)
def test_values_are_right_on_both_sides_of_a_break(dist):
    u = shares(1e-9)
    near = 10.0 ** -np.arange(1.0, 13.5, 0.25)
    u = np.concatenate([u] + [b * (1.0 + side * near) for b in (0.3, 0.5, 0.997) for side in (-1.0, 1.0)])
    u = np.sort(u[u < 1.0 - 1e-9])
    found, table = read(dist, normal.ppf(u))
    assert table.error <= tables.TOLERANCE
    # What 64 roundings of u make of the exact value is what cannot be told.
    slack = 64 * 2.0**-53
    below, above = dist.ppf(u * (1 - slack)), dist.ppf(np.minimum(u * (1 + slack), 1.0))
    room = 1e-9 * (dist.ppf(0.9) - dist.ppf(0.1) + np.abs(found))
    assert ((found >= below - room) & (found <= above + room)).all()


@pytest.mark.parametrize("dist", [*SMOOTH.values(), *BROKEN.values()], ids=[*SMOOTH, *BROKEN])
def test_a_higher_z_never_gives_a_lower_value(dist):
    z = np.concatenate([np.linspace(-9.0, 9.0, 100_001), (np.arange(1025) - 512.5) / 62.0, normal.ppf(shares(1e-12))])
    z = np.sort(np.concatenate([z, np.nextafter(z, 9.0), np.nextafter(z, -9.0)]))
    found, table = read(dist, z)
    assert (np.diff(found) >= -4e-16 * np.abs(found[1:])).all()
    assert found[0] == table.lowest and found[-1] == table.highest
    low, high = dist.support()
    assert low <= table.lowest <= table.highest <= high


def test_atoms_are_exact_and_change_exactly_at_their_shares():
    dist = distribution("bernoulli", probability=0.25)
    u = np.array([2.0**-53, np.nextafter(0.75, 0.0), 0.75, np.nextafter(0.75, 1.0), 1.0 - 2.0**-53])
    coin = Made(dist.ppf, (0.75,), (0.0, 1.0))
    assert read(coin, normal.ppf(u))[0].tolist() == [0.0, 0.0, 0.0, 1.0, 1.0]
    assert len(read(coin, 0.0)[1].pieces) == len(tables.quantile_table(distribution("constant", value=1.0)).pieces) + 1
    assert set(read(BROKEN["points"], np.linspace(-8, 8, 10_001))[0]) == set(POINTS)


def test_tables_of_several_inputs_are_read_one_after_the_other():
    dists = [SMOOTH["pert"], BROKEN["coin"], SMOOTH["normal"], distribution("constant", value=4.0)]
    first, pieces = tables.stacked([tables.quantile_table(dist) for dist in dists])
    assert first.shape == (4, tables.CELLS + 1) and pieces.shape == (first[-1, -1], tables.COLUMNS)

    @kernel
    def value(first, pieces, k, z):
        return tables.value_from_z(first, pieces, k, z)

    for k, dist in enumerate(dists):
        for z in (-20.0, -1.3, 0.7, 8.0, 20.0):
            assert value(first, pieces, k, z) == tables.ppf_from_z(z, dist)
    assert [array.shape for array in tables.stacked([])] == [(0, tables.CELLS + 1), (0, tables.COLUMNS)]


def test_missing_values_stay_missing_and_shapes_are_kept():
    found = tables.ppf_from_z([[np.nan, 0.0, np.inf]] * 2, SMOOTH["normal"])
    assert found.shape == (2, 3)
    assert np.isnan(found).tolist() == [[True, False, False]] * 2
    assert found[0, 2] == pytest.approx(3.0 + 2.0 * tables.FURTHEST)


def test_tables_are_kept_and_cannot_be_spoilt():
    table = tables.quantile_table(distribution("pert", low=1.0, mode=2.0, high=4.0))
    assert table is tables.quantile_table(distribution("pert", low=1.0, mode=2.0, high=4.0))
    for array in table[:2]:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_what_no_number_can_hold_is_refused():
    with pytest.raises(ValueError, match=r"made gives values beyond 1e.150"):
        tables.quantile_table(Made(lambda u: np.where(u > 0.999, np.inf, u)))
    with pytest.raises(ValueError, match=r"metalog gives values beyond 1e.150"):
        tables.quantile_table(distribution("metalog", coefficients=(0.0, 100.0), lower=0.0))


@pytest.mark.skipif(not compiling(), reason="the promise is about compiled code")
def test_a_smooth_table_is_built_within_twenty_milliseconds_and_read_within_tens_of_nanoseconds():
    spent = []
    for i in range(5):
        dist = distribution("pert", low=1.0, mode=2.0, high=4.0 + i)
        start = time.perf_counter()
        tables.quantile_table(dist)
        spent.append(time.perf_counter() - start)
    assert min(spent) < 20e-3
    z = np.random.default_rng(1).normal(size=1_000_000)
    tables.ppf_from_z(z, dist)
    start = time.perf_counter()
    tables.ppf_from_z(z, dist)
    assert time.perf_counter() - start < 100e-3
