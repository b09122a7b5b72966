"""Invented trials of an invented case, so that findings, records and charts can be held to figures known beforehand.

No engine is used: outcomes are drawn here, roughly as a business case would give them, and every kind of future can be
asked for: good, hopeless, certain, declined.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from simulator.case.calendar import Calendar
from simulator.findings.analysis import Findings, Sample, findings_of
from simulator.findings.facts import CaseFacts, Cluster, Council, Counts, Year
from simulator.plan.outcomes import OutcomeInfo, Present, catalogue

START, HORIZON = "2011-10", "2021/22"
CLUSTERS = {
    "strategic": ("Strategic management", 1.10e6, 1.60e6),
    "people": ("Children, young people and adults", 1.64e6, 1.95e6),
    "corporate": ("Corporate services", 1.63e6, 2.82e6),
    "culture": ("Culture and leisure", 0.20e6, 0.25e6),
    "environment": ("Environment", 0.78e6, 1.56e6),
    "regeneration": ("Regeneration", 0.03e6, 0.18e6),
}
COUNCILS = {"darlington": "Darlington Borough Council", "hartlepool": "Hartlepool Borough Council"}
SHARES = {"darlington": 0.425, "hartlepool": 0.575}
GAP = 22.5e6


def invented_facts(title: str = "Darlington and Hartlepool: one workforce for two councils?", **changes) -> CaseFacts:
    """Facts of the invented case."""
    calendar = Calendar(START, HORIZON)
    facts = dict(
        id="invented",
        title=title,
        calendar=calendar,
        price_base="2011/12",
        years=tuple(
            Year(label, date(begins + 1, 3, 31), end)
            for label, begins, end in zip(calendar.labels, calendar.years, calendar.boundaries[1:], strict=True)
        ),
        councils=tuple(Council(id, name) for id, name in COUNCILS.items()),
        clusters=tuple(Cluster(id, *rest) for id, rest in CLUSTERS.items()),
        gaps={"2014/15": (GAP, GAP)},
        gap_year="2014/15",
        claimed_first_net_saving_year="2013/14",
        claimed_full_effect_year="2014/15",
        redundancy_method="total",
        inputs=Counts(reported=21, evidence=34, assumed=146, total=201, uncertain=98),
    )
    return CaseFacts(**(facts | changes))


def invented_infos(gap_years: tuple[str, ...] = ("2014/15",)) -> tuple[OutcomeInfo, ...]:
    """The catalogue of the invented case."""
    present = Present(
        posts=frozenset(CLUSTERS),
        memorandum=True,
        all_budgets=True,
        budgets=frozenset(CLUSTERS),
        gap_years=frozenset(gap_years),
        council_gap_years={id: frozenset(gap_years) for id in COUNCILS},
        stated_year="2014/15",
        reserves=frozenset(["darlington"]),
    )
    clusters, councils = ({id: place for place, id in enumerate(ids)} for ids in (CLUSTERS, COUNCILS))
    return catalogue(Calendar(START, HORIZON).labels, clusters, councils, present)


def invented_sample(
    trials: int = 4000,
    seed: int = 1,
    *,
    delivery: float = 0.85,
    spread: float = 0.12,
    delay: float = 7.0,
    decline: float = 0.24,
    cost: float = 6.5e6,
    gap_years: tuple[str, ...] = ("2014/15",),
) -> Sample:
    """Trials drawn by hand: ``delivery`` of the savings arrives, ``delay`` months late, at a one-off ``cost``."""
    draw = np.random.default_rng(seed)
    calendar = Calendar(START, HORIZON)
    months = np.arange(calendar.months)
    late = delay * draw.gamma(4.0, 0.25, trials) if spread else np.full(trials, delay)
    common = np.maximum(0.0, delivery * (1 + spread * draw.standard_normal(trials)))
    declined = draw.random(trials) < decline
    saved = {}
    for id, (_, low, high) in CLUSTERS.items():
        middle = (low + high) / 2 + (high - low) * 0.4 * (draw.beta(3, 3, trials) - 0.5) * bool(spread)
        saved[id] = np.where(declined, 0.0, middle * common)
    annual = sum(saved.values())
    one_off = cost * (1 + spread * draw.standard_normal(trials)) * np.where(declined, 0.1, 1.0)
    flow_in = np.clip((months[None, :] - 15 - late[:, None]) / 12, 0, 1) * annual[:, None] / 12
    flow_out = ((months >= 6) & (months < 24))[None, :] * one_off[:, None] / 18
    path = np.cumsum(flow_in - flow_out, axis=1)
    payback = _payback(path)
    found: dict[str, np.ndarray] = {
        "annual_saving": annual,
        "implementation_cost": one_off,
        "redundancy_cost": one_off * 0.56,
        "redundancy_cost_memorandum": one_off * 0.7,
        "payback_years": payback,
        "discounted_payback_years": payback * 1.1,
        "npv": path[:, -1] * 0.8,
        "peak_funding": -np.minimum(path.min(axis=1), 0.0),
        "peak_funding_month": np.where(path.min(axis=1) < 0, path.argmin(axis=1) + 1.0, np.nan),
        "full_year_gap_share": annual / GAP,
        "approved": (~declined).astype(float),
        "exited": (draw.random(trials) < 0.03).astype(float) * bool(spread),
        "cost_beyond_horizon": np.zeros(trials),
    }
    ends = np.array(calendar.boundaries[1:]) - 1
    begins = np.array([int(label[:4]) for label in calendar.labels])
    totals = np.diff(np.concatenate([np.zeros((trials, 1)), path[:, ends]], axis=1), axis=1)
    found["first_net_saving_year"] = _first(totals > 0, begins)
    in_year = np.diff(np.concatenate([np.zeros((trials, 1)), np.cumsum(flow_in, axis=1)[:, ends]], axis=1), axis=1)
    found["full_effect_year"] = _first((in_year >= 0.95 * annual[:, None]) & (annual[:, None] > 0), begins)
    for y, label in enumerate(calendar.labels):
        nominal = 1.02**y
        found[f"saving_real.{label}"] = in_year[:, y]
        found[f"saving.{label}"] = in_year[:, y] * nominal
        found[f"cumulative_net_real.{label}"] = path[:, ends[y]]
        found[f"cumulative_net.{label}"] = path[:, ends[y]] * nominal
        found[f"deficit_reduction.{label}"] = in_year[:, y] * nominal / GAP
    for id, values in saved.items():
        found[f"annual_saving.{id}"] = values
        found[f"go_live.{id}"] = np.where(declined, np.inf, 18 + late)
    for id, share in SHARES.items():
        found[f"annual_saving.{id}"] = annual * share
        found[f"payback_years.{id}"] = payback
        found[f"peak_funding.{id}"] = found["peak_funding"] * share
        found[f"deficit_reduction.2014/15.{id}"] = found["deficit_reduction.2014/15"]
    found["reserves_headroom.darlington"] = 2.5e6 - found["peak_funding.darlington"]
    infos = invented_infos(gap_years)
    zeros = np.zeros(trials)
    return Sample(infos, np.array([found.get(info.name, zeros) for info in infos], dtype=np.float64))


def invented_findings(trials: int = 4000, *, facts: CaseFacts | None = None, **future) -> Findings:
    """Findings of an invented future beside the case as submitted."""
    submitted = dict(delivery=1.0, spread=0.03, delay=0.0, decline=0.0, cost=6.5e6)
    years = {"gap_years": future["gap_years"]} if "gap_years" in future else {}
    return findings_of(
        facts or invented_facts(),
        invented_sample(trials, **future),
        invented_sample(trials, seed=2, **submitted, **years),
        seed=2011,
    )


def _payback(path: np.ndarray) -> np.ndarray:
    """Years to the moment from which the path, [TRIAL, MONTH], stays at or above zero."""
    below = path < 0
    last = path.shape[1] - 1 - np.argmax(below[:, ::-1], axis=1)
    found = np.zeros(len(path))
    for i in range(len(path)):
        if below[i].any():
            m = last[i]
            found[i] = np.inf if m == path.shape[1] - 1 else (m + 1 - path[i, m] / (path[i, m + 1] - path[i, m])) / 12
    return found


def _first(reached: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """Calendar year of the first True of each trial, [TRIAL, YEAR]; infinite where there is none."""
    return np.where(reached.any(axis=1), begins[reached.argmax(axis=1)].astype(float), np.inf)
