"""Copulas: what makes uncertain inputs move together while each keeps its own distribution.

A **Gaussian** copula mixes the normal values of its members' uniforms. A **Student-t** copula also multiplies them by
one factor a trial: what goes very wrong tends to go wrong everywhere at once, and all the more the fewer its degrees of
freedom. In both a pair has the rank correlation that was asked for (Spearman's). Members of a t copula are not
independent even where that is 0: they share the size of their surprises.

A member's uniform is the stream of its id; the factor of a t copula is that of ``copula.<its id>``. So members may be
fixed, added or removed without moving the draws of any input outside the copula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from distributions.arithmetic.linear_algebra import cholesky
from distributions.copulas.degrees import check_degrees_of_freedom
from distributions.copulas.t_copula import CELLS, factor_from_z, root_from_t, score_from_root, t_tables
from distributions.dependence import check_correlation, latent_to_spearman, nearest_correlation, spearman_to_latent
from distributions.jit import LANES, kernel
from distributions.normal import cdf_rows, ppf_rows
from distributions.philox import check_collisions, uniforms

if TYPE_CHECKING:
    from distributions.catalogue import Distribution


@dataclass(frozen=True, eq=False)
class Copula:
    """Members, what ties them, and what it took to make that possible. Made by `copula`.

    Attributes
    ----------
    id : str
    members : tuple of str
        Ids of inputs, in order: the MEMBER axis.
    degrees_of_freedom : float or None
        Of a Student-t copula; None for a Gaussian one.
    asked : float64[MEMBER, MEMBER]
        Spearman's coefficients as they were asked for.
    latent : float64[MEMBER, MEMBER]
        Correlations of the normals behind them, after any repair.
    largest_change, distance : float
        Of that repair, see `distributions.dependence.Repair`; 0 when the matrix was possible as it was.
    factor : float64[MEMBER, MEMBER]
        Lower triangular: its product with its transpose is `latent`.
    """

    id: str
    members: tuple[str, ...]
    degrees_of_freedom: float | None
    asked: np.ndarray
    latent: np.ndarray
    largest_change: float
    distance: float
    factor: np.ndarray

    @property
    def stream(self) -> str | None:
        """The id of the stream of a t copula's common factor; a Gaussian one has none."""
        return None if self.degrees_of_freedom is None else f"copula.{self.id}"

    @property
    def used(self) -> np.ndarray:
        """Spearman's coefficients that it has, float64[MEMBER, MEMBER]: those asked for, save for what was repaired.

        They hold for continuous marginals. Of a member with few values (one that happens or does not) it is the
        coefficient of the latent value that decides; that of the values themselves is nearer to 0.
        """
        return latent_to_spearman(self.latent, self.degrees_of_freedom)

    def uniforms(self, seed: int, trials: range) -> np.ndarray:
        """Return dependent uniforms, float64[MEMBER, TRIAL], the same as a case with these members draws.

        Parameters
        ----------
        seed
            From 0 to 2**64 - 1.
        trials
            Trial numbers, consecutive, from 0.

        Raises
        ------
        ValueError
            The seed or the trials are out of range, or the trials are not consecutive.

        Examples
        --------
        >>> pair = copula(["a", "b"], [[1, 0.7], [0.7, 1]], degrees_of_freedom=4)
        >>> u = pair.uniforms(1, range(2))
        >>> u.shape, bool((u[:, 1:] == pair.uniforms(1, range(1, 2))).all())
        ((2, 2), True)
        """
        drawn = np.array([uniforms(seed, member, trials) for member in self.members])
        shared = None if self.stream is None else uniforms(seed, self.stream, trials)
        return self.couple(drawn.reshape(len(self.members), len(trials)), shared)

    def couple(self, independent: ArrayLike, shared: ArrayLike | None = None) -> np.ndarray:
        """Return dependent uniforms, float64[MEMBER, TRIAL], made from independent ones (such as a design's points).

        Parameters
        ----------
        independent
            float64[MEMBER, TRIAL], above 0 and below 1.
        shared
            float64[TRIAL], likewise: the uniform of a t copula's common factor. A Gaussian copula takes none.

        Raises
        ------
        ValueError
            The shapes do not fit, the factor's uniforms are missing or too many, or some are not inside (0, 1).

        Examples
        --------
        >>> copula(["a", "b"], [[1, 1], [1, 1]]).couple([[0.25, 0.75], [0.5, 0.5]]).round(12).tolist()
        [[0.25, 0.75], [0.25, 0.75]]
        """
        given = _inside(independent)
        if given.ndim != 2 or len(given) != len(self.members):
            raise ValueError(f"independent must be of {len(self.members)} rows of uniforms, not of shape {given.shape}")
        if (shared is None) != (self.degrees_of_freedom is None):
            raise ValueError(
                "shared, the common factor's uniforms, is for a t copula, which needs it, and for no other"
            )
        size, trials = given.shape
        x = np.full((size + 1, -(-trials // LANES) * LANES), 0.5)
        x[:size, :trials] = given
        nu, log_factors, scores = 0.0, np.empty((0, CELLS, 4)), np.empty((0, CELLS, 4))
        if self.degrees_of_freedom is not None:
            factors = _inside(() if shared is None else shared)
            if factors.shape != (trials,):
                raise ValueError(f"shared must be one row of {trials} uniforms, not of shape {factors.shape}")
            x[size, :trials] = factors
            nu, tables = self.degrees_of_freedom, t_tables(self.degrees_of_freedom)
            # Copies: the tables that are kept are read-only, which to numba is another type.
            log_factors, scores = tables.log_factor[np.newaxis].copy(), tables.score[np.newaxis].copy()
        _couple(x, self.factor.ravel(), log_factors, scores, nu)
        return x[:size, :trials]

    def sample(self, distributions: Sequence[Distribution], seed: int, trials: range) -> np.ndarray:
        """Return dependent draws, float64[MEMBER, TRIAL]: one distribution for each member, in their order.

        Raises
        ------
        ValueError
            There are not as many distributions as members, or the seed or the trials are out of range.

        Examples
        --------
        >>> from distributions.catalogue import distribution
        >>> low = distribution("uniform", low=0, high=1)
        >>> drawn = copula(["a", "b"], [[1, 1], [1, 1]]).sample([low, low], 1, range(3))
        >>> bool((abs(drawn[0] - drawn[1]) < 1e-12).all())
        True
        """
        if len(distributions) != len(self.members):
            raise ValueError(f"there are {len(self.members)} members and {len(distributions)} distributions")
        drawn = self.uniforms(seed, trials)
        return np.array([one.ppf(u) for one, u in zip(distributions, drawn, strict=True)]).reshape(drawn.shape)


def copula(
    members: Sequence[str], spearman: ArrayLike, degrees_of_freedom: float | None = None, id: str = "members"
) -> Copula:
    """Return the copula of some inputs with these rank correlations, or with the nearest ones that are possible.

    Parameters
    ----------
    members
        Ids of the inputs; their uniforms are the streams of these.
    spearman
        float64[MEMBER, MEMBER]: Spearman's coefficients.
    degrees_of_freedom
        From 1 to 1000 for a Student-t copula; None for a Gaussian one.
    id
        The copula's own name, which the stream of a t copula's common factor goes by.

    Raises
    ------
    ValueError
        The matrix has not the form of a correlation matrix or not the size of the members, two members are one, or the
        degrees of freedom are out of their limits.

    Examples
    --------
    >>> copula(["a", "b"], [[1, 0.5], [0.5, 1]]).latent.round(6).tolist()
    [[1.0, 0.517638], [0.517638, 1.0]]
    """
    names = tuple(members)
    asked = check_correlation(spearman)
    if len(asked) != len(names):
        raise ValueError(f"the matrix is of {len(asked)} members, and there are {len(names)}")
    if len(set(names)) < len(names):
        raise ValueError("each member once: two of them have the same id")
    nu = None if degrees_of_freedom is None else check_degrees_of_freedom(degrees_of_freedom)
    check_collisions([*names, f"copula.{id}"])
    repair = nearest_correlation(spearman_to_latent(asked, nu))
    factor = cholesky(repair.matrix)
    return Copula(id, names, nu, asked, repair.matrix, repair.largest_change, repair.distance, factor)


def _inside(u: ArrayLike) -> np.ndarray:
    """Return uniforms as an array, all of them above 0 and below 1."""
    given = np.asarray(u, dtype=np.float64)
    outside = ~((given > 0.0) & (given < 1.0))
    if outside.any():
        raise ValueError(f"uniforms must be above 0 and below 1, not {given[outside].flat[0]}")
    return given


@kernel
def correlate_rows(x, rows, first, size, factor, at):
    """Turn the uniforms of a copula's members into correlated normals, in place.

    Parameters
    ----------
    x
        float64[ROW, LANE], LANES columns.
    rows, first, size
        ``rows[first : first + size]`` are the members' rows in `x`, in order.
    factor, at
        From ``factor[at]`` on the lower triangle's rows lie one after another, size * size numbers.

    Examples
    --------
    >>> x = np.full((2, LANES), 0.5)
    >>> x[0] = 0.975
    >>> correlate_rows(x, np.array([0, 1]), 0, 2, np.array([1.0, 0.0, 0.6, 0.8]), 0)
    >>> x[:, 0].round(6).tolist()
    [1.959964, 1.175978]
    """
    for i in range(size):
        ppf_rows(x, rows[first + i])
    # The last member first: it needs the others as they were.
    for i in range(size - 1, -1, -1):
        row = rows[first + i]
        own = factor[at + i * size + i]
        for lane in range(LANES):
            x[row, lane] *= own
        for j in range(i):
            other, loading = rows[first + j], factor[at + i * size + j]
            for lane in range(LANES):
                x[row, lane] += loading * x[other, lane]


@kernel
def t_rows(x, rows, first, size, shared, log_factors, scores, k, nu):
    """Turn correlated normals into the normal scores of a t copula's members, in place.

    Parameters
    ----------
    x
        float64[ROW, LANE], LANES columns.
    rows, first, size
        ``rows[first : first + size]`` are the members' rows in `x`.
    shared
        The row that holds the uniform of the common factor; it becomes the factor.
    log_factors, scores, k
        Stacks of the tables of `distributions.copulas.t_copula.t_tables`, and which of them to read.
    nu
        The degrees of freedom that those are for.

    Examples
    --------
    >>> x = np.full((2, LANES), 0.5)
    >>> x[1] = 1.879827
    >>> tables = t_tables(5)
    >>> t_rows(x, np.array([1]), 0, 1, 0, tables.log_factor[np.newaxis].copy(), tables.score[np.newaxis].copy(), 0, 5.0)
    >>> x[:, 0].round(4).tolist()
    [1.0719, 1.6449]
    """
    ppf_rows(x, shared)
    for lane in range(LANES):
        x[shared, lane] = factor_from_z(log_factors, k, x[shared, lane])
    for i in range(size):
        row = rows[first + i]
        # Two loops, since reading a table keeps a loop from being vectorised.
        for lane in range(LANES):
            x[row, lane] = root_from_t(nu, x[shared, lane] * x[row, lane])
        for lane in range(LANES):
            x[row, lane] = score_from_root(scores, k, x[row, lane])


@kernel
def _couple(x, factor, log_factors, scores, nu):
    """Make x[MEMBER + 1, TRIAL] dependent in place, block by block; nu of 0 stands for a Gaussian copula."""
    size = x.shape[0] - 1
    rows = np.arange(size)
    block = np.empty((size + 1, LANES))
    for begin in range(0, x.shape[1], LANES):
        block[:] = x[:, begin : begin + LANES]
        correlate_rows(block, rows, 0, size, factor, 0)
        if nu > 0.0:
            t_rows(block, rows, 0, size, size, log_factors, scores, 0, nu)
        for i in range(size):
            cdf_rows(block, i)
        x[:, begin : begin + LANES] = block
