"""The one object that ``collabsim run --json`` prints and ``summary.json`` holds, and the rows of ``summary.csv``.

Names are those of docs/model.md section 8. What cannot be a number in JSON, an infinite or undefined figure, is null.
"""

from __future__ import annotations

import json
import math
from typing import Any

from simulator.findings import sentences, wording
from simulator.findings.correlation import Correlation
from simulator.findings.found import Findings, Population, Streaming
from simulator.findings.intervals import Interval
from simulator.findings.measures import Measure
from simulator.findings.percentiles import REPORTED
from simulator.findings.precision import Reached

SCHEMA_VERSION = 1
"""Raised whenever a reader of the object would have to change."""


def summary_object(findings: Findings, *, run: str, results_sha256: str) -> dict[str, Any]:
    """The whole object.

    Parameters
    ----------
    findings : Findings
    run : str
        Folder of the run.
    results_sha256 : str

    Returns
    -------
    dict
        ``schema_version``, ``case``, ``title``, ``trials``, ``seed``, ``run``, ``results_sha256``; ``measures``,
        ``given_approval`` and ``as_submitted`` (name → measure); ``probabilities``, the same with the prefixes
        ``given_approval_`` and ``as_submitted_``, the standard errors of each as ``…probability_errors`` and their 95%
        intervals as ``…probability_intervals``; ``approved_trials``; ``design`` and ``randomisations`` (1 for
        independent trials); ``until`` (each precision that was asked for, and what was reached); ``ranges``,
        ``inputs``, ``correlations``. Where the trials were not kept, ``streamed`` says how that was done, and each
        measure has a ``bound``: how far its percentiles may be from those of the very trials.
    """
    facts = findings.facts
    found: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "case": facts.id,
        "title": facts.title,
        "trials": findings.trials,
        "approved_trials": findings.given_approval.trials,
        "design": findings.design,
        "randomisations": findings.tested_sample.replicates,
        "seed": findings.seed,
        "run": run,
        "results_sha256": results_sha256,
    }
    populations = {
        "measures": findings.tested,
        "given_approval": findings.given_approval,
        "as_submitted": findings.as_submitted,
    }
    for name, people in populations.items():
        found[name] = {outcome: _measure(measure, findings) for outcome, measure in people.measures.items()}
    for prefix, people in zip(("", "given_approval_", "as_submitted_"), populations.values(), strict=True):
        found[f"{prefix}probabilities"] = {name: chance.share for name, chance in people.chances.items()}
        found[f"{prefix}probability_errors"] = {name: chance.error for name, chance in people.chances.items()}
        found[f"{prefix}probability_intervals"] = {
            name: _ends(chance.interval) for name, chance in people.chances.items()
        }
    counts = facts.inputs
    found["inputs"] = {
        "total": counts.total,
        "uncertain": counts.uncertain,
        "reported": counts.reported,
        "evidence": counts.evidence,
        "assumed": counts.assumed,
    }
    found["ranges"] = _ranges(findings)
    found["correlations"] = [correlation_object(matrix) for matrix in findings.correlations]
    found["until"] = [_reached(one) for one in findings.until]
    if findings.streamed is not None:
        found["streamed"] = streaming_object(findings.streamed)
    return found


def correlation_object(matrix: Correlation) -> dict[str, Any]:
    """One matrix of the case: what it is, what making it possible took, and every two members.

    Of a pair that is ``latent`` one member has few values: what is asked and used is between the values that decide.
    """
    return {
        "id": matrix.id,
        "members": list(matrix.members),
        "copula": "gaussian" if matrix.degrees_of_freedom is None else "t",
        "degrees_of_freedom": matrix.degrees_of_freedom,
        "largest_repair": matrix.largest_repair,
        "repair_distance": matrix.repair_distance,
        "pairs": [
            {
                "inputs": list(pair.inputs),
                "asked": pair.asked,
                "used": pair.used,
                "achieved": pair.achieved,
                "latent": pair.latent,
            }
            for pair in matrix.pairs
        ],
    }


def as_json(content: dict[str, Any]) -> str:
    """The object as text: floats by repr, keys in their order, no NaN or Infinity; same figures, same bytes.

    Every measure stands on a line of its own, so that two summaries can be compared line by line.
    """
    lines = []
    for key, value in content.items():
        if isinstance(value, dict) and value:
            inner = [f"  {_line(name)}: {_line(entry)}" for name, entry in value.items()]
            lines.append(f" {_line(key)}: {{\n" + ",\n".join(inner) + "\n }")
        else:
            lines.append(f" {_line(key)}: {_line(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


_line = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def streaming_object(streamed: Streaming) -> dict[str, int]:
    """How a run was made whose trials were counted and not kept; for the manifest too."""
    return {
        "kept_trials": streamed.kept,
        "pilot_trials": streamed.pilot,
        "passes": streamed.passes,
        "refined_outcomes": streamed.refined,
        "bins": streamed.bins,
    }


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _ends(interval: Interval | None) -> list[float | None] | None:
    """The ends of an interval; null for one that the trials cannot bound or that is infinite."""
    if interval is None:
        return None
    low, high = interval
    return [low if math.isfinite(low) else None, high if math.isfinite(high) else None]


def _reached(one: Reached) -> dict[str, Any]:
    """A precision that was asked for, and what was reached."""
    found = one.estimate
    return {
        "precision": one.precision.text,
        "asked": one.precision.bound.value,
        "reached": one.reached,
        "within": one.within,
        "value": _number(found.value),
        "interval_95": _ends(found.interval),
        "trials": found.trials,
    }


_NAMES = tuple((percent, f"p{percent}") for percent in REPORTED)


def _measure(measure: Measure, findings: Findings) -> dict[str, Any]:
    """One measure. Its errors are null, like mean and sd, where some trials are infinite; its intervals hold there."""
    errors = {"mean": _number(measure.mean_error)}
    for percent, name in _NAMES:
        errors[name] = None if measure.infinite else _number(measure.error_at(percent))
    told: dict[str, Any] = {
        "unit": measure.unit,
        "price_base": wording.price_base(measure.price_base, findings.facts) or None,
        "denominator": measure.denominator,
        "mean": measure.mean,
        "sd": measure.sd,
        **{name: _number(measure.at(percent)) for percent, name in _NAMES},
        "error": errors,
        "interval_95": {
            "mean": _ends(measure.mean_interval),
            **{name: _ends(measure.interval_at(percent)) for percent, name in _NAMES},
        },
        "infinite": measure.infinite,
        "missing": measure.missing,
    }
    if measure.percentile_bounds:
        told["bound"] = {f"p{percent}": _number(measure.percentile_bounds[percent]) for percent in REPORTED}
    return told


def _ranges(findings: Findings) -> dict[str, Any]:
    """The sum of the clusters' ranges beside the simulated ranges of the whole, real, £ a year."""
    clusters = findings.facts.clusters

    def middle(people: Population) -> dict[str, float | None]:
        measure = people.measures["annual_saving"]
        return {f"p{percent}": _number(measure.at(percent)) for percent in (10, 50, 90)}

    return {
        "annual_saving": {
            "unit": "£ a year",
            "price_base": wording.price_base("real", findings.facts),
            "sum_of_lows": sum(cluster.low for cluster in clusters),
            "sum_of_highs": sum(cluster.high for cluster in clusters),
            "as_submitted": middle(findings.as_submitted),
            "measures": middle(findings.tested),
            "given_approval": middle(findings.given_approval),
            "why": " ".join(sentences.ranges(findings)),
        }
    }


COLUMNS = (
    *("figures", "name", "unit", "price base", "denominator", "mean", "sd"),
    *(f"p{percent}" for percent in REPORTED),
    *("error of mean", "error of p50", "infinite", "missing"),
    *("mean, 95% from", "mean, 95% to", "p50, 95% from", "p50, 95% to"),
)
"""Header of ``summary.csv``."""


def summary_rows(told: dict[str, Any]) -> list[tuple[str | float | None, ...]]:
    """Rows of ``summary.csv``: every measure and probability of every population, under `COLUMNS`.

    A probability stands in the column of the mean, its standard error and 95% interval in those of the mean's. An
    infinite figure and one that is not defined are None; the column ``infinite`` says what share of the trials is.

    Parameters
    ----------
    told : dict
        From `summary_object`.
    """
    rows: list[tuple[str | float | None, ...]] = []
    blank = (None,) * len(REPORTED)
    for label, key, prefix in (
        ("tested", "measures", ""),
        ("tested, given approval", "given_approval", "given_approval_"),
        ("as submitted", "as_submitted", "as_submitted_"),
    ):
        for name, cells in told[key].items():
            rows.append(
                (
                    label,
                    name,
                    *(cells[key] for key in ("unit", "price_base", "denominator", "mean", "sd")),
                    *(cells[f"p{percent}"] for percent in REPORTED),
                    *(cells["error"][key] for key in ("mean", "p50")),
                    *(cells[key] for key in ("infinite", "missing")),
                    *(end for key in ("mean", "p50") for end in cells["interval_95"][key] or (None, None)),
                )
            )
        errors, intervals = told[f"{prefix}probability_errors"], told[f"{prefix}probability_intervals"]
        for name, share in told[f"{prefix}probabilities"].items():
            ends = intervals[name] or (None, None)
            named = (label, name, "probability", None, "trials", share, None)
            rows.append((*named, *blank, errors[name], None, None, None, *ends, None, None))
    return rows
