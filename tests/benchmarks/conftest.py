"""Puts the makers of random cases (tests/agreement) on the path."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "agreement"), str(TESTS)]
