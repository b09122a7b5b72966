"""What a type check lets pass and a finance officer would not: each module looks at one part of the case."""

from __future__ import annotations

from typing import Any

from simulator.case.checks.desk import Desk
from simulator.case.faults import Problem
from simulator.case.schema import Case
from simulator.case.validation import Unsound


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
    return desk.problems, desk.suspicions
