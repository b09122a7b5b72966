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


BERNOULLI = [
    Decimal(above) / below
    for above, below in (
        (1, 6), (-1, 30), (1, 42), (-1, 30), (5, 66), (-691, 2730), (7, 6), (-3617, 510), (43867, 798), (-174611, 330),
    )
]  # fmt: skip


def log_gamma(x):
    """Stirling's series from 60 upwards, reached by the recurrence."""
    x, product = Decimal(x), Decimal(1)
    while x < 60:
        product *= x
        x += 1
    series = sum(b / (2 * k * (2 * k - 1) * x ** (2 * k - 1)) for k, b in enumerate(BERNOULLI, start=1))
    return (x - Decimal("0.5")) * x.ln() - x + (2 * PI).ln() / 2 + series - product.ln()


def gamma_lower_tail(x, a):
    """The regularised incomplete gamma function P(a, x), by its power series."""
    x, a = Decimal(x), Decimal(a)
    term = total = 1 / a
    n = a
    while term > total * Decimal(10) ** -50:
        n += 1
        term *= x / n
        total += term
    return total * (a * x.ln() - x - log_gamma(a)).exp()


def beta_lower_tail(x, a, b):
    """The regularised incomplete beta function I(x; a, b), by its power series."""
    x, a, b = Decimal(x), Decimal(a), Decimal(b)
    term = total = Decimal(1)
    k = 0
    while term > total * Decimal(10) ** -50:
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
        k += 1
    weight = a * x.ln() + b * (1 - x).ln() - (log_gamma(a) + log_gamma(b) - log_gamma(a + b))
    return total * weight.exp() / a
