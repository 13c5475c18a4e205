"""Writes clusters.json: labels and probabilities of scikit-learn's HDBSCAN on twelve small sets of points.

    python -m venv .venv && .venv/bin/pip install scikit-learn==1.9.1
    .venv/bin/python packages/engine/golden/make_clusters.py
"""

import base64
import json
import pathlib

import numpy as np
import scipy
import sklearn
from sklearn.cluster import HDBSCAN
from sklearn.datasets import load_digits, load_iris, load_wine, make_blobs, make_circles, make_moons

rng = np.random.default_rng(5)


def blobs(n, d, k, spread, noise=0, seed=0):
    x, _ = make_blobs(n, d, centers=k, cluster_std=spread, random_state=seed)
    return np.vstack([x, rng.uniform(x.min(0), x.max(0), size=(noise, d))])


def chained():
    """Dense groups on a thin bridge: single linkage alone would make one of them."""
    bridge = np.column_stack([rng.uniform(0, 12, 60), rng.normal(0, 0.2, 60)])
    return np.vstack([rng.normal([0, 0], 0.5, (120, 2)), rng.normal([12, 0], 0.7, (120, 2)), bridge])


def densities():
    return np.vstack([rng.normal([0, 0], 0.2, (150, 2)), rng.normal([6, 0], 1.0, (150, 2)), rng.normal([3, 8], 2.0, (80, 2))])


def nested():
    """Two close pairs, each far from the other: the excess of mass chooses the level."""
    return np.vstack([rng.normal(at, 0.3, (60, 3)) for at in ([0, 0, 0], [2, 0, 0], [20, 0, 0], [24, 0, 0])])


def directions():
    x = blobs(300, 64, 6, 2.5, 40, 9)
    return x / np.linalg.norm(x, axis=1, keepdims=True)


sets = dict(
    moons=(make_moons(300, noise=0.07, random_state=1)[0], 10, None),
    circles=(make_circles(300, factor=0.4, noise=0.05, random_state=2)[0], 10, 5),
    blobs2=(blobs(300, 2, 4, 0.9, 60, 3), 12, 4),
    blobs8=(blobs(280, 8, 5, 1.5, 40, 4), 8, None),
    blobs32=(blobs(240, 32, 8, 3.0, 60, 5), 10, 5),
    chained=(chained(), 15, 5),
    densities=(densities(), 15, None),
    nested=(nested(), 10, None),
    directions=(directions(), 15, 5),
    uniform=(rng.uniform(size=(250, 3)), 10, None),
    iris_wine=(np.vstack([np.pad(load_iris().data, ((0, 0), (0, 9)))[:, :13], np.log1p(load_wine().data)]), 12, 4),
    digits=(load_digits().data[:350] @ rng.normal(size=(64, 16)) / 8, 6, 3),
)

SHUFFLES = 40


def in_any_order(x, size, samples):
    """Where merges have the very same distance, the order of the points decides: points whose answer hangs on it are told apart."""
    fit = lambda rows: HDBSCAN(min_cluster_size=size, min_samples=samples, copy=True).fit(rows)
    first = fit(x)
    unsure = np.zeros(len(x), bool)
    for _ in range(SHUFFLES):
        order = rng.permutation(len(x))
        again = fit(x[order])
        labels, probabilities = np.empty_like(first.labels_), np.empty_like(first.probabilities_)
        labels[order], probabilities[order] = again.labels_, again.probabilities_
        # Numbers of clusters differ with the order, too: each is named as most of its points were.
        names = {-1: -1, **{c: np.bincount(first.labels_[labels == c] + 1).argmax() - 1 for c in set(labels) - {-1}}}
        unsure |= np.array([names[c] for c in labels]) != first.labels_
        unsure |= np.abs(probabilities - first.probabilities_) > 1e-9
    return first, unsure


written = {}
for name, (x, size, samples) in sets.items():
    x = x.astype(np.float32)
    fit, unsure = in_any_order(x.astype(np.float64), size, samples)
    written[name] = dict(points=base64.b64encode(x.tobytes()).decode(), dimensions=x.shape[1], minClusterSize=size,
                         minSamples=samples, labels=fit.labels_.tolist(), unsure=np.flatnonzero(unsure).tolist(),
                         probabilities=base64.b64encode(fit.probabilities_.tobytes()).decode())
    print(name, x.shape, "clusters", fit.labels_.max() + 1, "noise", int((fit.labels_ < 0).sum()), "unsure", int(unsure.sum()))
versions = dict(sklearn=sklearn.__version__, scipy=scipy.__version__, numpy=np.__version__)
path = pathlib.Path(__file__).parent / "clusters.json"
path.write_text(json.dumps(dict(versions=versions, sets=written), separators=(",", ":")) + "\n")
print(path.stat().st_size // 1000, "kB")
