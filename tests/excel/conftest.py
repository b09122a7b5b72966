"""Puts this folder on the path, and those of the random cases and of what they need."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "agreement")]
