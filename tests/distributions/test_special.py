"""The incomplete gamma and beta functions and their inverses, against power series in decimal arithmetic and SciPy."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special as scipys

from distributions.arithmetic import special
from distributions.jit import kernel
from tests.distributions.oracles import beta_lower_tail, gamma_lower_tail

SHAPES = [1e-3, 0.02, 0.5, 1.0, 1.7, 12.0, 300.0, 8000.0]
PAIRS = [
    (0.5, 0.5),
    (1e-3, 2.0),
    (0.02, 0.7),
    (1.0, 1.0),
    (2.0, 5.0),
    (0.3, 400.0),
    (400.0, 0.3),
    (5e4, 3.0),
    (8e3, 9e3),
]
TAILS = np.concatenate([10.0 ** -np.arange(280.0, 1.0, -13.0), np.linspace(0.05, 0.5, 10)])


@kernel
def gamma_everything(u, a, out):
    for i in range(u.size):
        out[0, i] = special.gamma_ppf(u[i], a)
        out[1, i], out[2, i] = special.gamma_tails(out[0, i], a)


@kernel
def beta_everything(u, a, b, out):
    for i in range(u.size):
        out[0, i], out[1, i] = special.beta_ppf(u[i], a, b)
        out[2, i], out[3, i] = special.beta_tails(out[0, i], out[1, i], a, b)


def gamma(u, a):
    """Value, lower and upper tail there."""
    out = np.empty((3, np.size(u)))
    gamma_everything(np.atleast_1d(np.asarray(u, dtype=float)), float(a), out)
    return out


def beta(u, a, b):
    """Value, 1 less it, lower and upper tail there."""
    out = np.empty((4, np.size(u)))
    beta_everything(np.atleast_1d(np.asarray(u, dtype=float)), float(a), float(b), out)
    return out


@pytest.mark.parametrize(
    ("a", "x"),
    [(0.02, 1e-9), (0.02, 0.5), (0.5, 3.0), (1.0, 1e-12), (7.0, 0.3), (7.0, 22.0), (300.0, 180.0), (300.0, 420.0),
     (1e6, 1e6 - 5500.0), (1e6, 1e6 + 5500.0), (1e6, 1e6 + 3.0)],
)  # fmt: skip
def test_both_gamma_tails_keep_their_digits(a, x):
    truth = gamma_lower_tail(x, a)
    lower, upper = special.gamma_tails(x, a)
    assert abs(Decimal(float(lower)) - truth) < Decimal("3e-14") * truth
    # The series' own 1 - truth has some 30 digits left.
    lost = Decimal("2e-16") if x < 1.0 else 0  # below 1 the upper tail is got from the lower
    assert abs(Decimal(float(upper)) - (1 - truth)) < Decimal("3e-14") * (1 - truth) + lost


@pytest.mark.parametrize(
    ("a", "b", "x"),
    [(0.02, 0.7, 1e-9), (0.5, 0.5, 0.3), (2.0, 5.0, 1e-12), (2.0, 5.0, 0.9), (30.0, 0.1, 0.4), (60.0, 50.0, 0.2),
     (60.0, 50.0, 0.8), (1e5, 2e5, 0.33), (3.0, 1e9, 2e-9), (1e3, 1e9, 1.1e-6)],
)  # fmt: skip
def test_both_beta_tails_keep_their_digits(a, b, x):
    y = 1.0 - x
    truth = beta_lower_tail(x, a, b)
    lower, upper = special.beta_tails(x, y, a, b)
    assert abs(Decimal(float(lower)) - truth) < Decimal("2e-13") * truth
    assert special.beta_tails(y, x, b, a) == pytest.approx((upper, lower), rel=1e-13)
    # y is rounded: the upper tail is held to what it is at y.
    if y == Decimal(1) - Decimal(x):
        assert abs(Decimal(float(upper)) - (1 - truth)) < Decimal("2e-13") * (1 - truth) + Decimal("2e-16")


@pytest.mark.parametrize("a", SHAPES)
def test_gamma_is_scipys(a):
    shares = np.concatenate([10.0 ** np.linspace(-9, -0.31, 100), 1.0 - 10.0 ** np.linspace(-9, -0.31, 100)])
    x, lower, upper = gamma(shares, a)
    expected = np.where(shares < 0.5, scipys.gammaincinv(a, shares), scipys.gammainccinv(a, 1.0 - shares))
    kept = expected > 1e-290
    scale = np.maximum(expected, scipys.gammaincinv(a, 0.9) - scipys.gammaincinv(a, 0.1))[kept]
    assert (np.abs(x - expected)[kept] <= 1e-10 * scale).all()
    assert (x[~kept] <= 1e-290).all()
    assert np.abs(lower - scipys.gammainc(a, x)).max() < 1e-13
    assert np.abs(upper - scipys.gammaincc(a, x)).max() < 1e-13


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_beta_is_scipys(a, b):
    shares = np.concatenate([10.0 ** np.linspace(-9, -0.31, 100), 1.0 - 10.0 ** np.linspace(-9, -0.31, 100)])
    x, y, lower, upper = beta(shares, a, b)
    expected = np.where(shares < 0.5, scipys.betaincinv(a, b, shares), scipys.betainccinv(a, b, 1.0 - shares))
    mirrored = np.where(shares < 0.5, scipys.betainccinv(b, a, shares), scipys.betaincinv(b, a, 1.0 - shares))
    width = scipys.betaincinv(a, b, 0.9) - scipys.betaincinv(a, b, 0.1)
    for got, oracle in ((x, expected), (y, mirrored)):
        kept = oracle > 1e-290
        assert (np.abs(got - oracle) <= 1e-10 * np.maximum(oracle, width))[kept].all()
    # SciPy takes one of the two only: give it the one that has the digits (below 1e-15 it loses them all the same).
    left, kept = x < y, np.minimum(x, y) > 1e-15
    assert np.abs(lower - np.where(left, scipys.betainc(a, b, x), scipys.betaincc(b, a, y)))[kept].max() < 1e-12
    assert np.abs(upper - np.where(left, scipys.betaincc(a, b, x), scipys.betainc(b, a, y)))[kept].max() < 1e-12


@pytest.mark.parametrize("a", SHAPES)
def test_the_gamma_inverse_holds_far_into_the_lower_tail(a):
    x, lower, _ = gamma(TAILS, a)
    kept = x > 0.0  # below 1e-300 it says 0
    assert np.allclose(lower[kept], TAILS[kept], rtol=1e-12, atol=0.0)
    assert (np.diff(x) >= 0.0).all()


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_the_beta_inverse_holds_far_into_the_lower_tail(a, b):
    x, y, lower, _ = beta(TAILS, a, b)
    kept = (x > 0.0) & (y > 0.0)
    assert np.allclose(lower[kept], TAILS[kept], rtol=1e-12, atol=0.0)
    assert np.abs(x + y - 1.0).max() <= 3e-16


sizes = st.floats(-3.0, 6.0).map(lambda power: 10.0**power)
shares = st.one_of(st.floats(2.0**-1022, 1.0 - 2.0**-53), st.floats(-300.0, -0.5).map(lambda power: 10.0**power))


@settings(deadline=None, max_examples=300)
@given(a=sizes, u=shares)
def test_any_gamma_comes_back(a, u):
    (x,), (lower,), (upper,) = gamma(u, a)
    assert 0.0 <= x < np.inf
    if x > 0.0:
        assert lower == pytest.approx(u, rel=1e-10, abs=1e-15)
        # What 1 - u says of the upper tail; a unit of x is worth some of it.
        assert upper == pytest.approx(1.0 - u, rel=1e-9, abs=1e-15)


@settings(deadline=None, max_examples=300)
@given(a=sizes, b=sizes, u=shares)
def test_any_beta_comes_back(a, b, u):
    (x,), (y,), (lower,), (upper,) = beta(u, a, b)
    assert 0.0 <= x <= 1.0 and 0.0 <= y <= 1.0
    if x > 0.0 and y > 0.0:
        assert lower == pytest.approx(u, rel=1e-9, abs=1e-14)
        assert upper == pytest.approx(1.0 - u, rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("u", [0.0, 2.0**-1074, 1e-300, 1e-9, 0.5, 1.0 - 2.0**-53, 1.0])
@pytest.mark.parametrize("a", [1e-6, 1e-3, 1.0, 1e6, special.LARGEST])
def test_extreme_parameters_end_and_give_numbers(a, u):
    x, lower, upper = gamma(u, a)[:, 0]
    assert x >= 0.0 and 0.0 <= lower <= 1.0 and 0.0 <= upper <= 1.0
    for b in (1e-6, 1.0, special.LARGEST):
        assert ((beta(u, a, b) >= 0.0) & (beta(u, a, b) <= 1.0)).all()


def test_the_ends():
    assert special.gamma_tails(0.0, 2.0) == special.gamma_tails(-3.0, 2.0) == (0.0, 1.0)
    assert special.gamma_tails(np.inf, 2.0) == (1.0, 0.0)
    assert (special.gamma_ppf(0.0, 2.0), special.gamma_ppf(1.0, 2.0)) == (0.0, np.inf)
    assert special.beta_tails(0.0, 1.0, 2.0, 3.0) == (0.0, 1.0)
    assert special.beta_tails(1.0, 0.0, 2.0, 3.0) == (1.0, 0.0)
    assert special.beta_ppf(0.0, 2.0, 3.0) == (0.0, 1.0)
    assert special.beta_ppf(1.0, 2.0, 3.0) == (1.0, 0.0)
