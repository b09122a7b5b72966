"""Reading a run back, with every file held against the manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from distributions.designs import RANDOM, Design
from simulator.record.folder import UNFINISHED, RunError
from simulator.record.manifest import MANIFEST, SCHEMA_VERSION, sha256_of


@dataclass(frozen=True)
class Run:
    """A finished run.

    Attributes
    ----------
    folder : Path
    manifest : dict
        What it was made of and with (`simulator.record.writing.write_run`).
    summary : dict
        The object of ``summary.json`` (`simulator.findings.summary.summary_object`).
    """

    folder: Path
    manifest: dict[str, Any]
    summary: dict[str, Any]

    @property
    def case_file(self) -> Path:
        """The case as it was given."""
        return self.folder / "case.toml"

    @property
    def seed(self) -> int:
        """Seed of the draws."""
        return int(self.manifest["seed"])

    @property
    def trials(self) -> int:
        """Trials of each view."""
        return int(self.manifest["trials"])

    @property
    def design(self) -> Design:
        """How the trials were laid out."""
        return design_in(self.manifest)

    @property
    def streamed(self) -> bool:
        """Whether its trials were counted and not kept."""
        return "streamed" in self.manifest

    @property
    def sets(self) -> tuple[str, ...]:
        """What the command line changed in the case, each ``PATH=VALUE``."""
        return tuple(self.manifest["sets"])

    @property
    def results_sha256(self) -> str:
        """Fingerprint of the results."""
        return str(self.manifest["results_sha256"])

    @property
    def plan_sha256(self) -> str:
        """Fingerprint of what the engine was given."""
        return str(self.manifest["plan_sha256"])


def design_in(manifest: dict[str, Any]) -> Design:
    """The design that a manifest states; a random one in those written before there were others.

    Raises
    ------
    ValueError
        When what it states is no design, or not one of so many trials.
    """
    stated = manifest.get("design")
    if stated is None:
        return RANDOM
    if not isinstance(stated, dict) or set(stated) != {"name", "points", "randomisations"}:
        raise ValueError("its design is none")
    design = Design(str(stated["name"]), int(stated["points"]), int(stated["randomisations"]))
    if not design.random and design.trials != manifest["trials"]:
        raise ValueError("its design has another number of trials")
    return design


_NEEDED: dict[str, type] = {
    "seed": int,
    "trials": int,
    "sets": list,
    "options": dict,
    "results_sha256": str,
    "plan_sha256": str,
    "digests": dict,
    "files": dict,
}


def read_run(folder: Path) -> Run:
    """Read a run folder and check every file in it.

    Raises
    ------
    RunError
        If the folder is not a finished run, or a file is missing or was changed since.
    """
    manifest = _read_manifest(folder)
    faults = [fault for name, facts in manifest["files"].items() if (fault := _fault(folder, name, facts))]
    for name in ("case.toml", "summary.json"):
        if name not in manifest["files"]:
            faults.append(f"{name} is not in its manifest")
    if faults:
        raise RunError(f"the run in {folder} is not as it was written: " + "; ".join(faults))
    try:
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunError(f"the summary of the run in {folder} cannot be read ({error})") from error
    return Run(folder, manifest, summary)


def _read_manifest(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        what = "is a file; name the folder that it lies in" if folder.is_file() else "does not exist"
        raise RunError(f"{folder} {what}")
    if folder.name.endswith(UNFINISHED):
        raise RunError(f"{folder} is a run that was never finished")
    path = folder / MANIFEST
    if not path.is_file():
        raise RunError(f"{folder} holds no {MANIFEST}, so it is not the folder of a run")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunError(f"the manifest of the run in {folder} cannot be read ({error})") from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("schema_version"), int):
        raise RunError(f"{path} is not the manifest of a run")
    if manifest["schema_version"] > SCHEMA_VERSION:
        raise RunError(f"the run in {folder} was written by a newer collabsim; it takes that version to read it")
    if isinstance(manifest.get("again"), str):
        # A sweep or a portfolio: many runs in one folder, which their own command repeats.
        raise RunError(f"{folder} is not the folder of a single run; within it, repeat it with: {manifest['again']}")
    wrong = [key for key, kind in _NEEDED.items() if not isinstance(manifest.get(key), kind)]
    if wrong or manifest.get("finished") is not True:
        raise RunError(f"{path} is not the manifest of a finished run" + (f" ({', '.join(wrong)})" if wrong else ""))
    try:
        design_in(manifest)
    except (TypeError, ValueError) as error:
        raise RunError(f"{path} is not the manifest of a finished run ({error})") from error
    return manifest


def _fault(folder: Path, name: str, facts: Any) -> str | None:
    """What is wrong with a file of the run, or None."""
    inside = PurePosixPath(name)
    if inside.is_absolute() or ".." in inside.parts or "\\" in name or not isinstance(facts, dict):
        return f"the manifest names {name!r}, which is no file of a run"
    path = folder.joinpath(*inside.parts)
    if not path.is_file():
        return f"{name} is missing"
    try:
        changed = sha256_of(path) != facts.get("sha256")
    except OSError as error:
        return f"{name} cannot be read ({error.strerror})"
    return f"{name} was changed" if changed else None
