"""Spearman's ρ against SciPy's."""

from __future__ import annotations

import math
import tomllib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata, spearmanr

from simulator.findings.correlation import doubled_ranks, spearman, spearman_matrix


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=60))
def test_spearman_with_many_ties_agrees_with_scipy(pairs):
    a, b = (np.array(row, dtype=np.float64) for row in zip(*pairs, strict=True))
    assert (doubled_ranks(a) == 2 * rankdata(a)).all()
    found = spearman(doubled_ranks(a), doubled_ranks(b))
    if len(set(a)) == 1 or len(set(b)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(spearmanr(a, b).statistic, abs=1e-12)


def test_ten_thousand_trials_do_not_overflow():
    row = doubled_ranks(np.arange(10_000.0))
    assert spearman(row, row) == 1.0 and spearman(row, row[::-1]) == -1.0


def test_two_hundred_thousand_trials_are_not_rounded():
    n = 200_000
    rows = [doubled_ranks(np.random.default_rng(seed).permutation(n).astype(np.float64)) for seed in (1, 2, 3)]
    whole = [[int(rank) - (n + 1) for rank in row] for row in rows]
    square = sum(a * a for a in whole[0])
    for i, found in enumerate(spearman_matrix(np.array(rows))):
        for j, rho in enumerate(found):
            assert rho == sum(a * b for a, b in zip(whole[i], whole[j], strict=True)) / math.sqrt(square * square)


@pytest.fixture(scope="module")
def told():
    """What is told of a case with a t copula, a pair across it that cannot be, and decisions that are tied."""
    from simulator.case import build_case, builtin_path
    from simulator.findings.correlation import correlations
    from simulator.plan import compile_plan

    document = tomllib.loads(builtin_path("darlington-hartlepool").read_text(encoding="utf-8"))
    document["correlation"]["savings"] |= {"coefficient": 0.4, "copula": "t", "degrees_of_freedom": 3}
    delays = ["delay.common", "wave.wave-1.delay", "wave.wave-2.delay"]
    document["correlation"]["timing"] = {"members": delays, "matrix": [[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]}
    plan = compile_plan(build_case(document))
    return {matrix.id: matrix for matrix in correlations(plan, 5, 0, 20_000)}


def test_what_was_asked_is_used_and_achieved_under_a_t_copula(told):
    savings = told["savings"]
    assert savings.degrees_of_freedom == 3 and savings.largest_repair == savings.repair_distance == 0
    # The coefficient's standard error is at most sqrt(9/5) / sqrt(trials), of which there are 10,000; 4.5 of them.
    for pair in savings.pairs:
        assert (pair.asked, pair.latent) == (0.4, False)
        assert pair.used == pytest.approx(0.4, abs=1e-13) and abs(pair.achieved - 0.4) < 0.06


def test_a_repair_is_told_in_both_its_sizes(told):
    timing = told["timing"]
    assert timing.degrees_of_freedom is None
    changes = [abs(2 * math.sin(math.pi * p.used / 6) - 2 * math.sin(math.pi * p.asked / 6)) for p in timing.pairs]
    assert timing.largest_repair == pytest.approx(max(changes), rel=1e-9) and timing.largest_repair > 0.1
    assert timing.repair_distance == pytest.approx(math.sqrt(2 * sum(change**2 for change in changes)), rel=1e-9)
    assert all(abs(pair.achieved - pair.used) < 0.05 for pair in timing.pairs)


def test_coefficients_of_what_happens_or_does_not_are_latent(told):
    decisions = told["decisions"]
    assert decisions.pairs and all(pair.latent for pair in decisions.pairs)
    for pair in decisions.pairs:
        assert pair.used == pytest.approx(pair.asked, abs=1e-13)
        assert 0 < pair.achieved < 0.8 * pair.asked


def test_the_summary_holds_it(told):
    from simulator.findings.summary import correlation_object

    found = correlation_object(told["savings"])
    assert found["copula"] == "t" and found["degrees_of_freedom"] == 3 and found["repair_distance"] == 0
    assert set(found["pairs"][0]) == {"inputs", "asked", "used", "achieved", "latent"}
    assert correlation_object(told["timing"])["copula"] == "gaussian"
