"""Holding the engine's outcomes to the reference's, trial by trial.

Money agrees to 1e-9 of the trial's absolute flows, anything else to 1e-9 of itself. An outcome that turns on a
threshold (a payback month, a peak month, a first year) may differ only in a trial in which the reference itself stands
on that threshold: within `ON_THE_EDGE` of the flows, a hundred times narrower than the agreement asked for. Infinite
and missing must match.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from reference.model import Reference, reference_run
from reference.outcomes import FULL_EFFECT, TOLERANCE, Path
from reference.reading import Array, label

AGREEMENT = 1e-9
ON_THE_EDGE = 1e-11

EXACT = ("approved", "exited")
RATIOS = ("deficit_reduction", "deficit_reduction_after_costs", "full_year_gap_share", "savings_to_cost")
PLAIN = (
    "go_live",
    "slip",
    "posts_removed",
    "exits",
    "saving_share_of_budget",
    "saving_share_of_net_budget",
    "saving_share_of_budget_in_scope",
)


@dataclass
class Verdict:
    """What a comparison found.

    Attributes
    ----------
    faults
        One line for each outcome that disagrees, with the first trial in which it does.
    on_the_edge
        How many values differ because the reference stands on a threshold.
    compared
        How many values were compared.
    worst
        The largest disagreement of any money outcome, as a share of the absolute flows.
    """

    faults: list[str] = field(default_factory=list)
    on_the_edge: int = 0
    compared: int = 0
    worst: float = 0.0


def engine_run(plan: Any, seed: int, trials: range) -> tuple[dict[str, Array], dict[str, Array]]:
    """The engine's own draws and every outcome it makes of them, by name, [TRIAL]."""
    from simulator.engine import sample_inputs, simulate

    rows = sample_inputs(plan, seed, trials)
    made = simulate(plan, seed, trials)
    return dict(zip(plan.input_ids, rows, strict=True)), dict(zip(made.names, made.values, strict=True))


def agree(case: Any, inputs: Mapping[str, Array], made: Mapping[str, Array]) -> Verdict:
    """Compare the engine's outcomes with the reference's on the same draws."""
    return compare(case, reference_run(case, inputs), made)


def compare(case: Any, reference: Reference, made: Mapping[str, Array]) -> Verdict:
    """Compare outcomes with those of a reference run."""
    verdict = Verdict()
    wanted = reference.outcomes
    for name in sorted(wanted.keys() - made.keys()):
        verdict.faults.append(f"{name}: the engine does not make it")
    for name in sorted(made.keys() - wanted.keys()):
        verdict.faults.append(f"{name}: only the engine makes it")
    for name in sorted(wanted.keys() & made.keys()):
        theirs, ours = np.asarray(made[name], dtype=float), wanted[name]
        same = _same(case, reference, name, theirs, ours, verdict)
        verdict.compared += len(ours)
        if not same.all():
            edge = ~same & _on_the_edge(case, reference, name, theirs)
            verdict.on_the_edge += int(edge.sum())
            wrong = np.flatnonzero(~same & ~edge)
            if len(wrong):
                trial = wrong[0]
                verdict.faults.append(
                    f"{name}: {len(wrong)} of {len(ours)} trials; in trial {trial} the engine has {theirs[trial]!r}, "
                    f"the reference {ours[trial]!r}"
                )
    return verdict


def _base(name: str) -> str:
    return name.split(".")[0]


def council_of(case: Any, name: str) -> str | None:
    """The council an outcome is of, or None for the whole and for clusters."""
    last = name.split(".")[-1]
    return last if "." in name and last in case.council and last not in case.cluster else None


def _flows(reference: Reference, council: str | None) -> Array:
    return reference.paths[council, "real"].absolute


def _same(case: Any, reference: Reference, name: str, theirs: Array, ours: Array, verdict: Verdict) -> Any:
    """Where two rows agree, bool [TRIAL]."""
    base = _base(name)
    council = council_of(case, name)
    special = (theirs == ours) | (np.isnan(theirs) & np.isnan(ours))
    both = np.isfinite(theirs) & np.isfinite(ours)
    gap = np.where(both, np.abs(np.where(both, theirs, 0.0) - np.where(both, ours, 0.0)), np.inf)
    size = np.abs(np.where(both, ours, 0.0))
    if base in EXACT or base in ("peak_funding_month", "first_net_saving_year", "full_effect_year"):
        return special
    if base in ("payback_years", "discounted_payback_years"):
        path = reference.paths[council, "real" if base == "payback_years" else "discounted"]
        near = np.where(both, gap, 0.0) * _slope(path) <= AGREEMENT * path.absolute
        return special | (gap <= AGREEMENT * size) | (both & near)
    if base in PLAIN:
        return special | (gap <= AGREEMENT * np.maximum(size, 1.0))
    if base in RATIOS:
        return special | (gap <= AGREEMENT * np.maximum(size, _ratio_scale(case, reference, name, council)))
    flows = _flows(reference, council)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(both & (gap > 0), gap / np.maximum(flows, size), 0.0)
    verdict.worst = max(verdict.worst, float(np.max(shares, initial=0.0)))
    # An annual figure, or a cost beyond the horizon, may be larger than all flows inside it.
    return special | (gap <= AGREEMENT * np.maximum(flows, size))


def _ratio_scale(case: Any, reference: Reference, name: str, council: str | None) -> Array:
    """What a pound of absolute flows is worth in a ratio: it is flows less flows, over something."""
    flows = _flows(reference, council)
    if _base(name) == "savings_to_cost":
        cost = reference.outcomes["implementation_cost"]
        return np.where(cost > 0, flows / np.where(cost > 0, cost, 1.0), 0.0)
    part = [council] if council is not None else list(case.council)
    year = case.case.gap_year if _base(name) == "full_year_gap_share" else name.split(".")[1]
    gap = sum(case.council[one].gap[year].least for one in part)
    return flows / gap


def _slope(path: Path) -> Array:
    """£ a year by which the path rises in the month in which it pays back, [TRIAL]."""
    slopes = np.zeros(len(path.absolute))
    for trial, (cumulative, absolute) in enumerate(zip(path.cumulative, path.absolute, strict=True)):
        below = np.flatnonzero(cumulative < -TOLERANCE * absolute)
        if len(below) and below[-1] + 1 < len(cumulative):
            slopes[trial] = 12 * (cumulative[below[-1] + 1] - cumulative[below[-1]])
    return slopes


def _on_the_edge(case: Any, reference: Reference, name: str, theirs: Array) -> Any:
    """Where the reference stands so close to a threshold that rounding decides, bool [TRIAL]."""
    base, council = _base(name), council_of(case, name)
    edge = np.zeros(len(theirs), dtype=bool)
    if base in ("payback_years", "discounted_payback_years"):
        path = reference.paths[council, "real" if base == "payback_years" else "discounted"]
        limit = (TOLERANCE * path.absolute)[:, None]
        return np.any(np.abs(path.cumulative + limit) <= ON_THE_EDGE * path.absolute[:, None], axis=1)
    if base == "peak_funding_month":
        path = reference.paths[council, "nominal"]
        deepest = np.minimum(path.cumulative.min(axis=1), 0.0)
        limit = deepest + TOLERANCE * path.absolute
        near = np.any(np.abs(path.cumulative - limit[:, None]) <= ON_THE_EDGE * path.absolute[:, None], axis=1)
        return near | (np.abs(deepest + TOLERANCE * path.absolute) <= ON_THE_EDGE * path.absolute)
    flows = _flows(reference, None)
    if base == "first_net_saving_year":
        for year in _years(case):
            edge |= np.abs(reference.outcomes[f"net_cash.{year}"] - TOLERANCE * flows) <= ON_THE_EDGE * flows
    if base == "full_effect_year":
        final = reference.outcomes["annual_saving"]
        edge |= np.abs(final) <= ON_THE_EDGE * flows
        for year in _years(case):
            edge |= np.abs(reference.outcomes[f"saving_real.{year}"] - FULL_EFFECT * final) <= ON_THE_EDGE * flows
    return edge


def _years(case: Any) -> list[str]:
    return [label(year) for year in case.calendar.years]
