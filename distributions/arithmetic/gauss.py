"""Gauss and Legendre's rule with five points, for integrals from -1 to 1 (Abramowitz and Stegun, table 25.4)."""

import numpy as np

POINTS = np.array([-0.9061798459386640, -0.5384693101056831, 0.0, 0.5384693101056831, 0.9061798459386640])
WEIGHTS = np.array([0.2369268850561891, 0.4786286704993665, 0.5688888888888889, 0.4786286704993665, 0.2369268850561891])
