"""LightGBM's part of intents.bench.ts: the same rows, settings and split, calibrated by scikit-learn."""

import json
import os
import sys

import lightgbm
import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import log_loss, roc_auc_score

task = json.loads(sys.argv[1])
options = task["boosting"]


def read(name):
    rows = np.fromfile(os.path.join(task["folder"], f"{name}.bin")).reshape(-1, task["width"] + 1)
    return rows[:, :-1], rows[:, -1]


params = dict(objective="binary", learning_rate=options["learningRate"], num_leaves=options["leaves"],
              min_data_in_leaf=options["minLeafRows"], lambda_l2=options["lambdaL2"], verbose=-1, num_threads=1,
              feature_fraction=options["featureFraction"], bagging_fraction=options["baggingFraction"],
              bagging_freq=options["baggingEvery"], seed=1)
learning = lightgbm.Dataset(*read("learning"))
watching = lightgbm.Dataset(*read("watching"), reference=learning)
model = lightgbm.train(params, learning, options["rounds"], valid_sets=[watching],
                       callbacks=[lightgbm.early_stopping(options["earlyStoppingRounds"], verbose=False)])
(x, y), (held, labels) = read("calibrating"), read("judging")
steps = IsotonicRegression(out_of_bounds="clip").fit(model.predict(x, raw_score=True), y)
scores = model.predict(held, raw_score=True)
chances = steps.predict(scores)
bins = np.minimum(14, (chances * 15).astype(int))
error = sum(abs(np.sum(chances[bins == b] - labels[bins == b])) for b in range(15)) / len(labels)
print(json.dumps(dict(auc=roc_auc_score(labels, scores), calibrationError=float(error),
                      logLoss=log_loss(labels, np.clip(chances, 1e-15, 1 - 1e-15)))))
