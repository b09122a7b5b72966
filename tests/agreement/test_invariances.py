"""What must not change a result, on whole results: every outcome of every trial, bit for bit unless said otherwise."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from compare import engine_run
from documents import Document, to_toml
from key_changes import BASE

from simulator.case import builtin_path, load_case
from simulator.engine import sample_inputs
from simulator.engine import simulate as run_here
from simulator.plan import compile_plan
from simulator.running import simulate

SEED = 20111001
TRIALS = 2000
ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("darlington-hartlepool", "darlington-hartlepool-bottom-up")

MONEY = ("£", "£ a year")


def case_of(document: Document, folder: Path):
    path = folder / "case.toml"
    path.write_text(to_toml(document), encoding="utf-8")
    return load_case(path)


def same(ours, others) -> bool:
    """The same names in the same order, and the same bits (any NaN is as good as another)."""
    return list(ours) == list(others) and all(np.array_equal(ours[k], others[k], equal_nan=True) for k in ours)


def by_name(outcomes) -> dict:
    return dict(zip(outcomes.names, outcomes.values, strict=True))


@pytest.fixture(scope="module", params=[*SHIPPED, "every key"])
def plan(request, tmp_path_factory):
    if request.param == "every key":
        return compile_plan(case_of(BASE, tmp_path_factory.mktemp("invariances")))
    return compile_plan(load_case(builtin_path(request.param)))


@pytest.fixture(scope="module")
def whole(plan):
    """The results to hold everything else to: one thread, one range."""
    return by_name(run_here(plan, SEED, range(TRIALS)))


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("chunk", [64, 100, 1999, 8192])
def test_threads_and_chunks_change_nothing(plan, whole, threads, chunk):
    assert same(whole, by_name(simulate(plan, TRIALS, SEED, threads=threads, chunk=chunk)))


@pytest.mark.parametrize("cuts", [(0, 1, TRIALS), (0, 63, 64, 65, 700, TRIALS), (0, 1000, TRIALS)])
def test_trials_do_not_know_of_each_other(plan, whole, cuts):
    parts = [by_name(run_here(plan, SEED, range(first, last))) for first, last in pairwise(cuts)]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in whole}
    assert same(whole, joined)
    inputs = [sample_inputs(plan, SEED, range(first, last)) for first, last in pairwise(cuts)]
    assert np.array_equal(np.concatenate(inputs, axis=1), sample_inputs(plan, SEED, range(TRIALS)))


def test_keeping_fewer_outcomes_changes_none_of_them(plan, whole):
    names = list(whole)[::7]
    assert same({name: whole[name] for name in names}, by_name(simulate(plan, TRIALS, SEED, keep=names)))


def test_compiled_and_uncompiled_give_the_same_bytes(tmp_path):
    script = (
        "import json, sys\n"
        "from simulator.case import load_case\n"
        "from simulator.plan import compile_plan\n"
        "from simulator.engine import simulate\n"
        "out = {}\n"
        "for path in sys.argv[1:]:\n"
        "    for view in ('tested', 'as_submitted'):\n"
        "        made = simulate(compile_plan(load_case(path), view), 20111001, range(40))\n"
        "        out[path + view] = [list(made.names), made.values.tobytes().hex()]\n"
        "print(json.dumps(out))\n"
    )
    every_key = tmp_path / "every-key.toml"
    every_key.write_text(to_toml(BASE), encoding="utf-8")
    paths = [str(builtin_path(name)) for name in SHIPPED] + [str(every_key)]

    def bytes_with(disabled: str):
        environment = {**os.environ, "NUMBA_DISABLE_JIT": disabled, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", script, *paths]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=ROOT)
        return json.loads(done.stdout)

    assert bytes_with("0") == bytes_with("1")


# Money


def scaled(document: Document, factor: float) -> Document:
    """A document with every amount of money multiplied."""
    changed = copy.deepcopy(document)

    def times(value):
        if isinstance(value, dict):
            return {k: v * factor if k in ("value", "low", "mode", "high") else v for k, v in value.items()}
        return value * factor

    for council in changed["council"].values():
        council["net_budget"] = times(council["net_budget"])
        council["gap"] = {year: times(gap) for year, gap in council["gap"].items()}
        # The statutory cap is in pounds of the law and does not scale with the case.
        council.get("redundancy", {}).pop("weekly_pay", None)
        if "reserves" in council:
            council["reserves"] = times(council["reserves"])
    for place in (*changed["out_of_scope"].values(), *changed["cluster"].values()):
        for key in ("budget", "saving", "dual_running"):
            if key in place:
                place[key] = times(place[key])
        if "dip" in place:
            place["dip"]["amount"] = times(place["dip"]["amount"])
        for key in ("average_cost", "strain"):
            if "posts" in place and key in place["posts"]:
                place["posts"][key] = times(place["posts"][key])
    for place in (
        changed["total_cost"],
        changed["team"],
        *changed["cost"].values(),
        *changed["running"].values(),
    ):
        place["amount"] = times(place["amount"])
    for event in changed["event"].values():
        for key in ("saving_amount", "cost_amount"):
            if key in event:
                event[key] = times(event[key])
    for gate in changed["gate"].values():
        gate["abort"] = times(gate["abort"])
    changed["exit"]["cost"] = times(changed["exit"]["cost"])
    return changed


@pytest.mark.parametrize("factor", [2.0, 0.5, 3.0])
def test_all_money_times_k_is_money_times_k(factor, tmp_path):
    """Exactly for a power of two, else to 1e-12 of the trial's largest sum; dates, shares and people do not move."""
    one, many = (compile_plan(case_of(scaled(BASE, k), tmp_path)) for k in (1.0, factor))
    inputs = dict(zip(one.input_ids, sample_inputs(one, SEED, range(500)), strict=True))
    assert np.ptp(inputs["cluster.alpha.saving"]) > 0
    ours, others = by_name(run_here(one, SEED, range(500))), by_name(run_here(many, SEED, range(500)))
    size = ours["gross_annual_saving"] * 10 + ours["implementation_cost"]
    for outcome in one.outcomes:
        wanted = ours[outcome.name] * (factor if outcome.unit in MONEY else 1.0)
        found = others[outcome.name]
        if factor in (2.0, 0.5):
            assert np.array_equal(found, wanted, equal_nan=True), outcome.name
        elif outcome.unit in MONEY:
            assert np.all(np.abs(found - wanted) <= 1e-12 * factor * size), outcome.name
        else:
            assert np.allclose(found, wanted, rtol=1e-9, atol=1e-9, equal_nan=True), outcome.name


# Delays, events, files


@pytest.mark.parametrize("path", ["delay.common", "wave.wave-1.delay", "cluster.corporate.delay"])
def test_more_of_one_delay_is_no_earlier_go_live(path):
    """In no trial, for no cluster; before gates and exit, whose cancellations are infinite."""
    plan = compile_plan(load_case(builtin_path(SHIPPED[0])))
    rows = {}
    for months in (0.0, 0.25, 1.0, 5.5, 12.0, 40.0):
        rows[months] = {
            name: row
            for name, row in by_name(run_here(plan.replace(path, months), SEED, range(TRIALS))).items()
            if name.startswith("go_live.")
        }
    steps = sorted(rows)
    for less, more in pairwise(steps):
        for name, row in rows[less].items():
            assert np.all(rows[more][name] >= row), (name, less, more)
    assert any(np.any(rows[40.0][name] > row) for name, row in rows[0.0].items())


def test_an_event_that_cannot_happen_moves_nothing(tmp_path):
    document = copy.deepcopy(BASE)
    ours = by_name(run_here(compile_plan(case_of(document, tmp_path)), SEED, range(500)))
    document["event"]["never"] = {
        "probability": 0,
        "on": ["programme"],
        "saving_factor": 0.1,
        "saving_amount": -1_000_000,
        "cost_factor": 4,
        "cost_amount": 5_000_000,
        "delay": 24,
    }
    document["event"]["never-either"] = {
        "probability": 0,
        "on": ["alpha"],
        "saving_factor": 0.1,
        "exclusive": "terms",
    }
    others = by_name(run_here(compile_plan(case_of(document, tmp_path)), SEED, range(500)))
    assert same(ours, others)


def test_a_new_input_moves_nobody_elses_draws(tmp_path):
    document = copy.deepcopy(BASE)
    before = compile_plan(case_of(document, tmp_path))
    ours = dict(zip(before.input_ids, sample_inputs(before, SEED, range(500)), strict=True))
    document["cluster"]["omega"] = {
        "name": "Omega",
        "wave": "one",
        "saving": {"low": 1, "mode": 2, "high": 3},
        "weight": {"low": 1, "mode": 2, "high": 3},
    }
    document["event"]["another"] = {"probability": 0.5, "on": ["omega"], "delay": {"low": 1, "mode": 2, "high": 3}}
    document["running"]["another"] = {"owner": "omega", "amount": {"low": 1, "mode": 2, "high": 3}}
    after = compile_plan(case_of(document, tmp_path))
    others = dict(zip(after.input_ids, sample_inputs(after, SEED, range(500)), strict=True))
    assert set(ours) < set(others)
    assert all(np.array_equal(row, others[path]) for path, row in ours.items())


def turned_round(document: Document) -> Document:
    """The same document, with every table by id in the opposite order."""
    changed = {}
    for section, content in document.items():
        keyed = content and all(isinstance(table, dict) for table in content.values())
        changed[section] = dict(reversed(content.items())) if keyed else content
    for cluster in changed["cluster"].values():
        if "overrun" in cluster:
            cluster["overrun"] = dict(reversed(cluster["overrun"].items()))
    changed["total_cost"] = {**document["total_cost"], "kind": dict(reversed(document["total_cost"]["kind"].items()))}
    changed["redundancy"] = {**document["redundancy"], "age": dict(reversed(document["redundancy"]["age"].items()))}
    return dict(reversed(changed.items()))


def test_the_order_of_the_file_moves_nothing(tmp_path):
    ours = by_name(run_here(compile_plan(case_of(BASE, tmp_path)), SEED, range(500)))
    other = turned_round(copy.deepcopy(BASE))
    assert list(other) != list(BASE) and list(other["cluster"]) != list(BASE["cluster"])
    others = by_name(run_here(compile_plan(case_of(other, tmp_path)), SEED, range(500)))
    # Outcomes are listed as the file lists its clusters and councils; what they are does not depend on it.
    assert set(others) == set(ours) and same(ours, {name: others[name] for name in ours})


# Councils


def is_whole(outcome) -> bool:
    return outcome.council is None


def test_a_council_cut_in_two_moves_nothing_in_the_whole(tmp_path):
    """South becomes two councils of half its size, its share of every key and its own terms; decisions stay one."""
    document = copy.deepcopy(BASE)
    # Decisions are made by councils, so more councils would decline more often; a lock of South would be of one half.
    document["gate"]["second"]["decline"] = {"north": 0.2, "south": 0.0}
    del document["correlation"]["gates"]
    document["lock"]["contract"]["council"] = "north"
    before = compile_plan(case_of(document, tmp_path))
    south = document["council"].pop("south")
    halves = ("south-a", "south-b")
    for half in halves:
        document["council"][half] = {
            **south,
            "name": half,
            "net_budget": south["net_budget"] / 2,
            "gap": {year: gap / 2 for year, gap in south["gap"].items()},
        }

    def cut(key):
        if key == "equal":
            return {"north": 0.5, **dict.fromkeys(halves, 0.25)}
        if isinstance(key, dict):
            return {"north": key["north"], **dict.fromkeys(halves, key["south"] / 2)}
        return key

    tables = [document["case"], document["team"], document["exit"], *document["total_cost"]["kind"].values()]
    for section in ("cluster", "cost", "running", "gate"):
        tables += document[section].values()
    for table in tables:
        for name in ("key", "arises"):
            if name in table:
                table[name] = cut(table[name])
    document["gate"]["second"]["decline"] = {"north": 0.2, **dict.fromkeys(halves, 0.0)}
    after = compile_plan(case_of(document, tmp_path))
    ours, others = by_name(run_here(before, SEED, range(500))), by_name(run_here(after, SEED, range(500)))
    size = ours["gross_annual_saving"] * 10 + ours["implementation_cost"] + 1.0
    for outcome in filter(is_whole, before.outcomes):
        ours_row, others_row = ours[outcome.name], others[outcome.name]
        if outcome.unit in MONEY:
            assert np.all(np.abs(ours_row - others_row) <= 1e-12 * size), outcome.name
        else:
            assert np.allclose(ours_row, others_row, rtol=1e-9, atol=1e-9, equal_nan=True), outcome.name


ADD_UP = ("annual_saving", "implementation_cost", "redundancy_cost", "npv")
ADD_UP_BY_YEAR = ("saving", "cost", "net_cash", "cumulative_net")


def test_councils_sum_to_the_whole(plan, whole):
    councils = {outcome.council for outcome in plan.outcomes if outcome.council is not None}
    years = {outcome.year for outcome in plan.outcomes if outcome.year is not None}
    size = whole["gross_annual_saving"] * 10 + whole["implementation_cost"] + 1.0
    names = list(ADD_UP)
    names += [f"{name}{base}.{year}" for name in ADD_UP_BY_YEAR for base in ("", "_real") for year in years]
    assert len(names) > 50
    for name in names:
        parts = sum(whole[f"{name}.{council}"] for council in councils)
        assert np.all(np.abs(parts - whole[name]) <= 1e-12 * size), name


def test_both_views_share_their_draws():
    case = load_case(builtin_path(SHIPPED[0]))
    tested, _ = engine_run(compile_plan(case, "tested"), SEED, range(200))
    submitted, _ = engine_run(compile_plan(case, "as_submitted"), SEED, range(200))
    for path in ("cluster.corporate.saving", "total_cost.amount", "total_cost.kind.ict.share"):
        assert np.ptp(tested[path]) > 0
        assert np.array_equal(tested[path], submitted[path])
