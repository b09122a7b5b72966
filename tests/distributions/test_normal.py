"""The normal distribution against decimal arithmetic and SciPy."""

from decimal import Decimal

import numpy as np
import pytest
from scipy import special

from distributions import normal
from distributions.jit import LANES
from tests.distributions.oracles import normal_density, normal_lower_tail

RNG = np.random.default_rng(733)
# Every region of the algorithm, both sides of each seam, and the ends that uniforms of 52 bits reach.
SHARES = np.concatenate(
    [
        RNG.uniform(size=200),
        10.0 ** RNG.uniform(-16, 0, 200),
        10.0 ** RNG.uniform(-307, -11, 60),
        1.0 - 10.0 ** RNG.uniform(-15.9, 0, 200),
        [0.075, np.nextafter(0.075, 0), 0.925, np.nextafter(0.925, 1), 0.5, np.nextafter(0.5, 0), np.nextafter(0.5, 1)],
        [1.3887943864964021e-11, np.nextafter(1.3887943864964021e-11, 0), 2.0**-53, 1.0 - 2.0**-53],
    ]
)


def test_ppf_inverts_the_true_tail():
    """One Newton step in 60 digits from our value says how far it is off, relative to its size."""
    got = normal.ppf(SHARES)
    for u, z in zip(SHARES, got, strict=True):
        if u == 0.5:
            assert z == 0.0
            continue
        exact = Decimal(float(z))
        off = (normal_lower_tail(exact) - Decimal(float(u))) / normal_density(exact)
        assert abs(off / exact) < Decimal("1.2e-15"), (u, z)


def test_cdf_against_the_true_tail():
    z = np.concatenate([RNG.uniform(-37, 0, 300), RNG.uniform(-9, 9, 300), [-37.5, 0.0, 8.2, 1e-300, -1e-9]])
    got = normal.cdf(z)
    for value, share in zip(z, got, strict=True):
        truth = normal_lower_tail(Decimal(float(value)))
        assert abs(Decimal(float(share)) / truth - 1) < Decimal("1e-15"), value


def test_parity_with_scipy():
    p = np.concatenate([10.0 ** np.linspace(-9, -0.31, 500), 1.0 - 10.0 ** np.linspace(-9, -0.31, 500)])
    assert np.allclose(normal.ppf(p), special.ndtri(p), rtol=2e-15, atol=0.0)
    assert np.allclose(normal.ppf(p, 5.0, 2.0), 5.0 + 2.0 * special.ndtri(p), rtol=1e-14, atol=1e-14)


def test_ends_and_width_zero():
    assert normal.ppf([0.0, 1.0]).tolist() == [-np.inf, np.inf]
    assert normal.cdf([-np.inf, np.inf, -60.0, 60.0]).tolist() == [0.0, 1.0, 0.0, 1.0]
    assert normal.ppf([0.0, 0.3, 1.0], 4.0, 0.0).tolist() == [4.0, 4.0, 4.0]
    assert normal.cdf([3.9, 4.0], 4.0, 0.0).tolist() == [0.0, 1.0]
    assert normal.support(4.0, 0.0) == (4.0, 4.0)
    assert normal.support() == (-np.inf, np.inf)
    assert np.isnan(normal.cdf([np.nan])).all()


@pytest.mark.parametrize("far", [False, True], ids=["draws", "one lane far out"])
def test_rows_are_the_same_values_in_place(far):
    x = RNG.uniform(size=(3, LANES))
    if far:
        x[1, 17] = 1e-200
    before = x.copy()
    normal.ppf_rows(x, 1)
    assert (x[1] == normal.ppf(before[1])).all()
    assert (x[[0, 2]] == before[[0, 2]]).all()
    z = x[1].copy()
    normal.cdf_rows(x, 1)
    assert (x[1] == normal.cdf(z)).all()
    assert np.allclose(x[1], before[1], rtol=1e-12 if far else 1e-14, atol=0.0)
    assert (x[[0, 2]] == before[[0, 2]]).all()


def test_cdf_and_ppf_are_odd_about_the_middle():
    u = np.arange(1, 2**12) / 2.0**12
    assert (normal.ppf(u) == -normal.ppf(1.0 - u)).all()


def test_monotone():
    u = np.sort(
        np.concatenate(
            [SHARES, 0.075 + np.arange(-200, 200) * 1e-16, 1.3887943864964021e-11 * (1 + np.arange(-200, 200) * 1e-15)]
        )
    )
    z = normal.ppf(u)
    assert (np.diff(z) >= -2e-15 * np.abs(z[1:])).all()
    z = np.linspace(-38, 9, 200_001)
    assert (np.diff(normal.cdf(z)) >= -1.2e-16).all()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((0.5, 0.0, -1.0), "sd must be at least 0"),
        ((0.5, np.nan, 1.0), "mean must be a finite"),
        ((1.5,), "u must be from 0 to 1"),
    ],
)
def test_bad_parameters(arguments, words):
    with pytest.raises(ValueError, match=words):
        normal.ppf(*arguments)
