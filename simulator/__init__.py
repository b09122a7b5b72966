"""collabsim: when does sharing services pay back, with what chance, and how deep in the red do councils go first?

>>> from simulator import load_case
>>> load_case().case.id
'darlington-hartlepool'

Names are imported when they are first used, so that checking a case never waits for numpy or numba.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.case import check_case as check_case
    from simulator.case import load_case as load_case
    from simulator.engine import Outcomes as Outcomes
    from simulator.engine import sample_inputs as sample_inputs
    from simulator.findings import summarise as summarise
    from simulator.findings import trials_for as trials_for
    from simulator.plan import compile_plan as compile_plan
    from simulator.running import simulate as simulate

_HOMES = {
    "load_case": "simulator.case",
    "check_case": "simulator.case",
    "compile_plan": "simulator.plan",
    "simulate": "simulator.running",
    "sample_inputs": "simulator.engine",
    "Outcomes": "simulator.engine",
    "summarise": "simulator.findings",
    "trials_for": "simulator.findings",
}
"""Where each name of the package lives."""

__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("collabsim")
    except PackageNotFoundError:
        # A checkout that is not installed: there is no version to tell.
        return "0+unknown"
