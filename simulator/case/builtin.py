"""The cases that come with collabsim."""

from __future__ import annotations

from pathlib import Path

DEFAULT_CASE = "darlington-hartlepool"
"""The case that is used when none is named."""

SCHEMA_FILE = "case.schema.json"


def configs_folder() -> Path:
    """Where the shipped cases are: in the package of an installation, else in the checkout."""
    package = Path(__file__).resolve().parents[1]
    packaged = package / "_configs"
    return packaged if packaged.is_dir() else package.parent / "configs"


def builtin_path(name: str) -> Path:
    """The file of a shipped case, by its name without ``.toml``."""
    return configs_folder() / f"{name}.toml"
