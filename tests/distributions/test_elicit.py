"""What people say becomes a distribution that SciPy finds to say the same, or is refused with words."""

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from distributions import elicit
from distributions.catalogue import distribution
from distributions.elicit import CannotElicit
from distributions.elicitation import outturns
from distributions.elicitation.percentiles import metalog_coefficients


def oracle(found):
    """The SciPy distribution of the same parameters."""
    p = found.named
    width = p.get("high", 0.0) - p.get("low", 0.0)
    if found.family == "pert":
        alpha = 1.0 + p["shape"] * (p["mode"] - p["low"]) / width
        return stats.beta(alpha, 2.0 + p["shape"] - alpha, p["low"], width)
    if found.family == "triangular":
        return stats.triang((p["mode"] - p["low"]) / width, p["low"], width)
    if found.family == "lognormal":
        spread = np.sqrt(np.log1p((p["sd"] / p["mean"]) ** 2))
        return stats.lognorm(spread, scale=p["mean"] / np.exp(spread**2 / 2.0))
    if found.family == "truncated_normal":
        mean, sd = p["mean"], p["sd"]
        return stats.truncnorm((p["low"] - mean) / sd, (p["high"] - mean) / sd, mean, sd)
    return {
        "uniform": lambda: stats.uniform(p["low"], width),
        "normal": lambda: stats.norm(p["mean"], p["sd"]),
        "beta": lambda: stats.beta(p["alpha"], p["beta"], p["low"], width),
        "gamma": lambda: stats.gamma(p["shape"], scale=p["scale"]),
        "weibull": lambda: stats.weibull_min(p["shape"], scale=p["scale"]),
        "exponential": lambda: stats.expon(scale=p["mean"]),
    }[found.family]()


MONEY, SHARE, ANY = {"lowest": 0.0}, {"lowest": 0.0, "highest": 1.0}, {}

HELD = [
    (5e6, 8e6, 0.8, {"family": family, **limits})
    for family, limits in [
        ("pert", MONEY), ("triangular", MONEY), ("uniform", MONEY), ("normal", ANY), ("lognormal", MONEY),
        ("gamma", MONEY), ("weibull", MONEY), ("truncated_normal", MONEY),
    ]
] + [
    (0.3, 0.6, confidence, {"family": family, **SHARE})
    for family in ("pert", "triangular", "uniform", "beta", "truncated_normal") for confidence in (0.8, 0.9)
] + [
    (5e6, 8e6, 0.8, {"mode": 5.2e6, **MONEY}),
    (5e6, 8e6, 0.9, {"mode": 8e6, **MONEY}),
    (5e6, 8e6, 0.5, {"mode": 6e6, "family": "triangular", **MONEY}),
    (5e5, 8e6, 0.8, MONEY),  # the symmetric one would begin below nought
    (8e5, 8e6, 0.8, {"family": "triangular", **MONEY}),
    (9e5, 8e6, 0.8, {"mode": 2e6, **MONEY}),  # the shape gives way
    (0.2, 0.9, 0.8, SHARE),  # both limits are met
    (0.4, 0.93, 0.8, SHARE),
    (-5e4, 8e4, 0.9, ANY),
    (100.0, 100.5, 0.8, {"family": "gamma"}),
    (1e-3, 100.0, 0.8, {"family": "gamma"}),
    (0.01, 0.99, 0.8, {"family": "beta", **SHARE}),
]  # fmt: skip


@pytest.mark.parametrize(("low", "high", "confidence", "more"), HELD)
def test_a_range_holds_its_confidence(low, high, confidence, more):
    found = elicit.from_range(low, high, confidence=confidence, **more)
    checked = oracle(found.distribution)
    tail = (1.0 - confidence) / 2.0
    assert checked.cdf(low) == pytest.approx(tail, abs=1e-9)
    assert checked.sf(high) == pytest.approx(tail, abs=1e-9)
    assert found.misfit < 1e-9 and [one.asked for one in found.asked] == [low, high]
    lowest, highest = found.distribution.support()
    assert more.get("lowest", -inf) <= lowest and highest <= more.get("highest", inf)
    if "mode" in more:
        assert found.distribution.named["mode"] == more["mode"]


def test_without_a_mode_a_range_is_symmetric_where_the_limits_allow_it():
    found = elicit.from_range(5e6, 8e6, **MONEY).distribution
    assert found.named["mode"] == 6.5e6 == found.mean()
    assert elicit.from_range(5e5, 8e6, **MONEY).distribution.named["low"] == 0.0


@pytest.mark.parametrize("family", ["pert", "triangular", "uniform"])
def test_full_confidence_means_the_very_ends(family):
    assert elicit.from_range(5.0, 8.0, confidence=1.0, family=family).distribution.support() == (5.0, 8.0)


def test_a_range_of_width_zero_is_a_constant():
    assert elicit.from_range(5.0, 5.0).distribution == distribution("constant", value=5.0)


@settings(deadline=None, max_examples=60)
@given(
    low=st.floats(0.01, 1.0), width=st.floats(0.01, 3.0), lean=st.floats(0.0, 1.0), confidence=st.floats(0.1, 0.99),
    scale=st.sampled_from([1e-3, 1.0, 1e6]),
)  # fmt: skip
def test_any_range_is_held_or_refused(low, width, lean, confidence, scale):
    low, high = low * scale, (low + width) * scale
    for more in ({}, {"mode": low + lean * (high - low)}):
        try:
            found = elicit.from_range(low, high, confidence=confidence, lowest=0.0, **more)
        except CannotElicit as refused:
            assert refused.instead and refused.at
            continue
        assert found.misfit < 1e-9
        assert found.distribution.support()[0] >= 0.0


REFUSED = [
    (lambda: elicit.from_range(8.0, 5.0), "range", "the range runs from 8 down to 5: give the lower of the two first"),
    (lambda: elicit.from_range(5.0, 8.0, confidence=80.0), "confidence", "give 0.8, if 80% is meant"),
    (lambda: elicit.from_range(5.0, 8.0, confidence=0.0), "confidence", "a confidence of 0 is not above 0"),
    (lambda: elicit.from_range(5.0, 8.0, mode=9.0), "mode", r"the mode \(9\) is outside the range"),
    (lambda: elicit.from_range(5.0, 8.0, mode=6.0, family="normal"), "mode", "a normal takes no mode"),
    (lambda: elicit.from_range(-5.0, 8.0, **MONEY), "range", "-5 is below the lowest it can be: give 0 or more"),
    (lambda: elicit.from_range(0.5, 8.0, **SHARE), "range", "8 is above the highest it can be: give 1 or less"),
    (lambda: elicit.from_range(0.0, 8.0, **MONEY), "range", "leaves nothing below it .* give at_most = 8"),
    (lambda: elicit.from_range(0.5, 1.0, **SHARE), "range", "leaves nothing above it .* give at_least = 0.5"),
    (lambda: elicit.from_range(5.0, 8.0, family="normal", **MONEY), "distribution", "reaches below 0"),
    (lambda: elicit.from_range(0.3, 0.6, family="lognormal", **SHARE), "distribution", 'reaches above 1: .*"beta"'),
    (lambda: elicit.from_range(0.1, 8.0, **MONEY), "distribution", 'give distribution = "lognormal" or "gamma"'),
    (lambda: elicit.from_range(0.05, 0.95, **SHARE), "distribution", 'give distribution = "beta"'),
    (lambda: elicit.from_range(0.5, 8.0, mode=2.0, **MONEY), "mode", "give no mode"),
    (lambda: elicit.from_range(5.0, 8.0, family="beta"), "distribution", "nothing says what the lowest is"),
    (lambda: elicit.from_range(5.0, 8.0, family="exponential"), "distribution", "no exponential has 80% of its values"),
    (lambda: elicit.from_range(5.0, 8.0, family="poisson"), "distribution", "not settled by percentiles"),
    (lambda: elicit.from_range(5.0, 8.0, family="prt"), "distribution", "there is no distribution 'prt'"),
    (lambda: elicit.from_range(5.0, 8.0, confidence=1.0, family="normal"), "confidence", "give a confidence below 1"),
    (lambda: elicit.from_range(5.0, inf), "range", "range is inf, not a finite number"),
    (lambda: elicit.from_bounds(), None, "no bound is given: give at_least, at_most or both"),
    (lambda: elicit.from_bounds(at_least=8.0, at_most=5.0), "at_least", r"at_least \(8\) is above at_most \(5\)"),
    (lambda: elicit.at_most(8.0), "at_most", "give at_least as well, or a mode"),
    (lambda: elicit.at_least(8.0, **MONEY), "at_least", "give at_most as well, or a mode"),
    (lambda: elicit.at_most(0.95, **SHARE), "at_most", "says less than the limits do"),
    (lambda: elicit.at_most(8.0, confidence=0.4, **MONEY), "confidence", "not above 0.5"),
    (lambda: elicit.at_most(8.0, mode=9.0, **MONEY), "mode", "outside what it is at most"),
    (lambda: elicit.at_least(1.0, mode=6.0, **MONEY), "mode", "give at_least and at_most both"),
    (lambda: elicit.at_most(8.0, family="gamma", **MONEY), "distribution", "a gamma is not settled by one bound"),
    (lambda: elicit.from_percentiles({0.5: 6.0}), "percentiles", "one percentile is too few"),
    (lambda: elicit.from_percentiles({10.0: 5.0, 90.0: 8.0}), "percentiles", "give shares from 0 to 1, 0.1 for p10"),
    (lambda: elicit.from_percentiles({0.1: 5.0, 0.9: 5.0}), "percentiles", r"p90 \(5\) is not above p10 \(5\)"),
    (lambda: elicit.from_percentiles({0.1: -5.0, 0.9: 5.0}, **MONEY), "percentiles", "-5 is below the lowest"),
    (lambda: elicit.from_percentiles({0.1: 5.0, 0.9: 8.0}, family="pert"), "percentiles", "has 3 numbers to find"),
    (lambda: elicit.from_percentiles({0.0: 1.0, 0.5: 2.0, 0.9: 3.0}, family="gamma"), "percentiles", "has no end"),
    (lambda: elicit.from_percentiles({0.1: 5.0, 0.5: 6.0, 0.9: 8.0}, family="uniform"), "percentiles", "comes near"),
    (lambda: elicit.from_percentiles({0.1: 5.0, 0.9: 8.0}, family="histogram", **MONEY), "percentiles", "as p100"),
    (lambda: elicit.from_percentiles({0.1: 0.1, 0.5: 1.0, 0.9: 10.0}, **MONEY), "percentiles", "spread so widely"),
    (lambda: elicit.from_percentiles({0.1: -10.0, 0.9: -0.1}, highest=0.0), "percentiles", "spread so widely"),
    (lambda: elicit.from_percentiles({0.1: 0.0, 0.9: 5.0}, **MONEY), "percentiles", "p10 is the limit itself, 0"),
    (lambda: elicit.from_outturns([0.9, 1.1]), "outturns", "2 outturns are too few: it takes 3"),
    (lambda: elicit.from_outturns([0.9, 1.1, 0.0]), "outturns", "the chance of nothing as an event"),
    (lambda: elicit.from_outturns([5e6, 6e6, 7e6]), "outturns", "give outturn divided by forecast"),
    (lambda: elicit.from_outturns([0.9, 1.0, 1.1], forecast=0.0), "forecast", "give a forecast above nought"),
    (lambda: elicit.from_outturns([0.9, 1.0, 1.1], family="empirical"), "outturns", "too few to draw from"),
    (lambda: elicit.from_outturns([0.9, 1.0, 1.1], forecast=0.9, **SHARE), "outturns", "above 1, where it cannot be"),
    (lambda: elicit.from_outturns([0.9, 1.0, 1.1], family="gamma"), "distribution", '"lognormal" or "empirical"'),
]  # fmt: skip


@pytest.mark.parametrize(("say", "at", "words"), REFUSED)
def test_what_makes_no_distribution_is_refused_with_what_to_give_instead(say, at, words):
    with pytest.raises(CannotElicit, match=words) as refused:
        say()
    assert refused.value.at[:1] == (() if at is None else (at,))
    assert str(refused.value) == f"{refused.value.wrong}: give {refused.value.instead}"


def test_both_bounds_hold_each_with_the_confidence():
    found = elicit.from_bounds(at_least=5e6, at_most=8e6, confidence=0.9, **MONEY)
    checked = oracle(found.distribution)
    assert checked.sf(5e6) == pytest.approx(0.9) and checked.cdf(8e6) == pytest.approx(0.9)
    assert "80% between them" in found.words


BOUNDS = [
    ("at_most", 8e6, {**MONEY}),
    ("at_most", 8e6, {**MONEY, "family": "pert"}),
    ("at_most", 8e6, {**MONEY, "family": "triangular"}),
    ("at_most", 8e6, {**MONEY, "family": "exponential"}),
    ("at_most", 8e6, {**MONEY, "mode": 6e6}),
    ("at_most", 0.7, {**SHARE, "mode": 0.5}),
    ("at_most", 8.0, {"mode": 3.0}),
    ("at_least", 8.0, {"mode": 10.0, **MONEY}),
    ("at_least", 0.8, SHARE),
    ("at_least", 0.6, {**SHARE, "mode": 0.9, "family": "triangular"}),
]


@pytest.mark.parametrize(("name", "value", "more"), BOUNDS)
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_one_bound_holds(name, value, more, confidence):
    found = getattr(elicit, name)(value, confidence=confidence, **more).distribution
    checked = oracle(found)
    assert (checked.cdf if name == "at_most" else checked.sf)(value) == pytest.approx(confidence, abs=1e-9)
    if "mode" in more:
        assert found.named["mode"] == more["mode"]
    elif name == "at_most":
        assert found.support()[0] == 0.0
    else:
        assert found.support()[1] == 1.0


METALOGS = [
    ({0.1: 5.0, 0.5: 6.0, 0.9: 8.0}, ANY, -inf, inf),
    ({0.1: 5e6, 0.5: 6e6, 0.9: 8e6}, MONEY, 0.0, inf),
    ({0.05: 0.1, 0.25: 0.2, 0.5: 0.35, 0.95: 0.8}, SHARE, 0.0, 1.0),
    ({0.0: 2.0, 0.1: 5.0, 0.5: 6.0, 0.9: 8.0, 1.0: 20.0}, MONEY, 2.0, 20.0),
    ({0.1: 3.0, 0.9: 5.0}, ANY, -inf, inf),
    ({0.1: -8.0, 0.5: -6.0, 0.9: -5.0}, {"highest": 0.0}, -inf, 0.0),
    ({0.05: 2.0, 0.2: 3.0, 0.4: 4.0, 0.6: 5.0, 0.8: 6.5, 0.95: 9.0}, ANY, -inf, inf),
]


def keelin(shares, coefficients, lower, upper):
    """Keelin's quantile function, as he writes it."""
    y, odds = np.asarray(shares), np.log(np.asarray(shares) / (1.0 - np.asarray(shares)))
    terms = [np.ones_like(y), odds, (y - 0.5) * odds, y - 0.5, (y - 0.5) ** 2][: len(coefficients)]
    value = sum(a * term for a, term in zip(coefficients, terms, strict=True))
    if np.isfinite(lower) and np.isfinite(upper):
        return (lower + upper * np.exp(value)) / (1.0 + np.exp(value))
    if np.isfinite(lower):
        return lower + np.exp(value)
    return upper - np.exp(-value) if np.isfinite(upper) else value


@pytest.mark.parametrize(("wanted", "limits", "lower", "upper"), METALOGS)
def test_a_metalog_has_its_percentiles(wanted, limits, lower, upper):
    found = elicit.from_percentiles(wanted, **limits)
    p = found.distribution.named
    assert (p["lower"], p["upper"]) == (lower, upper) == found.distribution.support()
    inner = {share: value for share, value in wanted.items() if 0.0 < share < 1.0}
    got = keelin(list(inner), p["coefficients"], lower, upper)
    span = max(wanted.values()) - min(wanted.values())
    assert len(p["coefficients"]) == min(len(inner), 5)
    off = np.abs(got - list(inner.values())).max() / span
    assert off < (1e-9 if len(inner) <= 5 else 0.02)
    assert found.misfit == pytest.approx(off, abs=1e-9)


@settings(deadline=None, max_examples=80)
@given(steps=st.lists(st.floats(0.02, 1.0), min_size=3, max_size=6), bound=st.sampled_from([ANY, MONEY, SHARE]))
def test_any_percentiles_are_met_nearly_or_refused(steps, bound):
    shares = np.linspace(0.05, 0.95, len(steps))
    values = np.cumsum(steps) / (1.05 * sum(steps))
    try:
        found = elicit.from_percentiles(dict(zip(shares, values, strict=True)), **bound)
    except CannotElicit as refused:
        assert refused.instead and refused.at == ("percentiles",)
        return
    low, high = found.distribution.support()
    assert bound.get("lowest", -inf) <= low and high <= bound.get("highest", inf)
    assert found.misfit <= 0.1 and np.isfinite(found.distribution.variance())
    got = found.distribution.ppf(shares)
    assert found.misfit == pytest.approx(np.abs(got - values).max() / (values[-1] - values[0]), abs=1e-12)


def test_metalog_coefficients_are_the_least_squares_ones():
    rng = np.random.default_rng(20110808)
    shares = np.sort(rng.uniform(0.01, 0.99, 12))
    values = np.sort(rng.normal(50.0, 9.0, 12))
    odds = np.log(shares / (1.0 - shares))
    rows = np.column_stack([np.ones(12), odds, (shares - 0.5) * odds, shares - 0.5, (shares - 0.5) ** 2])
    expected = np.linalg.lstsq(rows, values, rcond=None)[0]
    found = metalog_coefficients(dict(zip(shares, values, strict=True)), 5)
    assert found == pytest.approx(expected, rel=1e-9)


def test_a_metalog_whose_curve_would_turn_back_has_fewer_terms_and_says_what_it_missed():
    # Nearly symmetric, save for a P25 that four terms can only meet by turning back.
    found = elicit.from_percentiles({0.1: 1.0, 0.25: 4.4, 0.5: 4.5, 0.75: 6.0, 0.9: 8.0})
    assert len(found.distribution.named["coefficients"]) < 5
    assert 0.0 < found.misfit < 0.1 and "off by at most" in found.words


LEAST_SQUARES = [
    ("pert", {0.05: 4.0, 0.25: 5.0, 0.5: 6.0, 0.75: 7.0, 0.95: 9.5}),
    ("triangular", {0.1: 5.0, 0.5: 6.0, 0.9: 8.0}),
    ("lognormal", {0.1: 5.0, 0.5: 6.0, 0.9: 8.0}),
    ("gamma", {0.1: 5.0, 0.5: 6.2, 0.9: 8.0}),
    ("weibull", {0.1: 5.0, 0.5: 6.6, 0.9: 8.0}),
    ("normal", {0.1: 5.0, 0.5: 6.4, 0.9: 8.0}),
    ("exponential", {0.1: 0.3, 0.5: 2.0, 0.9: 7.0}),
    ("uniform", {0.1: 5.0, 0.5: 6.4, 0.9: 8.0}),
]


@pytest.mark.parametrize(("family", "wanted"), LEAST_SQUARES)
def test_other_families_come_as_near_as_scipys_least_squares(family, wanted):
    found = elicit.from_percentiles(wanted, family=family)
    shares, values = np.array(list(wanted)), np.array(list(wanted.values()))
    free = [name for name in found.distribution.named if name != "shape" or family not in ("pert",)]

    def distances(x):
        try:
            return distribution(family, **dict(zip(free, x, strict=True))).ppf(shares) - values
        except ValueError:
            return np.full(values.size, 1e3)

    begin = [found.distribution.named[name] for name in free]
    best = min(
        
            optimize.minimize(
                lambda x: float((distances(x) ** 2).sum()), [a * (1.0 + nudge) for a in begin], method="Nelder-Mead",
                options={"xatol": 1e-10, "fatol": 1e-14, "maxfev": 4000},
            ).fun
            for nudge in (0.0, 0.02, -0.02)
        
    )  # fmt: skip
    ours = float((oracle(found.distribution).ppf(shares) - values) @ (oracle(found.distribution).ppf(shares) - values))
    assert ours <= best * (1.0 + 1e-6) + 1e-18
    assert found.misfit == pytest.approx(np.abs(distances(begin)).max() / (values[-1] - values[0]), abs=1e-9)


def test_ends_are_kept_and_limits_are_never_crossed():
    kept = elicit.from_percentiles({0.0: 3.0, 0.5: 5.0, 1.0: 9.0}, family="pert").distribution
    assert kept.support() == (3.0, 9.0) and oracle(kept).cdf(5.0) == pytest.approx(0.5, abs=1e-12)
    crossing = elicit.from_percentiles({0.1: 0.2, 0.5: 3.0, 0.9: 6.0}, family="triangular", lowest=0.0).distribution
    assert crossing.support()[0] == 0.0
    assert elicit.from_percentiles({0.1: 0.2, 0.5: 3.0, 0.9: 6.0}, family="triangular").distribution.support()[0] < 0.0


def test_a_histogram_runs_straight_from_percentile_to_percentile():
    found = elicit.from_percentiles({0.0: 2.0, 0.1: 5.0, 0.9: 8.0, 1.0: 20.0}, family="histogram").distribution
    assert found.cdf([2.0, 3.5, 5.0, 6.5, 8.0, 14.0, 20.0]) == pytest.approx([0.0, 0.05, 0.1, 0.5, 0.9, 0.95, 1.0])
    limits = elicit.from_percentiles({0.1: 0.2, 0.9: 0.6}, family="histogram", **SHARE).distribution
    assert limits.support() == (0.0, 1.0)


# Outturns


@pytest.mark.parametrize("freedom", [1.0, 2.0, 6.0, 6.5, 40.0, 1e6])
def test_students_p90_is_scipys(freedom):
    assert outturns.student_p90(freedom) == pytest.approx(stats.t(freedom).ppf(0.9), rel=1e-12)


def test_outturns_have_the_percentiles_of_the_predictive_t():
    ratios = np.array([0.6, 0.9, 1.1, 0.7])
    found = elicit.from_outturns(list(ratios), forecast=6e6, class_range=(0.5, 2.0), class_points=5.0).distribution
    logs, points = np.log(ratios), 5.0
    spread = np.log(4.0) / (2.0 * stats.norm.ppf(0.9))
    freedom = points + 3.0
    scale = np.sqrt((points * spread**2 + ((logs - logs.mean()) ** 2).sum()) / freedom * (1.0 + 1.0 / 4.0))
    expected = 6e6 * np.exp(stats.t(freedom, logs.mean(), scale).ppf([0.1, 0.5, 0.9]))
    assert oracle(found).ppf([0.1, 0.5, 0.9]) == pytest.approx(expected, rel=1e-9)


def test_a_known_class_draws_the_middle_towards_it_and_many_outturns_do_not_care():
    few, many = [0.6, 0.9, 1.1], [0.6, 0.9, 1.1] * 200
    alone, drawn = (elicit.from_outturns(few, class_ratio=ratio).distribution.ppf(0.5) for ratio in (None, 1.0))
    assert alone == pytest.approx(np.exp(np.log(few).mean())) and alone < drawn < 1.0
    assert elicit.from_outturns(many, class_ratio=1.0).distribution.ppf(0.5) == pytest.approx(float(alone), rel=0.01)
    sample = np.log(many).std(ddof=1)
    assert oracle(elicit.from_outturns(many).distribution).ppf(0.9) == pytest.approx(
        float(alone) * np.exp(1.2815515655 * sample), rel=0.01
    )


@pytest.mark.parametrize("n", [3, 5, 10, 30])
def test_the_next_outturn_falls_inside_eight_times_in_ten(n):
    """Over classes whose own spread differs as the prior says it may, the prediction keeps its promise."""
    rng = np.random.default_rng(n)
    inside, trials = 0, 4000
    points = outturns.CLASS_POINTS
    spread = np.log(outturns.CLASS_RANGE[1] / outturns.CLASS_RANGE[0]) / (2.0 * stats.norm.ppf(0.9))
    for _ in range(trials):
        sd = spread * np.sqrt(points / rng.chisquare(points))
        logs = rng.normal(-0.2, sd, n + 1)
        middle, width = outturns._predicted(list(np.exp(logs[:-1])), None, outturns.CLASS_RANGE, points)
        inside += abs(logs[-1] - middle) <= width * 1.2815515655446004
    assert abs(inside / trials - 0.8) < 4.0 * np.sqrt(0.16 / trials)


def test_many_outturns_may_be_drawn_from_as_they_are():
    ratios = [0.5 + 0.05 * i for i in range(20)]
    found = elicit.from_outturns(ratios, forecast=2.0, family="empirical").distribution
    assert found.ppf([0.05, 0.5, 1.0]) == pytest.approx([1.0, 1.9, 2.9])


def test_an_outturn_that_may_pass_a_limit_is_cut_there():
    found = elicit.from_outturns([0.6, 0.9, 1.1], forecast=0.3, **SHARE).distribution
    assert found.family == "truncated" and found.support() == (0.0, 1.0)


def test_words_use_the_units_own_writing():
    def pounds(value):
        return f"£{value / 1e6:.1f}m"

    words = elicit.from_range(5e6, 8e6, written=pounds, **MONEY).words
    assert (
        words.startswith("80% sure to be from £5.0m to £8.0m") and "pert (low £3.5m, mode £6.5m, high £9.5m)" in words
    )
    with pytest.raises(CannotElicit, match=r"from £8\.0m down to £5\.0m"):
        elicit.from_range(8e6, 5e6, written=pounds)
