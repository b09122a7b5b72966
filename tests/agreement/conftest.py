"""Puts tests/ on the path, so that the reference is imported as the package `reference`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
