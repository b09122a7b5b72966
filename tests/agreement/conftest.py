"""Puts tests/ and this folder on the path, so that the reference and the helpers beside the tests can be imported."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
