"""For every key of the schema a change of that key alone, and the outcome that it moves.

`BASE` is a case in which every mechanism is at work. A pattern is a path in the file with * for an id; a list counts as
one key.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from documents import Document

GONE = object()
"""The value of a key that the changed case leaves out."""

BASE: Document = {
    "case": {
        "id": "every-key",
        "title": "A case in which every mechanism is at work",
        "start": "2011-10",
        "horizon": "2017/18",
        "as_at": "2011-08-08",
        "price_base": "2011/12",
        "discount_rate": 0.03,
        "key": {"north": 0.6, "south": 0.4},
        "gap_year": "2014/15",
    },
    "claim": {"first_net_saving_year": "2013/14", "full_effect_year": "2014/15"},
    "council": {
        "north": {
            "name": "North",
            "net_budget": 30_000_000,
            "gap": {"2014/15": 4_000_000, "2015/16": 5_000_000},
            "reserves": 900_000,
            "redundancy": {"multiplier": 1.2, "weekly_pay": "capped"},
            "pension": {
                "members": 0.8,
                "profile": [{"from": 0, "to": 6, "share": 0.5}, {"from": 9, "to": 9, "share": 0.5}],
            },
        },
        "south": {"name": "South", "net_budget": 20_000_000, "gap": {"2014/15": 2_000_000, "2015/16": 2_500_000}},
    },
    "out_of_scope": {"rest": {"name": "The rest", "budget": 3_000_000}},
    "wave": {
        "one": {"name": "One", "start": "2012-10", "ramp": 4, "delay": 1},
        "two": {
            "name": "Two",
            "start": "2013-04",
            "phasing": [0.5, 0.5],
            "delay": {"low": 0, "mode": 1, "high": 6, "theme": "timescales"},
        },
    },
    "delay": {"common": 0.5},
    "delivery": {"factor": {"low": 0.6, "mode": 0.9, "high": 1.1}},
    "cluster": {
        "alpha": {
            "name": "Alpha",
            "wave": "one",
            "budget": 9_000_000,
            "saving": {"low": 400_000, "mode": 600_000, "high": 700_000, "distribution": "pert"},
            "delay": {"low": -2, "mode": 0, "high": 4, "may_be_early": True},
            "realisation": 0.9,
            "overlap": 0.05,
            "cashable": 0.9,
            "general_fund": 0.8,
            "staff_share": 0.7,
            "ramp": 5,
            "key": "where it arises",
            "arises": {"north": 0.7, "south": 0.3},
            "weight": 1.0,
            "overrun": {"redundancy": 1.1, "pension": 1.1, "ict": 1.1, "other": 1.1},
            "dual_running": 2_000,
            "dip": {"amount": 3_000, "months": 4},
            "posts": {"average_cost": 40_000, "turnover": 0.3, "strain": 20_000},
        },
        "beta": {
            "name": "Beta",
            "wave": "two",
            "budget": 9_000_000,
            "saving": {"low": 300_000, "mode": 400_000, "high": 700_000},
            "phasing": [0.25, 0.75],
            "weight": 2.0,
            "prerequisites": [{"cluster": "alpha", "lag": 7}],
        },
        "gamma": {"name": "Gamma", "wave": "one", "budget": 9_000_000, "saving": 300_000, "weight": 1.0},
        "delta": {
            "name": "Delta",
            "wave": "two",
            "budget": 9_000_000,
            "saving": {"low": 200_000, "mode": 300_000, "high": 700_000},
            "weight": 1.0,
        },
    },
    "total_cost": {
        "amount": 1_500_000,
        "kind": {
            "redundancy": {"share": 3, "profile": [{"from": -3, "to": 0, "share": 1.0}]},
            "pension": {"share": 2, "profile": [{"from": -3, "to": 0, "share": 1.0}]},
            "ict": {
                "share": 3,
                "overrun": 1.1,
                "key": "equal",
                "anchor": "go-live",
                "profile": [{"from": -9, "to": 3, "share": 0.5}, {"from": 4, "to": 4, "share": 0.5}],
            },
            "programme": {"share": 1, "profile": [{"from": 0, "to": 24, "share": 1.0}]},
        },
    },
    "cost": {
        "moves": {
            "owner": "alpha",
            "kind": "other",
            "amount": 100_000,
            "overrun": 1.2,
            "key": "net budget",
            "index": "pay",
            "anchor": "go-live",
            "profile": [{"from": -2, "to": 2, "share": 0.5}, {"from": 3, "to": 3, "share": 0.5}],
        },
        "advice": {"owner": "programme", "kind": "programme", "amount": 50_000},
    },
    "redundancy": {
        "method": "posts",
        "on_costs": 0.3,
        "age": {
            "younger": {"share": 2, "age": 44, "service": 12},
            "older": {"share": 1, "age": 56, "service": 20},
        },
    },
    "team": {"amount": 20_000, "key": "equal"},
    "running": {
        "platform": {"owner": "programme", "amount": 90_000, "key": "equal", "index": "pay", "general_fund": 0.7},
        "lease": {"owner": "alpha", "amount": 30_000},
    },
    "lock": {
        "contract": {"cluster": "alpha", "share": 0.1, "until": "2016-04-30", "council": "south"},
        "lease": {"cluster": "gamma", "share": 0.1, "until": "2015-12"},
    },
    "event": {
        "slow": {"probability": 0.4, "on": ["two"], "delay": 3, "theme": "systems"},
        "cheap": {"probability": 0.4, "on": ["alpha", "beta"], "saving_factor": 0.8, "exclusive": "terms"},
        "dear": {"probability": 0.4, "on": ["programme"], "saving_amount": -60_000, "exclusive": "terms"},
        "wider": {"probability": 0.5, "on": ["programme"], "cost_factor": 1.4, "kinds": ["ict"]},
        "legal": {"probability": 0.5, "on": ["beta"], "cost_amount": 40_000},
    },
    "gate": {
        "second": {
            "date": "2013-01",
            "decline": {"north": 0.2, "south": 0.2},
            "abort": 75_000,
            "key": "equal",
        }
    },
    "exit": {"probability": 0.2, "from": "2014/15", "unwind": 12, "cost": 300_000, "key": "equal"},
    "correlation": {
        "savings": {
            "members": ["cluster.alpha.saving", "cluster.beta.saving"],
            "coefficient": 0.5,
            "copula": "t",
            "degrees_of_freedom": 4,
        },
        "risks": {"pairs": [{"between": ["delivery.factor", "wave.two.delay"], "coefficient": -0.5}]},
        "gates": {
            "members": ["gate.second.decline.north", "gate.second.decline.south"],
            "matrix": [[1, 0.9], [0.9, 1]],
        },
    },
    "index": {
        "pay": {"growth": {"2012/13": 0.01, "2014/15": 0.02}},
        "prices": {"growth": {"2012/13": 0.03}},
    },
}


@dataclass(frozen=True)
class Change:
    """A change of one key of `BASE`.

    Attributes
    ----------
    path
        Where in the document; numbers are places in a list.
    value
        What to put there, or `GONE`.
    moves
        The outcome that changes; or "chance:" and a probability; or "warning:" or "fault:" and a word of what is said.
    """

    path: tuple[Any, ...]
    value: Any
    moves: str

    def made(self) -> Document:
        """The changed document."""
        document = copy.deepcopy(BASE)
        place: Any = document
        for step in self.path[:-1]:
            place = place[step]
        if self.value is GONE:
            del place[self.path[-1]]
        else:
            place[self.path[-1]] = self.value
        return document


def change(path: str, value: Any, moves: str) -> Change:
    """A change at a dotted path; parts that are numbers are places in a list."""
    return Change(tuple(int(part) if part.isdigit() else part for part in path.split(".")), value, moves)


THE_OTHER_WAY = {"north": 0.1, "south": 0.9}

CHANGES: dict[str, Change] = {
    "case.start": change("case.start", "2011-09", "go_live.alpha"),
    "case.horizon": change("case.horizon", "2018/19", "saving.2018/19"),
    "case.as_at": change("case.as_at", "2020-01-01", "warning:hindsight"),
    "case.price_base": change("case.price_base", "2012/13", "saving.2014/15"),
    "case.discount_rate": change("case.discount_rate", 0.06, "npv"),
    "case.key": change("case.key", "equal", "saving.2015/16.south"),
    "case.gap_year": change("case.gap_year", "2015/16", "full_year_gap_share"),
    "claim.first_net_saving_year": change(
        "claim.first_net_saving_year", "2015/16", "chance:claim.first_net_saving_year"
    ),
    "claim.full_effect_year": change("claim.full_effect_year", "2017/18", "chance:claim.full_effect_year"),
    "council.*.net_budget": change("council.north.net_budget", 10_000_000, "implementation_cost.north"),
    "council.*.gap": change("council.north.gap.2014/15", 1_000_000, "deficit_reduction.2014/15"),
    "council.*.reserves": change("council.north.reserves", 500_000, "reserves_headroom.north"),
    "council.*.redundancy.multiplier": change("council.north.redundancy.multiplier", 2, "redundancy_cost.north"),
    "council.*.redundancy.weekly_pay": change("council.north.redundancy.weekly_pay", "actual", "redundancy_cost"),
    "council.*.pension.members": change("council.north.pension.members", 0.4, "redundancy_cost"),
    "council.*.pension.profile.from": change("council.north.pension.profile.0.from", 3, "npv.north"),
    "council.*.pension.profile.to": change("council.north.pension.profile.0.to", 12, "npv.north"),
    "council.*.pension.profile.share": change(
        "council.north.pension.profile", [{"from": 0, "to": 6, "share": 0.2}, {"from": 9, "to": 9, "share": 0.8}], "npv"
    ),
    "out_of_scope.*.budget": change("out_of_scope.rest.budget", 9_000_000, "saving_share_of_net_budget"),
    "wave.*.start": change("wave.one.start", "2012-12", "go_live.gamma"),
    "wave.*.delay": change("wave.one.delay", 3, "slip.gamma"),
    "wave.*.ramp": change("wave.one.ramp", 12, "saving.2012/13"),
    "wave.*.phasing": change("wave.two.phasing", [0.1, 0.9], "saving.2013/14"),
    "delay.common": change("delay.common", 2, "slip.alpha"),
    "delivery.factor": change("delivery.factor", 0.5, "annual_saving"),
    "cluster.*.wave": change("cluster.gamma.wave", "two", "go_live.gamma"),
    "cluster.*.budget": change("cluster.alpha.budget", 5_000_000, "saving_share_of_budget.alpha"),
    "cluster.*.saving": change("cluster.alpha.saving", 100_000, "annual_saving.alpha"),
    "cluster.*.delay": change("cluster.alpha.delay", 5, "slip.alpha"),
    "cluster.*.realisation": change("cluster.alpha.realisation", 0.5, "annual_saving.alpha"),
    "cluster.*.overlap": change("cluster.alpha.overlap", 0.5, "annual_saving.alpha"),
    "cluster.*.cashable": change("cluster.alpha.cashable", 0.5, "non_cashable_saving"),
    "cluster.*.general_fund": change("cluster.alpha.general_fund", 0.1, "deficit_reduction.2014/15"),
    "cluster.*.staff_share": change("cluster.alpha.staff_share", 0.2, "saving.2014/15"),
    "cluster.*.ramp": change("cluster.alpha.ramp", 24, "saving.2013/14"),
    "cluster.*.phasing": change("cluster.beta.phasing", [0.75, 0.25], "saving.2013/14"),
    "cluster.*.prerequisites.cluster": change("cluster.beta.prerequisites.0.cluster", "gamma", "go_live.beta"),
    "cluster.*.prerequisites.lag": change("cluster.beta.prerequisites.0.lag", 14, "go_live.beta"),
    "cluster.*.key": change("cluster.alpha.key", "equal", "saving.2014/15.north"),
    "cluster.*.arises": change("cluster.alpha.arises", {"north": 0.5, "south": 0.5}, "saving.2014/15.north"),
    "cluster.*.weight": change("cluster.alpha.weight", 3, "implementation_cost.alpha"),
    "cluster.*.overrun.redundancy": change("cluster.alpha.overrun.redundancy", 1.5, "redundancy_cost.alpha"),
    "cluster.*.overrun.pension": change("cluster.alpha.overrun.pension", 1.5, "redundancy_cost.alpha"),
    "cluster.*.overrun.ict": change("cluster.alpha.overrun.ict", 1.5, "ict_cost"),
    "cluster.*.overrun.other": change("cluster.alpha.overrun.other", 1.5, "other_cost"),
    "cluster.*.dual_running": change("cluster.alpha.dual_running", 9_000, "delay_cost"),
    "cluster.*.dip.amount": change("cluster.alpha.dip.amount", 9_000, "delay_cost"),
    "cluster.*.dip.months": change("cluster.alpha.dip.months", 9, "delay_cost"),
    "cluster.*.posts.average_cost": change("cluster.alpha.posts.average_cost", 30_000, "posts_removed"),
    "cluster.*.posts.turnover": change("cluster.alpha.posts.turnover", 0.6, "exits"),
    "cluster.*.posts.strain": change("cluster.alpha.posts.strain", 60_000, "redundancy_cost"),
    "total_cost.amount": change("total_cost.amount", 3_000_000, "programme_cost"),
    "total_cost.kind.*.share": change("total_cost.kind.redundancy.share", 9, "ict_cost"),
    "total_cost.kind.*.overrun": change("total_cost.kind.ict.overrun", 1.6, "ict_cost"),
    "total_cost.kind.*.key": change("total_cost.kind.ict.key", THE_OTHER_WAY, "implementation_cost.south"),
    "total_cost.kind.*.anchor": change("total_cost.kind.ict.anchor", "start", "npv"),
    "total_cost.kind.*.profile.from": change("total_cost.kind.ict.profile.0.from", -3, "npv"),
    "total_cost.kind.*.profile.to": change("total_cost.kind.ict.profile.0.to", 24, "npv"),
    "total_cost.kind.*.profile.share": change(
        "total_cost.kind.ict.profile",
        [{"from": -9, "to": 3, "share": 0.1}, {"from": 4, "to": 4, "share": 0.9}],
        "cost_real.2012/13",
    ),
    "cost.*.owner": change("cost.advice.owner", "alpha", "implementation_cost.alpha"),
    "cost.*.kind": change("cost.advice.kind", "ict", "ict_cost"),
    "cost.*.amount": change("cost.moves.amount", 500_000, "other_cost"),
    "cost.*.overrun": change("cost.moves.overrun", 1.9, "other_cost"),
    "cost.*.key": change("cost.moves.key", THE_OTHER_WAY, "implementation_cost.south"),
    "cost.*.index": change("cost.moves.index", "prices", "cost.2012/13"),
    "cost.*.anchor": change("cost.moves.anchor", "2014-06", "cost_real.2014/15"),
    "cost.*.profile.from": change("cost.moves.profile.0.from", -12, "cost_real.2011/12"),
    "cost.*.profile.to": change("cost.moves.profile.0.to", 18, "cost_real.2013/14"),
    "cost.*.profile.share": change(
        "cost.moves.profile",
        [{"from": -2, "to": 2, "share": 0.1}, {"from": 3, "to": 3, "share": 0.9}],
        "cumulative_net_real.2012/13",
    ),
    "redundancy.method": change("redundancy.method", "total", "redundancy_cost"),
    "redundancy.on_costs": change("redundancy.on_costs", 0.9, "redundancy_cost"),
    "redundancy.age.*.share": change("redundancy.age.younger.share", 9, "redundancy_cost"),
    "redundancy.age.*.age": change("redundancy.age.older.age", 54, "redundancy_cost"),
    "redundancy.age.*.service": change("redundancy.age.younger.service", 3, "redundancy_cost"),
    "team.amount": change("team.amount", 90_000, "delay_cost"),
    "team.key": change("team.key", THE_OTHER_WAY, "implementation_cost.south"),
    "running.*.owner": change("running.lease.owner", "delta", "annual_saving.delta"),
    "running.*.amount": change("running.lease.amount", 90_000, "annual_running_cost"),
    "running.*.key": change("running.platform.key", THE_OTHER_WAY, "annual_saving.south"),
    "running.*.index": change("running.platform.index", "prices", "saving.2014/15"),
    "running.*.general_fund": change("running.platform.general_fund", 0.1, "deficit_reduction.2014/15"),
    "lock.*.cluster": change("lock.lease.cluster", "delta", "saving.2013/14"),
    "lock.*.share": change("lock.contract.share", 0.2, "saving.2014/15"),
    "lock.*.until": change("lock.contract.until", "2014-06-15", "saving.2015/16"),
    "lock.*.council": change("lock.contract.council", "north", "saving.2014/15.north"),
    "event.*.theme": change("event.slow.theme", "timescales", "warning:timescales"),
    "event.*.probability": change("event.legal.probability", 1, "other_cost"),
    "event.*.on": change("event.legal.on", ["gamma"], "implementation_cost.gamma"),
    "event.*.saving_factor": change("event.cheap.saving_factor", 0.2, "annual_saving.alpha"),
    "event.*.saving_amount": change("event.dear.saving_amount", -200_000, "annual_saving.delta"),
    "event.*.cost_factor": change("event.wider.cost_factor", 3, "ict_cost"),
    "event.*.kinds": change("event.wider.kinds", ["programme"], "programme_cost"),
    "event.*.cost_amount": change("event.legal.cost_amount", 400_000, "other_cost"),
    "event.*.delay": change("event.slow.delay", 9, "go_live.delta"),
    "event.*.exclusive": change("event.dear.exclusive", GONE, "annual_saving"),
    "gate.*.date": change("gate.second.date", "2012-06", "go_live.alpha"),
    "gate.*.decline": change("gate.second.decline.north", 0.9, "approved"),
    "gate.*.abort": change("gate.second.abort", 500_000, "other_cost"),
    "gate.*.key": change("gate.second.key", THE_OTHER_WAY, "implementation_cost.south"),
    "exit.probability": change("exit.probability", 0.6, "exited"),
    "exit.from": change("exit.from", "2016/17", "exited"),
    "exit.unwind": change("exit.unwind", 0, "npv"),
    "exit.cost": change("exit.cost", 900_000, "other_cost"),
    "exit.key": change("exit.key", THE_OTHER_WAY, "implementation_cost.south"),
    "correlation.*.members": change(
        "correlation.savings.members", ["cluster.alpha.saving", "cluster.delta.saving"], "annual_saving.beta"
    ),
    "correlation.*.coefficient": change("correlation.savings.coefficient", 0.9, "annual_saving"),
    "correlation.*.copula": change("correlation.savings.copula", "gaussian", "fault:degrees"),
    "correlation.*.degrees_of_freedom": change("correlation.savings.degrees_of_freedom", 2, "annual_saving"),
    "correlation.*.pairs.between": change(
        "correlation.risks.pairs.0.between", ["delivery.factor", "cluster.delta.saving"], "annual_saving"
    ),
    "correlation.*.pairs.coefficient": change("correlation.risks.pairs.0.coefficient", 0.9, "go_live.delta"),
    "correlation.*.matrix": change("correlation.gates.matrix", [[1, -0.9], [-0.9, 1]], "approved"),
    "index.pay.growth": change("index.pay.growth.2014/15", 0.09, "saving.2014/15"),
    "index.prices.growth": change("index.prices.growth.2012/13", 0.09, "saving.2012/13"),
    # An input's own keys, which are the same for every input.
    "input.value": change("wave.one.delay", {"value": 2}, "slip.gamma"),
    "input.low": change("cluster.alpha.saving.low", 100_000, "annual_saving.alpha"),
    "input.mode": change("cluster.alpha.saving.mode", 450_000, "annual_saving.alpha"),
    "input.high": change("cluster.alpha.saving.high", 1_500_000, "annual_saving.alpha"),
    "input.distribution": change("cluster.alpha.saving.distribution", "triangular", "annual_saving.alpha"),
    "input.may_be_early": change("cluster.alpha.delay.may_be_early", GONE, "fault:may_be_early"),
    "input.theme": change("wave.two.delay.theme", "systems", "warning:systems"),
}

# Keys that describe and never count. What an input's basis says is counted in the findings, and held by their tests.
DESCRIPTIVE = ("id", "title", "name", "source", "basis", "note", "owner", "date")
"""Last parts of patterns that describe, unless `CHANGES` has the pattern."""
