"""Our own elementary functions against decimal arithmetic."""

from decimal import Decimal
from decimal import Decimal as D

import numpy as np
import pytest
from scipy import special

from distributions.arithmetic import scalar
from distributions.jit import kernel
from tests.distributions.oracles import PI, log_gamma, units_in_the_last_place

RNG = np.random.default_rng(1894)
SIZE = 2000


def over(function, x):
    @kernel
    def loop(x, out):
        for i in range(x.size):
            out[i] = function(x[i])

    out = np.empty_like(x)
    loop(x, out)
    return out


def worst(function, x, truth):
    return units_in_the_last_place(over(function, x), [truth(Decimal(float(v))) for v in x]).max()


@pytest.mark.parametrize(
    "x",
    [
        np.exp(RNG.uniform(-708, 709, SIZE)),
        RNG.uniform(0.5, 2.0, SIZE),
        1.0 + RNG.uniform(-1e-3, 1e-3, SIZE),
        np.array([2.0**-1022, 2.0**-53, 0.5, np.nextafter(1.0, 0.0), 1.0 + 2.0**-52, 2.0**0.5, np.finfo(float).max]),
    ],
    ids=["all sizes", "around one", "very near one", "corners"],
)
def test_log(x):
    assert worst(scalar.log, x, Decimal.ln) < 1.0


def test_log_of_one_is_zero():
    assert scalar.log(1.0) == 0.0


@pytest.mark.parametrize(
    "x",
    [RNG.uniform(-708, 709, SIZE), RNG.uniform(-1, 1, SIZE), RNG.normal(0, 1e-9, SIZE), np.array([-708.0, 0.0, 709.0])],
    ids=["all sizes", "around zero", "very near zero", "corners"],
)
def test_exp(x):
    assert worst(scalar.exp, x, Decimal.exp) < 1.0


def test_exp_beyond_its_range():
    assert scalar.exp(-708.1) == scalar.exp(-1e300) == scalar.exp(-np.inf) == 0.0
    assert scalar.exp(1e300) == scalar.exp(np.inf) == scalar.exp(709.0) > 8e307


def test_exp_keeps_what_is_too_small_to_add():
    high, low = 600.0, 3.7e-14  # their sum rounds to 600
    assert high + low == high
    truth = (Decimal(high) + Decimal(low)).exp()
    assert units_in_the_last_place([scalar.exp_of_sum(high, low)], [truth])[0] < 1.0


@pytest.mark.parametrize("x", [RNG.uniform(-0.9, 3.0, SIZE), 10.0 ** RNG.uniform(-20, 0, SIZE)], ids=["plain", "small"])
def test_log1p(x):
    assert worst(scalar.log1p, x, lambda d: (1 + d).ln()) < 1.5


def test_log_gamma():
    # Factorials are exact.
    whole = np.arange(1.0, 60.0)
    factorial = [Decimal(1)]
    for n in range(1, 59):
        factorial.append(factorial[-1] * n)
    truth = np.array([float(f.ln()) for f in factorial])
    assert np.abs(over(scalar.log_gamma, whole) - truth).max() < 1e-14 * truth.max()
    x = 10.0 ** RNG.uniform(-3, 4, SIZE)
    expected = special.gammaln(x)
    assert (np.abs(over(scalar.log_gamma, x) - expected) < 1e-14 * np.maximum(1.0, np.abs(expected))).all()


def true_sine(d):
    term, total, n = d, d, 1
    while abs(term) > Decimal(10) ** -55:
        term = -term * d * d / ((n + 1) * (n + 2))
        total += term
        n += 2
    return total


def test_sine():
    x = RNG.uniform(-0.7853, 0.7853, SIZE)
    assert worst(scalar.sine, x, true_sine) < 1.0
    assert scalar.sine(0.0) == 0.0


def test_arcsine():
    """The sine of our angle says how far off it is: the error is that of the sine divided by the cosine there."""
    x = np.concatenate(
        [RNG.uniform(-1, 1, SIZE), 1.0 - 10.0 ** RNG.uniform(-15, -0.3, 300), 10.0 ** -RNG.uniform(0, 300, 99)]
    )
    for sine, angle in zip(x, over(scalar.arcsine, x), strict=True):
        there = true_sine(Decimal(float(angle)))
        off = (there - Decimal(float(sine))) / (1 - there * there).sqrt()
        assert abs(off) < Decimal("3e-16") * min(1, 2 * abs(Decimal(float(sine)))), sine
    assert over(scalar.arcsine, np.array([-1.0, 0.0, 1.0])).tolist() == [-np.pi / 2, 0.0, np.pi / 2]


@pytest.mark.parametrize(
    "x",
    [RNG.uniform(-40, 700, SIZE), RNG.uniform(-1, 1, SIZE), 10.0 ** RNG.uniform(-30, -1, SIZE)],
    ids=["all sizes", "around zero", "small"],
)
def test_expm1(x):
    for sign in (1.0, -1.0):
        assert worst(scalar.expm1, sign * np.minimum(x, 700.0), lambda d: d.exp() - 1) < 4.0
    assert scalar.expm1(-1e300) == -1.0 and scalar.expm1(0.0) == 0.0


@pytest.mark.parametrize(
    "x", [RNG.uniform(-0.4, 0.7, SIZE), 10.0 ** RNG.uniform(-15, -1, SIZE), -(10.0 ** RNG.uniform(-15, -1, SIZE))]
)
def test_log1p_less_x(x):
    assert worst(scalar.log1p_less_x, x, lambda d: (1 + d).ln() - d) < 4.0


def test_stirling_error():
    x = 10.0 ** RNG.uniform(-3, 9, 300)
    truth = np.array([float(log_gamma(v) - ((D(v) - D("0.5")) * D(v).ln() - D(v) + (2 * PI).ln() / 2)) for v in x])
    assert (np.abs(over(scalar.stirling_error, x) - truth) < 1e-14 * np.maximum(1.0, np.abs(truth))).all()
    assert np.allclose(over(scalar.stirling_error, x[x > 12.0]), truth[x > 12.0], rtol=1e-13, atol=0.0)
