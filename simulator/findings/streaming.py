"""The findings of a run whose trials were not kept: from counts in bins, sums, and counts of what happened.

Chances are exact, and so are means but for rounding. A percentile is told within a bound that the run carries beside
its Monte Carlo error. What needs trials themselves – drivers, joint chances, curves of chance – is worked out from the
first `KEPT_TRIALS` of them, which are simulated once more and kept.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.findings.analysis import sample_of
from simulator.findings.correlation import correlations
from simulator.findings.facts import CaseFacts
from simulator.findings.figures import APPROVED, COMPARE, SUBMITTED, Estimate, Figure
from simulator.findings.found import Findings, Population, Streaming
from simulator.findings.intervals import Interval, mean_interval
from simulator.findings.measures import Measure
from simulator.findings.percentiles import PERCENTILES, Percentiles, from_statistics, order_ranks, percentile_rank
from simulator.findings.precision import Precision, reach_from
from simulator.findings.probabilities import SAME_MOMENT, Event, chance, events_of
from simulator.plan.outcomes import OutcomeInfo
from simulator.running.stream import Streamed, StreamView, Wanted
from simulator.running.stream.reading import Reading, Row

if TYPE_CHECKING:
    from simulator.engine import Outcomes
    from simulator.plan import Plan

KEPT_TRIALS = 3_000
"""Trials of a streamed run that are kept, the first ones: enough for what they are for, and few enough to need little
memory."""

Trials = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Watcher:
    """Counts in a strip of trials how often each event of a case happened.

    Its counts are, one after the other: every named chance over all trials, and over those approved; payback by each
    month from the start, over both; and for each figure ``P( )`` how often it was so, and in how many trials it counts.

    Attributes
    ----------
    facts : CaseFacts
    outcomes : tuple of str
        Names of the case's outcomes.
    figures : tuple of Figure
        Those of the form ``P( )`` that are asked of this view.
    """

    facts: CaseFacts
    outcomes: tuple[str, ...]
    figures: tuple[Figure, ...]

    def __getstate__(self) -> dict[str, object]:
        # Events hold functions that cannot be sent to another process; it makes its own.
        return {name: value for name, value in self.__dict__.items() if name not in ("events", "ends")}

    @cached_property
    def events(self) -> tuple[tuple[str, Event], ...]:
        """Every named chance of the case."""
        return tuple(events_of(self.facts, set(self.outcomes)))

    @cached_property
    def ends(self) -> Trials:
        """Ends of the months, in years from the start, within which a payback counts."""
        return np.arange(round(self.facts.years[-1].end_month) + 1) / 12 + SAME_MOMENT

    @property
    def counts(self) -> int:
        """How many counts there are."""
        return 2 * (len(self.events) + len(self.ends) + len(self.figures))

    def __call__(self, outcomes: Mapping[str, Trials], approved: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        happened = np.array([event(outcomes) for _, event in self.events])
        payback = outcomes["payback_years"]
        found = [np.count_nonzero(happened, axis=1), np.count_nonzero(happened & approved, axis=1)]
        found += [np.searchsorted(np.sort(some), self.ends, side="right") for some in (payback, payback[approved])]
        for figure in self.figures:
            assert figure.edge is not None
            row = outcomes[figure.name]
            counted = ~np.isnan(row) & (approved if figure.given == APPROVED else True)
            hits = COMPARE[figure.inner](row, figure.edge.value) & counted
            found.append(np.array([np.count_nonzero(hits), np.count_nonzero(counted)]))
        return np.concatenate(found).astype(np.int64)

    def taken_apart(self, counts: npt.NDArray[np.int64]) -> Watched:
        """The counts of all trials, by what they are of."""
        events, months = len(self.events), len(self.ends)
        parts = np.split(counts, np.cumsum([events, events, months, months]))
        return Watched((parts[0], parts[1]), (parts[2], parts[3]), parts[4].reshape(-1, 2))


@dataclass(frozen=True)
class Watched:
    """How often what happened.

    Attributes
    ----------
    events, payback : tuple of int64[EVENT], of int64[MONTH]
        Over all trials, and over those approved.
    figures : int64[FIGURE, 2]
        How often it was so, and in how many trials it counts.
    """

    events: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
    payback: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
    figures: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Streams:
    """What to ask of the trials of a case, so that findings can be made of it.

    Attributes
    ----------
    facts : CaseFacts
    tested, submitted : StreamView
    wanted : Wanted
    figures : tuple of Figure
        Further ones that are wanted, beyond those that every run tells.
    """

    facts: CaseFacts
    tested: StreamView
    submitted: StreamView
    wanted: Wanted
    figures: tuple[Figure, ...]

    @property
    def views(self) -> tuple[StreamView, StreamView]:
        """Both."""
        return self.tested, self.submitted


def streams_of(facts: CaseFacts, tested: Plan, submitted: Plan, figures: Sequence[Figure] = ()) -> Streams:
    """What to ask of the trials of a case.

    Parameters
    ----------
    facts : CaseFacts
    tested, submitted : Plan
    figures : sequence of Figure
        Known to the case (`simulator.findings.figures.check_names`).
    """
    views = []
    for plan, by_approval in ((tested, True), (submitted, False)):
        names = tuple(outcome.name for outcome in plan.outcomes)
        own = tuple(one for one in figures if one.function == "P" and (one.given == SUBMITTED) != by_approval)
        watcher = Watcher(facts, names, own)
        views.append(StreamView(plan, by_approval, watcher, watcher.counts))
    more: dict[str, tuple[int, ...]] = {}
    for one in figures:
        if (percent := percent_of(one)) is not None:
            more[one.name] = (*more.get(one.name, ()), percent)
    return Streams(facts, views[0], views[1], Wanted(PERCENTILES, more, percentile_rank), tuple(figures))


def percent_of(figure: Figure) -> int | None:
    """The percentile that a figure asks for; None where it asks for something else."""
    return int(figure.function[1:]) if figure.function[:1] == "p" else None


@dataclass(frozen=True)
class Told:
    """What all trials of a streamed run say, without the counts that say it.

    Attributes
    ----------
    populations : tuple of Population
        All tested trials, those approved, and those as submitted.
    estimates : dict of Figure to Estimate
        The further figures that were wanted.
    """

    populations: tuple[Population, Population, Population]
    estimates: dict[Figure, Estimate]


def told_by(streams: Streams, streamed: Streamed) -> Told:
    """What the trials say.

    Parameters
    ----------
    streams : Streams
        What was asked.
    streamed : Streamed
        What came of it.
    """
    views = [_View(view, reading) for view, reading in zip(streams.views, streamed.readings, strict=True)]
    populations = views[0].population(False), views[0].population(True), views[1].population(False)
    return Told(populations, {figure: _estimate(figure, views, populations) for figure in streams.figures})


def streamed_findings(
    streams: Streams,
    told: Told,
    how: Mapping[str, int],
    tested: Outcomes,
    submitted: Outcomes,
    *,
    seed: int,
    until: Sequence[Precision] = (),
) -> Findings:
    """Everything that is said of a streamed run.

    Parameters
    ----------
    streams : Streams
        What was asked.
    told : Told
        What came of it.
    how : mapping of str to int
        ``pilot``, ``passes``, ``refined`` and ``bins`` of `simulator.running.stream.Streamed`.
    tested, submitted : Outcomes
        All outcomes of each view, of the first trials only.
    seed : int
    until : sequence of Precision
        What the run was asked to reach.
    """
    plan = streams.tested.plan
    return Findings(
        facts=streams.facts,
        seed=seed,
        tested=told.populations[0],
        given_approval=told.populations[1],
        as_submitted=told.populations[2],
        correlations=correlations(plan, seed, 0, tested.trials),
        tested_sample=sample_of(plan, tested),
        submitted_sample=sample_of(streams.submitted.plan, submitted),
        until=reach_from(until, told.estimates),
        streamed=Streaming(kept=tested.trials, estimates=told.estimates, **how),
    )


@dataclass(frozen=True)
class _View:
    """One view of a streamed run."""

    view: StreamView
    reading: Reading

    @property
    def watcher(self) -> Watcher:
        """Who counted its events."""
        assert isinstance(self.view.watch, Watcher)
        return self.view.watch

    @cached_property
    def watched(self) -> Watched:
        """Its counts of events."""
        return self.watcher.taken_apart(self.reading.sums.events)

    def population(self, approved: bool) -> Population:
        """What all trials say, or those approved."""
        trials = self.reading.trials(approved)
        names = [name for name, _ in self.watcher.events]
        hits = self.watched.events[approved].tolist()
        return Population(
            trials=trials,
            measures={info.name: self._measure(info, approved) for info in self.view.plan.outcomes},
            chances={name: chance(happened, trials) for name, happened in zip(names, hits, strict=True)},
            payback_curve=tuple(chance(happened, trials) for happened in self.watched.payback[approved].tolist()),
        )

    def _measure(self, info: OutcomeInfo, approved: bool) -> Measure:
        row = self.reading.row(info.name, approved)
        percentiles, bounds = _percentiles(row, PERCENTILES)
        mean, sd, error, interval = _centre(row)
        return Measure(
            unit=info.unit,
            price_base=info.price_base,
            denominator=info.denominator,
            trials=row.trials,
            mean=mean,
            sd=sd,
            percentiles=percentiles.values,
            mean_error=error,
            percentile_errors=percentiles.errors,
            infinite=(row.above + row.below) / row.trials if row.trials else None,
            missing=row.missing / row.everyone if row.everyone else None,
            mean_interval=interval,
            percentile_intervals=percentiles.intervals,
            percentile_bounds=bounds,
        )

    def estimate(self, figure: Figure, approved: bool) -> Estimate:
        """A mean, a spread, a percentile or a ``P( )``."""
        if figure.function == "P":
            hits, counted = self.watched.figures[self.watcher.figures.index(figure)].tolist()
            share = chance(hits, counted)
            return Estimate(share.share, share.interval, share.trials, share.error)
        row = self.reading.row(figure.name, approved)
        if not row.trials:
            return Estimate(None, None, 0)
        percent = percent_of(figure)
        if percent is not None:
            found, _ = _percentiles(row, (percent,))
            return Estimate(found.values[percent], found.intervals[percent], row.trials, found.errors[percent])
        if row.above or row.below:
            return Estimate(math.inf, None, row.trials)
        mean, sd, error, interval = _centre(row)
        if figure.function == "mean":
            return Estimate(mean, interval, row.trials, error)
        return Estimate(sd, None, row.trials)


def _estimate(figure: Figure, views: Sequence[_View], populations: Sequence[Population]) -> Estimate:
    """A figure that was asked for, with its 95% interval; see `simulator.findings.figures.estimate`."""
    submitted, approved = figure.given == SUBMITTED, figure.given == APPROVED
    if not figure.function:
        share = populations[2 if submitted else 1 if approved else 0].chances[figure.name]
        return Estimate(share.share, share.interval, share.trials, share.error)
    return views[int(submitted)].estimate(figure, approved)


def _percentiles(row: Row, percents: tuple[int, ...]) -> tuple[Percentiles, dict[int, float]]:
    """Percentiles with their errors and intervals, and how far off their bins may make them."""
    if not row.trials:
        return Percentiles({}, {}, {}), {}
    ranks = order_ranks(percents, row.trials)
    found = row.at(np.clip(ranks, 1, row.trials))
    bounds = dict(zip(percents, found.bounds[:, 0].tolist(), strict=True))
    return from_statistics(percents, row.trials, ranks, found.values), bounds


def _centre(row: Row) -> tuple[float | None, float | None, float | None, Interval | None]:
    """Mean, spread, standard error of the mean and its 95% interval; None where they are not told."""
    moments = row.moments
    if not row.trials or row.above or row.below:
        return None, None, None, None
    if moments.trials < 2:
        return moments.mean + 0.0, None, None, None
    sd = math.sqrt(moments.squares / (moments.trials - 1))
    error = sd / math.sqrt(moments.trials)
    return moments.mean + 0.0, sd, error, mean_interval(moments.mean, error, moments.trials - 1)
