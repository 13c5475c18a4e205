"""scikit-learn's part of hdbscan.bench.ts: processor seconds of HDBSCAN on one thread, and its labels, as JSON.

With `--sets`, the median of 101 fits of each set of clusters.json; else one fit of the 32-bit points in a file.
"""

import base64
import json
import pathlib
import sys
import time

import numpy as np
import sklearn
from sklearn.cluster import HDBSCAN


def measure(x, size, samples, times):
    seconds = []
    for _ in range(times):
        start = time.process_time()
        fit = HDBSCAN(min_cluster_size=size, min_samples=samples, copy=True).fit(x)
        seconds.append(time.process_time() - start)
    return float(np.median(seconds)), fit.labels_


if sys.argv[1] == "--sets":
    sets = json.loads((pathlib.Path(__file__).parent / "clusters.json").read_text())["sets"]
    read = lambda s: np.frombuffer(base64.b64decode(s["points"]), np.float32).reshape(-1, s["dimensions"]).astype(float)
    print(json.dumps({name: measure(read(s), s["minClusterSize"], s["minSamples"], 101)[0] for name, s in sets.items()}))
else:
    path, dimensions, size, samples = sys.argv[1], *map(int, sys.argv[2:5])
    x = np.fromfile(path, np.float32).reshape(-1, dimensions).astype(float)
    seconds, labels = measure(x, size, samples, 1)
    print(json.dumps(dict(version=sklearn.__version__, seconds=seconds, labels=labels.tolist())))
