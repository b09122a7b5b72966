"""The plan: views, replacement, correlation and what is hashed of it."""

import numpy as np
import pytest

from distributions import pert
from simulator.case import build_case, load_case
from simulator.engine import sample_inputs
from simulator.plan import compile_plan
from simulator.plan.outcomes import CLUSTER, COUNCIL, WHOLE, YEAR, layout
from simulator.plan.views import neutral_value

TRIALS = range(256)


@pytest.fixture(scope="module")
def case():
    return load_case(None)


@pytest.fixture(scope="module")
def plan(case):
    return compile_plan(case)


def test_an_unknown_view_is_refused(case):
    with pytest.raises(ValueError, match="tested, as_submitted"):
        compile_plan(case, "optimistic")


def test_as_submitted_fixes_what_is_neutral_and_nothing_else(case, plan):
    submitted = compile_plan(case, "as_submitted")
    assert submitted.input_ids == plan.input_ids
    for name in plan.input_ids:
        neutral = neutral_value(name)
        if neutral is None:
            assert submitted.inputs[name].marginal == plan.inputs[name].marginal
        else:
            assert submitted.inputs[name].marginal.fixed
            assert submitted.inputs[name].marginal.low == neutral
    assert neutral_value("cluster.corporate.delay") == 0.0
    assert neutral_value("total_cost.kind.ict.overrun") == 1.0
    assert neutral_value("wave.wave-1.start") is None


def test_both_views_draw_the_same_savings(case, plan):
    submitted = compile_plan(case, "as_submitted")
    row = plan.input_ids.index("cluster.corporate.saving")
    assert np.array_equal(sample_inputs(plan, 5, TRIALS)[row], sample_inputs(submitted, 5, TRIALS)[row])


@pytest.mark.parametrize("name", ["delay.common", "cluster.corporate.saving", "event.policy-divergence.probability"])
def test_replacing_one_input_moves_no_other(plan, name):
    assert name in plan.inputs, "the shipped case no longer has this input: choose another"
    before, after = sample_inputs(plan, 9, TRIALS), sample_inputs(plan.replace(name, 0.25), 9, TRIALS)
    for row, other in enumerate(plan.input_ids):
        if other == name:
            assert np.all(after[row] == 0.25)
        elif other != name.removesuffix(".probability"):
            assert np.array_equal(before[row], after[row]), other


def test_replacing_what_is_not_there_names_the_nearest(plan):
    with pytest.raises(KeyError, match="cluster\\.corporate\\.saving"):
        plan.replace("cluster.corporat.saving", 1.0)


def test_canonical_bytes_follow_the_numbers_and_only_them(case, plan):
    assert plan.canonical_bytes() == compile_plan(case).canonical_bytes()
    assert plan.canonical_bytes() != compile_plan(case, "as_submitted").canonical_bytes()
    assert plan.canonical_bytes() != plan.replace("delivery.factor", 0.9).canonical_bytes()
    named = case.model_copy(update={"case": case.case.model_copy(update={"title": "Another title"})})
    assert plan.canonical_bytes() == compile_plan(named).canonical_bytes()


def test_a_matrix_that_cannot_be_is_repaired_and_the_change_is_kept():
    document = three_clusters()
    document["correlation"]["all"] = {
        "members": [f"cluster.{name}.saving" for name in ("a", "b", "c")],
        "matrix": [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]],
    }
    (matrix,) = compile_plan(build_case(document)).correlation
    assert matrix.largest_change > 0.1 and matrix.distance > matrix.largest_change
    assert np.linalg.eigvalsh(matrix.latent).min() > -1e-9
    assert np.allclose(np.diag(matrix.latent), 1.0)
    assert np.allclose(matrix.factor @ matrix.factor.T, matrix.latent, atol=1e-9)
    assert matrix.asked[0, 2] == -0.9


def test_the_normals_behind_a_sound_matrix_have_its_coefficients():
    document = three_clusters()
    document["correlation"]["all"] = {"members": ["cluster.*.saving"], "coefficient": 0.6}
    plan = compile_plan(build_case(document))
    (matrix,) = plan.correlation
    assert matrix.largest_change == 0.0
    assert np.allclose(matrix.latent[0, 1], 2 * np.sin(np.pi * 0.6 / 6), atol=1e-15)
    n = 20_000
    draws = sample_inputs(plan, 3, range(n))
    ranks = np.argsort(np.argsort(draws[[plan.input_ids.index(f"cluster.{c}.saving") for c in "ab"]], axis=1), axis=1)
    # The standard error of Spearman's coefficient is at most 1/sqrt(n); 4 of them.
    assert abs(np.corrcoef(ranks)[0, 1] - 0.6) < 4 / np.sqrt(n)


def test_every_outcome_has_its_own_row_and_name(plan):
    at = layout(len(plan.years), len(plan.clusters), len(plan.councils))
    rows, names = [o.row for o in plan.outcomes], [o.name for o in plan.outcomes]
    assert len(set(rows)) == len(rows) and max(rows) < at.rows
    assert len(set(names)) == len(names)
    assert "saving_real.2014/15.hartlepool" in names and "annual_saving.corporate" in names
    assert at.rows == len(WHOLE) + 11 * len(YEAR) + 6 * len(CLUSTER) + 2 * len(COUNCIL) + 22 * len(YEAR)


def three_clusters():
    """A small valid case as the file would give it."""
    return {
        "case": {
            "id": "small",
            "title": "Small",
            "start": "2012-04",
            "horizon": "2019/20",
            "as_at": "2012-01-01",
            "price_base": "2012/13",
        },
        "council": {"north": {"name": "North", "net_budget": 50e6}, "south": {"name": "South", "net_budget": 50e6}},
        "wave": {"one": {"name": "One", "start": "2013-04"}},
        "cluster": {
            name: {
                "name": name.upper(),
                "wave": "one",
                "saving": {"low": 1e6, "high": 2e6, "distribution": "uniform"},
            }
            for name in ("a", "b", "c")
        },
        "correlation": {},
    }


def with_t_copula(members=("a", "b"), nu=3):
    """A plan of three clusters, some of whose savings are tied by a t copula."""
    document = three_clusters()
    document["correlation"]["some"] = {
        "members": [f"cluster.{name}.saving" for name in members],
        "coefficient": 0.5,
        "copula": "t",
        "degrees_of_freedom": nu,
    }
    return compile_plan(build_case(document))


def drawn(plan, trials):
    return dict(zip(plan.input_ids, sample_inputs(plan, 3, trials), strict=True))


def test_a_t_copula_of_the_case_is_the_librarys():
    plan, trials = with_t_copula(), range(2**32 - 70, 2**32 + 70)
    (tied,) = plan.correlation
    assert tied.stream == "copula.some" and "copula.some" not in plan.inputs
    values = drawn(plan, trials)
    for member, u in zip(tied.members, tied.uniforms(3, trials), strict=True):
        assert np.array_equal(values[member], 1e6 + (2e6 - 1e6) * u)


def test_extremes_come_together_under_a_t_copula_only():
    def both_far_out(plan, n=40_000):
        values = drawn(plan, range(n))
        far = [(values[f"cluster.{name}.saving"] < 1.02e6) for name in "ab"]
        return (far[0] & far[1]).mean() / 0.02

    document = three_clusters()
    document["correlation"]["some"] = {"members": ["cluster.a.saving", "cluster.b.saving"], "coefficient": 0.5}
    assert both_far_out(with_t_copula(nu=2)) > 1.8 * both_far_out(compile_plan(build_case(document)))


def test_the_common_factor_of_a_t_copula_moves_no_other_input():
    trials = range(500)
    plain = drawn(compile_plan(build_case(three_clusters())), trials)
    tied = drawn(with_t_copula(), trials)
    changed = {name for name in plain if not np.array_equal(plain[name], tied[name])}
    assert changed == {"cluster.a.saving", "cluster.b.saving"}


def test_replacing_a_member_of_a_t_copula_moves_no_other_member():
    plan, trials = with_t_copula(("a", "b", "c")), range(500)
    before, after = drawn(plan, trials), drawn(plan.replace("cluster.b.saving", 1.5e6), trials)
    assert (after["cluster.b.saving"] == 1.5e6).all()
    assert all(np.array_equal(before[f"cluster.{name}.saving"], after[f"cluster.{name}.saving"]) for name in "ac")


def test_canonical_bytes_tell_degrees_of_freedom_apart():
    assert with_t_copula(nu=3).canonical_bytes() == with_t_copula(nu=3).canonical_bytes()
    assert with_t_copula(nu=3).canonical_bytes() != with_t_copula(nu=4).canonical_bytes()


def test_two_copulas_of_other_degrees_each_read_their_own_tables():
    document = three_clusters()
    document["wave"]["one"]["delay"] = {"low": 0, "mode": 1, "high": 9}
    document["delivery"] = {"factor": {"low": 0.5, "mode": 1, "high": 1.1}}
    members = {"first": ["cluster.a.saving", "cluster.b.saving"], "second": ["delivery.factor", "wave.one.delay"]}
    for name, nu in (("first", 30), ("second", 2)):
        document["correlation"][name] = {
            "members": members[name],
            "coefficient": -0.3,
            "copula": "t",
            "degrees_of_freedom": nu,
        }
    plan, trials = compile_plan(build_case(document)), range(300)
    values = drawn(plan, trials)
    first, second = plan.correlation
    assert np.array_equal(values["cluster.a.saving"], 1e6 + (2e6 - 1e6) * first.uniforms(3, trials)[0])
    delay = second.uniforms(3, trials)[1]
    assert np.abs(values["wave.one.delay"] - pert.ppf(delay, 0, 1, 9)).max() < 1e-8
