"""Any parameters within their limits, however odd, end soon and give numbers that agree with one another."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distributions.catalogue import distribution


def powers(low, high):
    return st.one_of(st.floats(low, high).map(lambda power: 10.0**power), st.sampled_from([10.0**low, 10.0**high]))


shares = st.one_of(
    st.floats(2.0**-53, 1.0 - 2.0**-53), powers(-300, -1), powers(-16, -1).map(lambda tail: max(1.0 - tail, 2.0**-53))
)
shape, scale = powers(-3, 6), powers(-6, 12)

CONTINUOUS = {
    "lognormal": st.tuples(scale, powers(-7, 6)).map(lambda p: dict(mean=p[0], sd=p[0] * p[1] * (1.0 - 1e-15))),
    "beta": st.tuples(shape, shape).map(lambda p: dict(alpha=p[0], beta=p[1])),
    "gamma": st.tuples(shape, scale).map(lambda p: dict(shape=p[0], scale=p[1])),
    "weibull": st.tuples(powers(-1, 3), scale).map(lambda p: dict(shape=p[0], scale=p[1])),
    "exponential": scale.map(lambda mean: dict(mean=mean)),
    "truncated_normal": st.tuples(st.floats(-36.0, 36.0), powers(-9, 2), scale).map(
        lambda p: dict(mean=0.0, sd=p[2], low=p[2] * p[0], high=p[2] * (p[0] + p[1]))
    ),
}
COUNTS = {
    "binomial": st.tuples(powers(0, 9).map(np.floor), st.one_of(st.floats(0.0, 1.0), powers(-12, 0))).map(
        lambda p: dict(trials=p[0], probability=p[1])
    ),
    "poisson": powers(-9, 6).map(lambda mean: dict(mean=mean)),
}


def check_numbers(d, x):
    low, high = d.support()
    assert low <= x <= high and np.isfinite(x)
    assert 0.0 <= d.cdf(x) <= 1.0 and d.pdf(x) >= 0.0
    assert np.isfinite(d.mean()) and 0.0 <= d.variance() < np.inf
    assert (
        max(low, -1e300) <= d.mean() * (1.0 + 1e-12) + 1e-300 and d.mean() * (1.0 - 1e-12) <= min(high, 1e300) + 1e-300
    )


@pytest.mark.parametrize("family", CONTINUOUS)
@settings(deadline=None, max_examples=150)
@given(data=st.data(), u=shares)
def test_continuous(family, data, u):
    d = distribution(family, **data.draw(CONTINUOUS[family]))
    x = d.ppf(u)
    check_numbers(d, x)
    if x < 1e-300 and family != "truncated_normal":
        return  # too small to be told from 0, and said to be 0
    # A unit of the last place of x, or of what x is measured from, is worth this much of a share.
    about = np.spacing(np.abs(x)) * np.array([-4.0, 4.0])
    below, above = d.cdf(x + about)
    assert below * (1.0 - 1e-9) - 1e-11 <= u <= above * (1.0 + 1e-9) + 1e-11


@pytest.mark.parametrize("family", COUNTS)
@settings(deadline=None, max_examples=150)
@given(data=st.data(), u=shares)
def test_counts(family, data, u):
    d = distribution(family, **data.draw(COUNTS[family]))
    k = d.ppf(u)
    check_numbers(d, k)
    assert k == np.floor(k)
    assert d.cdf(k) >= u and (k == d.support()[0] or d.cdf(k - 1.0) < u)
    # The chance of exactly k is the step of the cdf there.
    step = d.cdf(k) - d.cdf(k - 1.0)
    assert d.pdf(k) == pytest.approx(step, rel=1e-6, abs=1e-11)
