"""How many degrees of freedom a Student-t copula may have. Apart from the mathematics, so that a case is read fast."""

MIN_DEGREES_OF_FREEDOM, MAX_DEGREES_OF_FREEDOM = 1.0, 1000.0
"""Below 1 a single trial outdoes all others; above 1000 no number of trials could tell it from a Gaussian copula."""


def check_degrees_of_freedom(degrees_of_freedom: float) -> float:
    """Return the degrees of freedom of a t copula as a float, if they are within their limits.

    Raises
    ------
    ValueError
        They are not from 1 to 1000.

    Examples
    --------
    >>> check_degrees_of_freedom(5)
    5.0
    >>> check_degrees_of_freedom(0.5)
    Traceback (most recent call last):
    ValueError: degrees_of_freedom must be from 1 to 1000, not 0.5
    """
    given = float(degrees_of_freedom)
    if not MIN_DEGREES_OF_FREEDOM <= given <= MAX_DEGREES_OF_FREEDOM:
        limits = f"{MIN_DEGREES_OF_FREEDOM:g} to {MAX_DEGREES_OF_FREEDOM:g}"
        raise ValueError(f"degrees_of_freedom must be from {limits}, not {degrees_of_freedom}")
    return given
