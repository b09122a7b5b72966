"""Spearman's ρ against SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata, spearmanr

from simulator.findings.correlation import doubled_ranks, spearman


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
