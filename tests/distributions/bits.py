"""Print a digest of the exact bits of everything that can reach a result. Run by test_same_bits in several ways."""

import hashlib

import numpy as np

from distributions import catalogue, dependence, linear_algebra, normal, pert, philox, scalar, t_copula
from distributions.copula import copula
from distributions.iman_conover import iman_conover
from distributions.jit import LANES, kernel


@kernel
def elementary(x, out):
    for i in range(x.size):
        out[0, i] = scalar.log(x[i])
        out[1, i] = scalar.exp(-x[i])
        out[2, i] = scalar.log1p(x[i])
        out[3, i] = scalar.log_gamma(x[i])
        out[4, i] = scalar.sine(x[i] / 40.0)
        out[5, i] = scalar.arcsine(x[i] / 31.0)


def everything():
    """Yield (name, array) pairs."""
    u = philox.uniforms(2**63 + 2**31 + 7, "cluster.corporate.saving", range(2**32 - 150, 2**32 + 150))
    yield "uniforms", u
    u = np.concatenate([u, 10.0 ** np.arange(-300.0, 0.0, 11.0), 1.0 - 2.0 ** -np.arange(1.0, 54.0)])
    block = np.zeros((2, LANES))
    philox.fill_uniform(np.uint64(2**64 - 1), np.uint64(2**33 - 10), np.uint64(philox.id_hash("é")), block, 1)
    yield "block", block.copy()
    normal.ppf_rows(block, 1)
    yield "normal block", block.copy()
    normal.cdf_rows(block, 1)
    yield "cdf block", block.copy()
    x = u * 30.0 + 1e-3
    out = np.empty((6, x.size))
    elementary(x, out)
    yield from zip(("log", "exp", "log1p", "log_gamma", "sine", "arcsine"), out, strict=True)
    parameters = {"constant": (5.0,), "bernoulli": (0.3,), "uniform": (-5e4, 7.8e5), "normal": (1.0, 3.0)}
    for name, family in catalogue.FAMILIES.items():
        given = parameters.get(name, (5.0e6, 5.9e6, 8.0e6))
        values = family.module.ppf(u, *given)
        yield f"{name} ppf", values
        yield f"{name} cdf", family.module.cdf(values, *given)
        yield f"{name} moments", np.array([family.module.mean(*given), family.module.variance(*given)])
    for alpha, beta in ((1.0, 5.0), (2.2, 3.8), (1.0, 1.0), (31.0, 71.0)):
        yield f"table {alpha} {beta}", pert.pert_table(alpha, beta)
    yield "pert from z", pert.ppf_from_z(np.linspace(-9.0, 9.0, 301), 1.0, 2.0, 5.0)
    yield from what_moves_together(u)


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


def main():
    for name, values in everything():
        # Adding 0 leaves one zero of the two.
        print(
            name, hashlib.blake2b((np.ascontiguousarray(values) + 0.0).tobytes(), digest_size=8).hexdigest(), sep="\t"
        )


if __name__ == "__main__":
    main()
