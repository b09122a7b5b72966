"""Print a digest of the exact bits of everything that can reach a result. Run by test_same_bits in several ways."""

import hashlib

import numpy as np

from distributions import catalogue, dependence, elicit, fitting, normal, pert, philox
from distributions.arithmetic import linear_algebra, scalar, special
from distributions.copula import copula
from distributions.copulas import t_copula
from distributions.copulas.iman_conover import iman_conover
from distributions.designs import Design, designed_uniforms
from distributions.jit import LANES, kernel
from distributions.quantile_table import ppf_from_z, quantile_table


@kernel
def elementary(x, out):
    for i in range(x.size):
        out[0, i] = scalar.log(x[i])
        out[1, i] = scalar.exp(-x[i])
        out[2, i] = scalar.log1p(x[i])
        out[3, i] = scalar.log_gamma(x[i])
        out[4, i] = scalar.sine(x[i] / 40.0)
        out[5, i] = scalar.arcsine(x[i] / 31.0)
        out[6, i] = scalar.expm1(x[i] - 15.0)
        out[7, i] = scalar.log1p_less_x(x[i] / 31.0 - 0.35)
        out[8, i] = scalar.stirling_error(x[i])


@kernel
def tails(u, a, b, out):
    for i in range(u.size):
        out[0, i] = special.gamma_ppf(u[i], a)
        out[1, i], out[2, i] = special.gamma_tails(out[0, i] * 1.1, a)
        out[3, i], out[4, i] = special.beta_ppf(u[i], a, b)
        out[5, i] = special.beta_tails(u[i], 1.0 - u[i], a, b)[0]


NORMAL = catalogue.distribution("normal", mean=1.0, sd=3.0)
UNIFORM = catalogue.distribution("uniform", low=-1.0, high=3.0)
RARE = catalogue.distribution("poisson", mean=0.7)
PEAK = dict(low=5.0e6, mode=5.9e6, high=8.0e6)
PARAMETERS = {
    "constant": [dict(value=5.0)],
    "uniform": [dict(low=-5e4, high=7.8e5)],
    "triangular": [PEAK],
    "pert": [PEAK, PEAK | dict(shape=20.0)],
    "bernoulli": [dict(probability=0.3)],
    "normal": [dict(mean=1.0, sd=3.0)],
    "truncated_normal": [dict(mean=1.0, sd=3.0, low=0.0, high=9.0), dict(mean=0.0, sd=1.0, low=7.0, high=7.1)],
    "lognormal": [dict(mean=5.0, sd=3.0)],
    "beta": [dict(alpha=2.0, beta=5.5), dict(alpha=0.3, beta=0.6, low=-5.0, high=3.0)],
    "gamma": [dict(shape=0.4, scale=3.0), dict(shape=250.0, scale=1e4)],
    "weibull": [dict(shape=1.7, scale=3.0), dict(shape=30.0, scale=3.0)],
    "exponential": [dict(mean=4.5)],
    "binomial": [dict(trials=40, probability=0.2)],
    "poisson": [dict(mean=4.2)],
    "discrete": [dict(values=(1.0, 5.0, 2.0), weights=(0.1, 0.2, 0.4))],
    "empirical": [dict(values=(3.0, 1.0, 4.0, 1.0, 5.0))],
    "histogram": [dict(edges=(0.0, 1.0, 3.0, 7.0), weights=(0.1, 0.7, 0.3))],
    "metalog": [
        dict(coefficients=(5.0, 1.0, 0.3), **ends)
        for ends in (dict(), dict(lower=0.0), dict(upper=9.0), dict(lower=0.0, upper=9.0))
    ],
    "mixture": [
        dict(components=(NORMAL, UNIFORM), weights=(0.3, 0.7)),
        dict(components=(NORMAL, RARE), weights=(1, 2)),
    ],
    "truncated": [dict(of=NORMAL, low=0.0, high=5.0)],
    "shifted": [dict(of=RARE, by=0.5)],
}


def everything():
    """Yield (name, array) pairs."""
    u = philox.uniforms(2**63 + 2**31 + 7, "cluster.corporate.saving", range(2**32 - 150, 2**32 + 150))
    yield "uniforms", u
    u = np.concatenate([u, 10.0 ** np.arange(-300.0, 0.0, 11.0), 1.0 - 2.0 ** -np.arange(1.0, 54.0)])
    block = np.zeros((2, LANES))
    philox.fill_uniform(np.uint64(2**64 - 1), np.uint64(2**33 - 10), np.uint64(philox.id_hash("é")), block, 1)
    yield "block", block.copy()
    for design in (Design("lhs", 70, 4), Design("lhs", 2**32, 2), Design("sobol", 128, 4), Design("sobol", 2, 99)):
        yield f"{design}", np.array([*designed_uniforms(design, 2**64 - 1, ("a", "b", "é"), range(50, 180)).values()])
    normal.ppf_rows(block, 1)
    yield "normal block", block.copy()
    normal.cdf_rows(block, 1)
    yield "cdf block", block.copy()
    x = u * 30.0 + 1e-3
    out = np.empty((9, x.size))
    elementary(x, out)
    names = ("log", "exp", "log1p", "log_gamma", "sine", "arcsine", "expm1", "log1p_less_x", "stirling_error")
    yield from zip(names, out, strict=True)
    yield from incomplete(u)
    for name in catalogue.FAMILIES:
        for i, parameters in enumerate(PARAMETERS[name]):
            drawn = catalogue.distribution(name, **parameters)
            values = drawn.ppf(u)
            yield f"{name} {i} ppf", values
            yield f"{name} {i} cdf", drawn.cdf(values)
            yield f"{name} {i} pdf", drawn.pdf(values)
            yield f"{name} {i} moments", np.array([drawn.mean(), drawn.variance(), *drawn.breaks()])
            table = quantile_table(drawn)
            yield f"{name} {i} table", np.append(table.pieces.ravel(), [*table.first, table.error])
            yield f"{name} {i} from z", ppf_from_z(np.linspace(-9.0, 9.0, 301), drawn)
    for alpha, beta in ((1.0, 5.0), (2.2, 3.8), (1.0, 1.0), (31.0, 71.0)):
        yield f"table {alpha} {beta}", pert.pert_table(alpha, beta)
    yield "pert from z", pert.ppf_from_z(np.linspace(-9.0, 9.0, 301), 1.0, 2.0, 5.0)
    yield from what_moves_together(u)
    yield from what_people_say(u)


def incomplete(u):
    """Yield (name, array) pairs of the incomplete functions, small parameters and large ones."""
    for a, b in ((0.02, 0.3), (1.0, 7.5), (60.0, 2.5), (4e3, 9e3)):
        out = np.empty((6, u.size))
        tails(u, a, b, out)
        yield f"incomplete {a} {b}", out


def what_moves_together(u):
    """Yield (name, array) pairs of correlations and copulas."""
    asked = dependence.spearman_to_latent(
        [[1, 0.9, -0.5, 0.3], [0.9, 1, 0.6, 0], [-0.5, 0.6, 1, 0.2], [0.3, 0, 0.2, 1]]
    )
    repaired, change, distance = dependence.nearest_correlation(asked)
    yield "repaired", np.append(repaired.ravel(), (change, distance))
    # One of the rotations has so small an angle that squaring its cotangent would overflow.
    awkward = np.array([[1, 0.5, 1e-200], [0.5, 1, 0], [1e-200, 0, 0.3]])
    yield "eigenvalues", linear_algebra.symmetric_eigen(awkward)[0]
    yield "triangle", linear_algebra.cholesky(repaired)
    yield "back to spearman", dependence.latent_to_spearman(repaired)
    yield "latent of t", dependence.spearman_to_latent(np.linspace(-0.9, 0.99, 5), 6.5)
    yield "spearman of t", dependence.latent_to_spearman(np.linspace(-0.9, 0.99, 5), 2.0)
    for nu in (1.0, 4.5):
        yield f"t tables {nu}", np.array(t_copula.t_tables(nu))
        yield f"exact factor {nu}", t_copula.common_factor(u, nu)[u > 1e-300]
        yield f"exact score {nu}", t_copula.score(np.linspace(-40.0, 40.0, 300), nu)
    for nu in (None, 4.5):
        yield f"copula {nu}", copula("abcd", repaired, nu).uniforms(8, range(100))
    yield "rearranged", iman_conover(u[:300].reshape(2, 150), repaired[:2, :2])
    yield "spearman", np.array([dependence.spearman(u, np.round(u, 1))])


def numbers_of(drawn):
    """All numbers of a distribution, those of its parts too."""
    for parameter in drawn.parameters:
        for one in parameter if isinstance(parameter, tuple) else (parameter,):
            yield from numbers_of(one) if isinstance(one, catalogue.Distribution) else (one,)


def what_people_say(u):
    """Yield (name, array) pairs of what ranges, bounds, percentiles, outturns, experts and data come to."""
    ranges = [(5e6, 8e6, {}), (5e6, 8e6, dict(mode=5.2e6)), (5e5, 8e6, dict(lowest=0.0))]
    ranges += [(9e5, 8e6, dict(mode=2e6, lowest=0.0)), (0.2, 0.9, dict(lowest=0.0, highest=1.0))]
    ranges += [(5e6, 8e6, dict(family=family)) for family in ("triangular", "normal", "lognormal", "gamma", "weibull")]
    ranges += [(0.2, 0.7, dict(family=family, lowest=0.0, highest=1.0)) for family in ("beta", "truncated_normal")]
    found = [elicit.from_range(low, high, **more) for low, high, more in ranges]
    asked = {0.05: 4.0, 0.25: 5.0, 0.5: 6.0, 0.75: 7.0, 0.9: 8.2, 0.95: 9.5}
    families = ("metalog", "pert", "triangular", "lognormal", "gamma")
    found += [elicit.from_percentiles(asked, family=family, lowest=0.0) for family in families]
    found += [elicit.at_most(8e6, mode=6e6, lowest=0.0), elicit.at_least(0.6, mode=0.8, highest=1.0)]
    found += [elicit.from_outturns([0.6, 0.9, 1.1], forecast=0.4, highest=1.0, class_ratio=0.95)]
    for method in ("linear", "logarithmic"):
        found.append(elicit.pool([one.distribution for one in found[:4]], weights=[1, 2, 3, 4], method=method))
    for i, one in enumerate(found):
        yield f"said {i} {one.distribution.family}", np.array([*numbers_of(one.distribution)])
    differ = found[-1].disagreement
    yield "disagreement", np.array([differ.between, differ.overlap, *differ.span])
    some = u[:20] + u[1:21]
    fits = fitting.fit(some, families=("pert", "gamma", "metalog"), lowest=0.0).ranked
    yield (
        "fits",
        np.array([number for one in fits for number in (one.aicc, one.distance, *numbers_of(one.distribution))]),
    )


def main():
    for name, values in everything():
        # Adding 0 leaves one zero of the two.
        print(
            name, hashlib.blake2b((np.ascontiguousarray(values) + 0.0).tobytes(), digest_size=8).hexdigest(), sep="\t"
        )


if __name__ == "__main__":
    main()
