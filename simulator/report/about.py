"""How a run is made again: what its readers are told besides the findings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """What a run was made of and with. Nothing in it changes when the same run is made again.

    Attributes
    ----------
    again : str
        The command that gives the same figures, typed in the run's folder.
    results_sha256, case_sha256 : str
        Fingerprints of the results and of the case file.
    versions : dict of str to str or None
        Versions of collabsim, of Python and of the packages that can move a figure; None for one not installed.
    """

    again: str
    results_sha256: str
    case_sha256: str
    versions: dict[str, str | None]
