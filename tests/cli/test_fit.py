"""``collabsim fit``: the ranking, the lines to paste, the chart."""

import json
import tomllib
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner

from distributions.catalogue import FAMILIES, distribution
from distributions.fitting import fit
from distributions.philox import uniforms
from simulator.case.data_file import MONEY, NUMBER, RATIO, SHARE, Column
from simulator.case.units import Factor, Money, Share
from simulator.cli.app import collabsim
from simulator.findings.fits import as_written, fit_findings, lines
from simulator.report import style
from simulator.report.fits import draw_fit
from tests.report.test_charts import _inside_the_page

U = uniforms(20110808, "fit", range(60))
SAVINGS = distribution("lognormal", mean=1.2e6, sd=5e5).ppf(U)


def call(*words, code=0):
    done = CliRunner().invoke(collabsim, [str(word) for word in words])
    assert done.exit_code == code, f"{done.exit_code}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture
def savings(tmp_path):
    file = tmp_path / "savings.csv"
    file.write_text("saving\n" + "".join(f'"£{value:,.2f}"\n' for value in SAVINGS), encoding="utf-8")
    return file


def pasted(line, kind):
    """The distribution of a line as a case reads it."""
    return kind.model_validate(tomllib.loads(f"x = {line}")["x"]).described


def test_it_ranks_draws_and_prints_what_to_paste(savings, tmp_path):
    out = tmp_path / "charts"
    done = call("fit", savings, "-o", out)
    assert "60 values of saving" in done.stdout and "never to be below £0" in done.stdout
    assert "To paste into a case" in done.stdout and "Chart:" in done.stdout
    assert "left out: normal, it reaches below what is possible" in done.stderr
    printed = [line for line in done.stdout.splitlines() if line.startswith("{ ")]
    best = pasted(printed[0], Money)
    (same,) = fit(np.round(SAVINGS, 2), families=[best.family], lowest=0.0).ranked
    assert best.ppf([0.1, 0.5, 0.9]) == pytest.approx(same.distribution.ppf([0.1, 0.5, 0.9]), rel=1e-5)
    assert {path.name for path in out.iterdir()} == {f"fit-savings.{end}" for end in ("svg", "png", "txt")}
    described = ElementTree.parse(out / "fit-savings.svg").getroot().find("{http://www.w3.org/2000/svg}desc").text
    assert "Lognormal" in described and "p10 £" in described


def test_nothing_is_overwritten_and_the_same_data_give_the_same_bytes(savings, tmp_path):
    call("fit", savings, "-o", tmp_path, "--family", "gamma")
    before = (tmp_path / "fit-savings.png").read_bytes()
    assert "--force" in call("fit", savings, "-o", tmp_path, code=2).stderr
    call("fit", savings, "-o", tmp_path, "--family", "gamma", "--force")
    assert (tmp_path / "fit-savings.png").read_bytes() == before


def test_json_is_one_object(savings):
    found = json.loads(call("fit", savings, "--no-chart", "--json").stdout)
    assert found["schema_version"] == 1 and found["unit"] == "£" and found["values"] == 60
    assert found["lowest"] == 0.0 and found["highest"] is None
    behind = [one["aicc"] for one in found["fits"]]
    assert behind == sorted(behind) and "lognormal" in [one["distribution"] for one in found["fits"][:3]]
    assert found["fits"][0]["line"].startswith("{ distribution = ")
    assert found["left_out"]["normal"]


def test_a_reference_class_from_two_columns(tmp_path):
    file = tmp_path / "past.csv"
    rows = ["Business case,Outturn", "£1m,£0.8m", "£2m,£1.1m", "£3m,£3.3m", "£1m,£0.9m", "£4m,£2m", "£1m,"]
    file.write_text("\n".join(rows), encoding="utf-8")
    done = call("fit", file, "--column", "Outturn", "--forecast-column", "Business case", "--no-chart")
    line = next(line for line in done.stdout.splitlines() if "outturns" in line and line.startswith("{"))
    assert line == '{ outturns = [0.8, 0.55, 1.1, 0.9, 0.5], forecast = "£1m" }'
    assert pasted(line, Money).family == "lognormal"
    assert "5 values say little about the family" in done.stdout.replace("\n", " ")
    assert "1 row has nothing there" in done.stderr


@pytest.mark.parametrize(
    ("content", "more", "told"),
    [
        ("x\n1\ntwo\n", (), 'data.csv:3:1  x  "two" is not a number'),
        ("x\n1\n2\n", (), "2 values are too few to choose a family by: it takes 5"),
        ("x\n3\n3\n3\n3\n3\n", (), "all 5 values are 3: write that value"),
        ("x\n1\n2\n3\n4\n5\n", ("--family", "gama"), "there is no distribution 'gama': did you mean 'gamma'?"),
        ("x\n1\n2\n3\n4\n5\n", ("--family", "mixture"), "its parameters are not found by fitting"),
        ("x\n1\n2\n3\n4\n5\n", ("--lowest", "soon"), "--lowest"),
        ("x\n1\n2\n3\n4\n5\n", ("--lowest", "2"), "there are values below 2, such as 1"),
        ("x,y\n1,2\n", (), "2 columns hold numbers: x, y"),
    ],
)
def test_what_cannot_be_fitted_is_told_with_exit_code_2(tmp_path, content, more, told):
    file = tmp_path / "data.csv"
    file.write_text(content, encoding="utf-8")
    done = call("fit", file, "--no-chart", *more, code=2)
    assert told in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""


GIVEN = [
    ("uniform", {"low": 2e6, "high": 8e6}),
    ("triangular", {"low": 2e6, "mode": 3e6, "high": 8e6}),
    ("pert", {"low": 2e6, "mode": 3e6, "high": 8e6, "shape": 2.5}),
    ("lognormal", {"mean": 5.123456e6, "sd": 1e6}),
    ("gamma", {"shape": 2.3456, "scale": 1e6}),
    ("weibull", {"shape": 1.5, "scale": 3e6}),
    ("exponential", {"mean": 2e6}),
    ("truncated_normal", {"mean": 1e6, "sd": 2e6, "low": 0.0, "high": 9e6}),
    ("truncated_normal", {"mean": 1e6, "sd": 2e6, "low": 0.0, "high": np.inf}),
    ("beta", {"alpha": 2.0, "beta": 3.0, "low": 1e6, "high": 9e6}),
    ("metalog", {"coefficients": [15.0, 0.2, 0.05], "lower": 0.0}),
    ("poisson", {"mean": 3.0}),
]


@pytest.mark.parametrize(("family", "parameters"), GIVEN)
def test_a_line_comes_back_as_the_same_distribution(family, parameters):
    given = distribution(family, **parameters)
    p = [0.001, 0.1, 0.5, 0.9, 0.999]
    assert pasted(as_written(given, MONEY), Money).ppf(p) == pytest.approx(given.ppf(p), rel=1e-5)
    plain = pasted(as_written(given, NUMBER), Factor)
    assert plain.ppf(p) == pytest.approx(given.ppf(p), rel=1e-5)


def test_shares_and_small_sums_keep_their_digits():
    beta = distribution("beta", alpha=2.0, beta=5.0)
    assert as_written(beta, SHARE) == '{ distribution = "beta", alpha = 2, beta = 5 }'
    assert pasted(as_written(beta, SHARE), Share) == beta
    small = distribution("uniform", low=0.014, high=2.5)
    assert as_written(small, MONEY) == '{ distribution = "uniform", low = "£0.014", high = "£2.50" }'


def test_every_family_that_is_fitted_can_be_written():
    values = tuple(distribution("gamma", shape=3.0, scale=1.0).ppf(U))
    found = fit_findings(Column("data.csv", "x", NUMBER, values, 0), highest=40.0)
    tried = {one.distribution.family for one in found.fits.ranked} | set(found.fits.left_out)
    assert {"beta", "gamma", "lognormal", "truncated_normal", "metalog", "normal"} <= tried <= set(FAMILIES)
    for one in found.fits.ranked:
        line = as_written(one.distribution, NUMBER)
        p = [0.05, 0.5, 0.95]
        assert pasted(line, Factor).ppf(p) == pytest.approx(one.distribution.ppf(p), rel=1e-4)
    for _, line in lines(found):
        assert pasted(line, Factor).mean() == pytest.approx(np.mean(values), rel=0.1)


@pytest.mark.parametrize(
    ("unit", "values"),
    [
        (MONEY, SAVINGS),
        (SHARE, distribution("beta", alpha=0.5, beta=0.5).ppf(U)),
        (NUMBER, distribution("poisson", mean=2.0).ppf(U)),
        (RATIO, distribution("gamma", shape=0.3, scale=2.0).ppf(U)),
        (NUMBER, distribution("normal", mean=-3e-5, sd=1e-6).ppf(U)),
        (NUMBER, (U > 0.3).astype(float)),
    ],
    ids=["money", "u-shaped", "counts", "without end at 0", "tiny", "yes or no"],
)
def test_every_fit_can_be_drawn_and_nothing_leaves_the_page(unit, values):
    name = "a very long heading of a column that nobody would read to its end " * 3
    found = fit_findings(Column("data.csv", name, unit, tuple(map(float, values)), 0))
    with style.house_style():
        chart = draw_fit(found, "fit-data")
        _inside_the_page(chart)
        # The description tells every family that was fitted, drawn or not.
        assert len(chart.told) == 1 + len(found.fits.ranked)
        assert chart.figure.axes[0].get_ylim()[0] == 0.0
