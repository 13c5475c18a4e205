"""LightGBM's part of boosting.bench.ts: trains on the columns of a file and prints its processor seconds as JSON."""

import json
import sys
import time

import lightgbm
import numpy as np

path, rows, features, trees, leaves = sys.argv[1], *map(int, sys.argv[2:6])
data = np.fromfile(path).reshape(features + 1, rows)
x, y = np.ascontiguousarray(data[:-1].T), data[-1]
cut = rows * 9 // 10
start = time.process_time()
binned = lightgbm.Dataset(x[:cut], y[:cut], params=dict(verbose=-1, num_threads=1))
model = lightgbm.train(dict(objective="regression", num_leaves=leaves, num_threads=1, verbose=-1), binned, trees)
trained = time.process_time()
rmse = float(np.sqrt(np.mean((model.predict(x[cut:], num_threads=1) - y[cut:]) ** 2)))
predicted = time.process_time()
model.predict(x[cut : cut + 1000], pred_contrib=True, num_threads=1)
explained = time.process_time()
print(json.dumps(dict(version=lightgbm.__version__, train=trained - start, rmse=rmse,
                      predictMicros=(predicted - trained) / (rows - cut) * 1e6,
                      explainMs=(explained - predicted) / min(1000, rows - cut) * 1e3)))
