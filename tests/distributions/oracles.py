"""Truth to many digits, from Python's decimal arithmetic alone."""

from decimal import Decimal, getcontext

import numpy as np

getcontext().prec = 60
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


def units_in_the_last_place(got, truth):
    """The error of each result, in units in the last place of the truth."""
    return np.array(
        [
            float(abs(Decimal(float(g)) - t) / Decimal(float(np.spacing(abs(float(t))))))
            for g, t in zip(got, truth, strict=True)
        ]
    )


def normal_density(z):
    return (-z * z / 2).exp() / (2 * PI).sqrt()


def normal_lower_tail(z):
    """The share of the standard normal below z."""
    if z > 0:
        return 1 - normal_lower_tail(-z)
    x = -z
    if x > 6:  # Laplace's continued fraction
        fraction = x
        for n in range(400, 0, -1):
            fraction = x + n / fraction
        return normal_density(x) / fraction
    term = total = x
    n = 1
    while abs(term) > Decimal(10) ** -58:
        term = term * x * x / (2 * n + 1)
        total += term
        n += 1
    return Decimal("0.5") - normal_density(x) * total
