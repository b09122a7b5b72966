"""What a type check lets pass and a finance officer would not: each module looks at one part of the case."""

from __future__ import annotations

from typing import Any

from simulator.case.checks.clusters import check_clusters
from simulator.case.checks.correlation import check_correlations
from simulator.case.checks.costs import check_costs
from simulator.case.checks.councils import check_councils
from simulator.case.checks.desk import Desk
from simulator.case.checks.header import check_header
from simulator.case.checks.ids import check_ids
from simulator.case.checks.risks import check_risks
from simulator.case.checks.suspicious import check_suspicious
from simulator.case.faults import Problem
from simulator.case.schema import Case
from simulator.case.validation import Unsound

CHECKS = (
    check_ids,
    check_header,
    check_councils,
    check_clusters,
    check_costs,
    check_risks,
    check_correlations,
    check_suspicious,
)


def check(case: Case, stated: Case, data: dict[str, Any], unsound: Unsound) -> tuple[list[Problem], list[Problem]]:
    """Look a case over.

    Parameters
    ----------
    case
        The case with defaults filled in.
    stated
        The case before that.
    data
        The data as given, from which the ids that exist are read.
    unsound
        What was taken out of it; nothing that depends on that is told.

    Returns
    -------
    problems, suspicions : list of Problem
        What is wrong, and what may be meant but is worth a look.
    """
    desk = Desk(case, stated, data, unsound)
    for look in CHECKS:
        look(desk)
    return desk.problems, desk.suspicions
