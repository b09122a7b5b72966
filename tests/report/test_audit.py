"""``collabsim audit``: workbook and engine agree to the penny, before and after an input is changed."""

from __future__ import annotations

import json
import shutil
import tomllib
import zipfile

import numpy as np
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from distributions.designs import design_of
from simulator.case import build_case, builtin_path, load_case
from simulator.cli.app import collabsim
from simulator.engine import sample_inputs, simulate
from simulator.plan import compile_plan
from simulator.report.audit import CannotAudit, central_trial, percentile_trial, sampled_trial, write_audit
from tests.report.audit_books import disagreements, recalculated, with_inputs_changed

SHIPPED = ("darlington-hartlepool", "darlington-hartlepool-bottom-up", "blank")
SEED = 2011
DRAWN = 2000
TRIALS = {"darlington-hartlepool": 24, "darlington-hartlepool-bottom-up": 24, "blank": 4}
"""Trials of each shipped case that are written down; more than 50 in all."""

CHANGES = (
    {"cluster.corporate.saving": 2_500_000.0},
    {"delay.common": 7.3, "wave.wave-1.delay": 4.21},
    {"event.ict-convergence": 1.0, "event.harmonised-terms": 1.0},
    {"gate.wave-2.decline.hartlepool": 1.0},
    {"exit": 0.9999},
    {"case.discount_rate": 0.06, "index.pay.growth.2013/14": 0.04},
    {"wave.wave-1.ramp": 0.0, "cluster.people.overlap": 0.3},
)
"""What an auditor might type over the inputs of a trial of the shipped case."""


def units(plan):
    return {outcome.name: outcome.unit for outcome in plan.outcomes}


def telling_trials(plan, wanted):
    """Trial numbers: some with a decline that stops all or part, some with an exit, the rest as they come."""
    names = [name for name in (o.name for o in plan.outcomes) if name.startswith("go_live.")]
    made = simulate(plan, SEED, range(DRAWN))
    live = np.isfinite([made[name] for name in names]).sum(axis=0)
    declined, exited = made["approved"] == 0, made["exited"] == 1
    kinds = (declined & (live == 0), declined & (live > 0), exited & ~declined, exited & declined, ~exited & ~declined)
    found = []
    for kind in kinds:
        found += list(np.flatnonzero(kind)[: -(-wanted // len(kinds))])
    return [int(i) for i in dict.fromkeys([*found, *range(DRAWN)])][:wanted]


@pytest.mark.slow
def test_random_trials_of_the_shipped_cases_agree_to_the_penny(tmp_path):
    written = []
    for name in SHIPPED:
        case = load_case(builtin_path(name))
        for view in ("tested", "as_submitted"):
            plan = compile_plan(case, view)
            numbers = telling_trials(plan, TRIALS[name]) if view == "tested" else [3]
            for i in numbers:
                trial = sampled_trial(plan, SEED, i)
                written.append((write_audit(tmp_path / f"{name}-{view}-{i}.xlsx", case, trial), trial))
        trial = central_trial(case, compile_plan(case, "tested"))
        written.append((write_audit(tmp_path / f"{name}-central.xlsx", case, trial), trial))
    assert len(written) >= 50
    outcomes = [trial.outcomes for _, trial in written]
    assert sum(found["approved"] == 0 for found in outcomes) >= 10
    assert sum(found["exited"] == 1 for found in outcomes) >= 10
    for (book, trial), found in zip(written, recalculated([b for b, _ in written], tmp_path / "out"), strict=True):
        assert disagreements(found, trial.outcomes, units(trial.plan)) == [], book.name


def test_a_changed_input_moves_the_workbook_as_it_moves_the_engine(tmp_path):
    case = load_case(builtin_path(SHIPPED[0]))
    plan = compile_plan(case, "tested")
    approved = int(np.flatnonzero(simulate(plan, SEED, range(50), keep=["approved"])["approved"])[0])
    trial = sampled_trial(plan, SEED, approved)
    book = write_audit(tmp_path / "trial.xlsx", case, trial)
    edited = [with_inputs_changed(book, tmp_path / f"edited-{i}.xlsx", new) for i, new in enumerate(CHANGES)]
    for new, found in zip(CHANGES, recalculated(edited, tmp_path / "out"), strict=True):
        fixed = simulate(plan.replace_all({**trial.inputs, **new}), SEED, range(1))
        made = dict(zip(fixed.names, map(float, fixed.values[:, 0]), strict=True))
        assert disagreements(found, made, units(plan)) == [], new
        # A change that moves nothing would prove nothing.
        assert disagreements(found, trial.outcomes, units(plan)), new


def test_the_same_trial_gives_the_same_bytes(tmp_path):
    case = load_case(builtin_path("blank"))
    trial = sampled_trial(compile_plan(case, "tested"), SEED, 0)
    one, two = (write_audit(tmp_path / name, case, trial).read_bytes() for name in ("one.xlsx", "two.xlsx"))
    assert one == two


def test_nothing_but_inputs_and_facts_of_the_case_is_typed_in(tmp_path):
    """Every figure that the sheets of results show is a formula, and no formula carries a stored result."""
    case = load_case(builtin_path("darlington-hartlepool-bottom-up"))
    book = write_audit(tmp_path / "a.xlsx", case, sampled_trial(compile_plan(case, "tested"), SEED, 1))
    formulas, stored = load_workbook(book), load_workbook(book, data_only=True)
    for name, first, columns in (("Years", 6, range(2, 13)), ("Check", 8, [5]), ("Months", 11, range(6, 132))):
        cells = [formulas[name].cell(row, column) for row in range(first, formulas[name].max_row) for column in columns]
        figures = [cell for cell in cells if isinstance(cell.value, (int, float)) or str(cell.value).startswith("=")]
        assert len(figures) > 300
        for cell in figures:
            if name == "Years" and formulas[name].cell(cell.row, 1).value == "begins in":
                continue
            assert str(cell.value).startswith("="), f"{name}!{cell.coordinate}: {cell.value!r}"
            assert stored[name][cell.coordinate].value is None


def test_text_of_a_case_is_never_a_formula(tmp_path):
    evil = '=HYPERLINK("http://example.org","x")'
    case = load_case(builtin_path("darlington-hartlepool"), [f"case.title='{evil}'", f"cluster.people.name='{evil}'"])
    book = write_audit(tmp_path / "evil.xlsx", case, sampled_trial(compile_plan(case, "tested"), SEED, 1))
    with zipfile.ZipFile(book) as parts:
        for name in parts.namelist():
            content = parts.read(name).decode("utf-8")
            assert "<f>HYPERLINK" not in content
            assert "hyperlink" not in name and "<hyperlink" not in content
    shown = [cell.value for row in load_workbook(book)["Timing"].iter_rows() for cell in row]
    assert evil in shown


@pytest.mark.parametrize("name", ["lhs", "sobol"])
def test_a_trial_of_a_design_is_that_of_the_run(name):
    plan = compile_plan(load_case(builtin_path("blank")), "tested")
    design = design_of(name, 64, 2)
    made = simulate(plan, SEED, range(design.trials), design=design)
    trial = sampled_trial(plan, SEED, design.points + 3, design)
    for outcome, value in trial.outcomes.items():
        assert np.array_equal(value, made[outcome][design.points + 3], equal_nan=True)
    drawn = sample_inputs(plan, SEED, range(design.trials), design)[:, design.points + 3]
    assert list(trial.inputs.values()) == list(drawn)


def test_the_trial_at_a_percentile_has_the_figure_of_the_report():
    plan = compile_plan(load_case(builtin_path("darlington-hartlepool")), "tested")
    made = simulate(plan, SEED, range(500))
    kept = np.sort(made["npv"][made["approved"] > 0])
    number, why = percentile_trial(plan, SEED, 500, 80, "npv")
    assert made["npv"][number] == kept[-(-80 * len(kept) // 100) - 1]
    assert made["approved"][number] == 1 and f"{len(kept):,} trials" in why
    with pytest.raises(KeyError, match="did you mean 'npv'"):
        percentile_trial(plan, SEED, 500, 80, "npvv")


def test_central_values_are_medians_and_what_is_likelier_than_not():
    case = load_case(builtin_path("darlington-hartlepool"), ["event.policy-divergence.probability=51%"])
    plan = compile_plan(case, "tested")
    values = central_trial(case, plan).inputs
    drawn = dict(zip(plan.input_ids, sample_inputs(plan, SEED, range(20_000)), strict=True))
    assert values["event.policy-divergence"] == 1 and values["event.ict-convergence"] == 0
    assert values["gate.wave-1.decline.darlington"] == 0 and values["exit"] == 0.5
    for name in ("cluster.corporate.saving", "delay.common", "total_cost.kind.ict.share", "lock.xentrall.share"):
        below = (drawn[name] < values[name]).mean()
        assert 0.48 < below < 0.52, name


@pytest.mark.parametrize(("number", "said"), [(251, "251 clusters"), (240, "a formula on the sheet")])
def test_a_case_that_is_too_large_is_refused_and_leaves_nothing(tmp_path, number, said):
    data = tomllib.loads(builtin_path("blank").read_text(encoding="utf-8"))
    data["cluster"] |= {f"more-{i}": data["cluster"]["highways"] for i in range(number - len(data["cluster"]))}
    data["team"] = {"amount": "£30k"}
    case = build_case(data)
    with pytest.raises(CannotAudit, match=said):
        write_audit(tmp_path / "no.xlsx", case, sampled_trial(compile_plan(case, "tested"), SEED, 0))
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    parent = tmp_path_factory.mktemp("runs")
    call("run", "blank", "--trials", "60", "--seed", "7", "--no-report", "-q", "-o", parent)
    [folder] = parent.iterdir()
    return folder


def call(*words, code=0):
    """Run collabsim in this process and return what it printed."""
    done = CliRunner().invoke(collabsim, [str(word) for word in words])
    assert done.exit_code == code, f"{done.exit_code}\n{done.stdout}\n{done.stderr}"
    return done


def test_the_command_writes_beside_the_run_and_never_over_anything(run):
    before = sorted(run.iterdir())
    first = call("audit", run, "--trial", "5")
    assert "audit-trial-5.xlsx" in first.stdout and "Trial 5, seed 7, tested." in first.stdout
    assert "audit-trial-5-2.xlsx" in call("audit", run, "--trial", "5").stdout
    assert (run / "audit-trial-5.xlsx").read_bytes() == (run / "audit-trial-5-2.xlsx").read_bytes()
    assert "audit-central-as-submitted.xlsx" in call("audit", run, "--central", "--as-submitted").stdout
    done = call("audit", run, "--percentile", "80", "cost.2027/28", "-o", run / "here" / "x.xlsx")
    assert "80% of the 60 trials in which the councils approve have no higher cost.2027/28" in done.stdout
    taken = call("audit", run, "--central", "-o", run / "here" / "x.xlsx", code=2)
    assert "nothing is overwritten" in taken.stderr
    assert call("rerun", run).stdout.startswith("Identical")
    assert set(before) <= set(run.iterdir())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "say which trial"),
        (["--trial", "1", "--central"], "say which trial"),
        (["--trial", "60"], "numbered from 0 to 59"),
        (["--percentile", "80", "paybck_years"], "did you mean 'payback_years'?"),
        (["--percentile", "100", "npv"], "not in the range"),
    ],
)
def test_what_cannot_be_written_is_said(run, words, said):
    assert said in call("audit", run, *words, code=2).stderr


def test_a_run_whose_case_reads_otherwise_now_is_refused(run, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(run, copy)
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["plan_sha256"] = "0" * 64
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert "has changed since" in call("audit", copy, "--trial", "1", code=1).stderr
