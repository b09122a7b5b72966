"""The two ways to a PERT value: the solver in the far tails, and the engine's table."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from distributions import pert
from distributions.jit import compiling, kernel

EDGE = (pert.NODES / 2) / 62.0
Z = np.sort(np.concatenate([
    np.random.default_rng(5).uniform(-EDGE, EDGE, 4000),
    [0.0, -EDGE, EDGE, -1e-12, 1e-12],
    (np.arange(pert.NODES + 1) - pert.NODES / 2) / 62.0,
]))  # fmt: skip
SHAPES = [(mode, shape) for mode in (0.0, 1e-9, 0.03, 0.25, 0.5, 0.9, 1.0) for shape in (0.0, 0.3, 4.0, 30.0, 1000.0)]


def exact(z, alpha, beta):
    """The standard value, each half from its own tail so that no digits are lost."""
    tail = special.ndtr(-np.abs(z))
    return np.where(z < 0.0, special.betaincinv(alpha, beta, tail), 1.0 - special.betaincinv(beta, alpha, tail))


@pytest.mark.parametrize(("mode", "shape"), SHAPES)
def test_table_is_within_a_ten_thousand_millionth_of_the_range(mode, shape):
    alpha, beta = pert.alpha_beta(0.0, mode, 1.0, shape)
    off = np.abs(pert.ppf_from_z(Z, 0.0, mode, 1.0, shape) - exact(Z, alpha, beta))
    assert off.max() < 1e-10
    if shape == pert.SHAPE:
        assert off.max() < 2e-11


@pytest.mark.parametrize(("mode", "shape"), SHAPES)
def test_table_is_monotone_to_the_last_place(mode, shape):
    z = np.concatenate([np.linspace(-9, 9, 100_001), Z, np.nextafter(Z, 9), np.nextafter(Z, -9)])
    values = pert.ppf_from_z(np.sort(z), 0.0, mode, 1.0, shape)
    assert (np.diff(values) >= -2.3e-16).all()
    assert values.min() >= 0.0 and values.max() <= 1.0


def test_beyond_the_table_the_last_value_is_given():
    ends = pert.ppf_from_z([-1e300, -9.0, -EDGE, EDGE, 9.0, 1e300], 5.0, 6.0, 8.0)
    assert ends[0] == ends[1] and ends[4] == ends[5]
    assert ends[1] == pytest.approx(ends[2], abs=1e-12) and ends[4] == pytest.approx(ends[3], abs=1e-12)
    assert (
        np.abs(ends[[1, 4]] - (5.0 + 3.0 * exact(np.array([-EDGE, EDGE]), *pert.alpha_beta(5.0, 6.0, 8.0, 4.0)))).max()
        < 3e-10
    )


def test_a_stack_of_tables_reads_the_one_asked_for():
    tables = np.stack([pert.pert_table(2.0, 4.0), pert.pert_table(4.0, 2.0)])

    @kernel
    def read(tables, k, z):
        return pert.pert_from_z(tables, k, z)

    assert read(tables, 0, 0.7) == pert.ppf_from_z(0.7, 0.0, 0.25, 1.0)
    assert read(tables, 1, 0.7) == pert.ppf_from_z(0.7, 0.0, 0.75, 1.0)
    assert read(tables, 0, 0.7) == pytest.approx(1.0 - read(tables, 1, -0.7), abs=1e-15)


def test_tables_are_kept_and_cannot_be_spoilt():
    table = pert.pert_table(2.25, 3.75)
    assert table is pert.pert_table(2.25, 3.75)
    with pytest.raises(ValueError, match="read-only"):
        table[0, 0] = 1.0
    assert table.shape == (pert.NODES, 4)


@pytest.mark.parametrize(
    ("alpha", "beta", "words"),
    [(0.9, 2.0, "alpha must be from 1 to 1001, not 0.9"), (2.0, 1002.0, "beta must be"), (2.0, np.nan, "beta must be")],
)
def test_tables_of_bad_parameters_are_refused(alpha, beta, words):
    with pytest.raises(ValueError, match=words):
        pert.pert_table(alpha, beta)


@pytest.mark.skipif(not compiling(), reason="the promise is about compiled code")
def test_a_table_is_built_within_two_milliseconds():
    pert.pert_table(3.0, 3.0)
    spent = []
    for i in range(20):
        start = time.perf_counter()
        pert.pert_table(2.0 + i / 128.0, 4.0 - i / 128.0)
        spent.append(time.perf_counter() - start)
    assert min(spent) < 2e-3


@pytest.mark.parametrize(("mode", "shape"), SHAPES)
def test_the_solver_keeps_its_digits_far_into_the_tails(mode, shape):
    alpha, beta = pert.alpha_beta(0.0, mode, 1.0, shape)
    u = 10.0 ** np.linspace(-100, -0.302, 400)
    # Relative to the value itself: the lower end is 0 here. (Beyond 1e-250 SciPy's own inverse fails now and then.)
    assert np.allclose(pert.ppf(u, 0.0, mode, 1.0, shape), special.betaincinv(alpha, beta, u), rtol=2e-12, atol=0.0)
    u = 10.0 ** np.linspace(-290, -100, 100)
    back = special.betainc(alpha, beta, pert.ppf(u, 0.0, mode, 1.0, shape))
    assert np.allclose(back, u, rtol=1e-9, atol=0.0)
    top = pert.ppf(1.0 - 10.0 ** np.linspace(-15.6, -0.302, 200), 0.0, mode, 1.0, shape)
    assert np.allclose(
        top, special.betaincinv(alpha, beta, 1.0 - 10.0 ** np.linspace(-15.6, -0.302, 200)), rtol=0.0, atol=2e-13
    )


@settings(deadline=None, max_examples=200)
@given(mode=st.floats(0.0, 1.0), shape=st.floats(0.0, 1000.0), u=st.floats(2.0**-53, 1.0 - 2.0**-53))
def test_the_solver_solves_any_pert(mode, shape, u):
    alpha, beta = pert.alpha_beta(0.0, mode, 1.0, shape)
    x = float(pert.ppf(u, 0.0, mode, 1.0, shape))
    if u <= 0.5 and x > 1e-300:
        assert special.betainc(alpha, beta, x) == pytest.approx(u, rel=1e-10)
    elif u > 0.5:
        # 1 - x has lost digits to rounding: allow what one unit of x is worth.
        lost = special.betainc(beta, alpha, 1.0 - np.array([np.nextafter(x, 0.0), min(np.nextafter(x, 2.0), 1.0)]))
        assert lost[1] - 1e-12 <= 1.0 - u <= lost[0] + 1e-12
