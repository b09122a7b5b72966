"""The engine's pieces by themselves: numbers of one input, and one block of trials."""

import pytest

from benchmarks.models import Chunks, one_thread, real_plan
from distributions import normal, pert, philox
from distributions.jit import LANES

MANY = 1_000_000


@pytest.fixture
def uniforms():
    return philox.uniforms(1, "cluster.corporate.saving", range(MANY))


def test_philox_words_to_uniforms(benchmark):
    made = benchmark(philox.uniforms, 1, "cluster.corporate.saving", range(MANY))
    assert 0.0 < made.min() < made.max() < 1.0


def test_normal_inverse(benchmark, uniforms):
    made = benchmark(normal.ppf, uniforms, 0.0, 1.0)
    assert abs(made.mean()) < 5.0 / MANY**0.5


def test_pert_inverse_by_its_table(benchmark, uniforms):
    made = benchmark(pert.ppf_from_z, normal.ppf(uniforms, 0.0, 1.0), 0.9, 1.0, 1.6)
    assert 0.9 <= made.min() < made.max() <= 1.6


def test_pert_inverse_without_a_table(benchmark, uniforms):
    made = benchmark(pert.ppf, uniforms[:1000], 0.9, 1.0, 1.6)
    assert 0.9 <= made.min() < made.max() <= 1.6


@pytest.mark.parametrize("view", ["tested", "as_submitted"])
def test_one_block(benchmark, view):
    benchmark(one_thread(Chunks(real_plan(view), trials=LANES)), 1)
