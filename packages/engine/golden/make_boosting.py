"""Writes the golden files of gradient boosting: what LightGBM and shap say about six generated data sets.

    python -m venv .venv && .venv/bin/pip install lightgbm==4.7.0 scikit-learn==1.9.1 shap==0.51.0
    .venv/bin/python packages/engine/golden/make_boosting.py

The columns are stored as they were trained on (values rounded to three digits), so nothing has to be generated twice.
The last rows of each set are its validation part; only predictions and explanations of those are stored.
"""

import json
import pathlib

import lightgbm
import numpy as np
import shap
import sklearn
from sklearn.metrics import log_loss, mean_pinball_loss, mean_squared_error, ndcg_score

FOLDER = pathlib.Path(__file__).parent
ROWS, HELD_OUT, EXPLAINED = 1600, 400, 25
COMMON = dict(learning_rate=0.1, num_leaves=15, min_data_in_leaf=20, num_threads=1, verbose=-1, deterministic=True,
              force_row_wise=True, seed=1)
TREES = 40


def numeric(rng, count=6):
    return np.round(rng.normal(size=(ROWS, count)), 3)


def regression(rng):
    x = numeric(rng)
    y = 2 * x[:, 0] + np.sin(3 * x[:, 1]) + x[:, 2] * x[:, 3] + rng.normal(scale=0.5, size=ROWS)
    return x, np.round(y, 3), [], None, dict(objective="regression", lambda_l2=1.0, lambda_l1=0.5)


def imbalanced(rng):
    x = numeric(rng)
    x[:, 5] = np.round(np.abs(x[:, 5]) * 2)  # few values, many zeros
    odds = -4 + 1.5 * x[:, 0] + np.abs(x[:, 1]) + 0.5 * x[:, 5]
    return x, (rng.random(ROWS) < 1 / (1 + np.exp(-odds))).astype(float), [], None, dict(objective="binary")


def missing(rng):
    x = numeric(rng)
    odds = x[:, 0] + np.where(x[:, 1] > 0.5, 1.5, -0.5)
    hidden = rng.random(x.shape) < 0.2
    hidden[:, 0] = rng.random(ROWS) < 1 / (1 + np.exp(-2 * x[:, 0]))  # missing tells something
    y = (rng.random(ROWS) < 1 / (1 + np.exp(-odds))).astype(float)
    x[hidden] = np.nan
    return x, y, [], None, dict(objective="binary")


def categorical(rng):
    x = numeric(rng, 5)
    effects = rng.normal(scale=1.5, size=40)
    shares = 1 / np.arange(1, 41)
    x[:, 3] = rng.choice(40, p=shares / shares.sum(), size=ROWS)
    x[:, 4] = rng.choice(3, size=ROWS)
    y = effects[x[:, 3].astype(int)] + (x[:, 4] == 1) * x[:, 0] + rng.normal(scale=0.5, size=ROWS)
    x[rng.random(ROWS) < 0.03, 3] = np.nan
    return x, np.round(y, 3), [3, 4], None, dict(objective="regression", min_data_per_group=50)


def poisson(rng):
    x = numeric(rng)
    y = rng.poisson(np.exp(0.3 + 0.6 * x[:, 0] - 0.4 * np.abs(x[:, 1])))
    return x, y.astype(float), [], None, dict(objective="poisson")


def ranking(rng):
    x = numeric(rng)
    quality = x[:, 0] + 0.5 * x[:, 1] * x[:, 2] + rng.normal(scale=0.7, size=ROWS)
    grades = np.digitize(quality, [-0.5, 0.7, 1.6]).astype(float)
    return x, grades, [], np.full(ROWS // 20, 20), dict(objective="lambdarank", lambdarank_truncation_level=10)


def quantile(rng):
    x = numeric(rng, 4)
    y = x[:, 0] + np.exp(0.5 * x[:, 1]) * rng.normal(size=ROWS)
    return x, np.round(y, 3), [], None, dict(objective="quantile", alpha=0.8)


def loss_of(objective, y, prediction, groups, alpha):
    if objective == "binary":
        return log_loss(y, prediction)
    if objective == "regression":
        return mean_squared_error(y, prediction)
    if objective == "quantile":
        return mean_pinball_loss(y, prediction, alpha=alpha)
    if objective == "poisson":
        return float(np.mean(prediction - y * np.log(prediction)))
    starts = np.concatenate([[0], np.cumsum(groups)])
    gains = [ndcg_score([2 ** y[a:b] - 1], [prediction[a:b]], k=10) for a, b in zip(starts, starts[1:])]
    return 1 - float(np.mean(gains))


def describe(name, make, seed):
    x, y, categories, groups, params = make(np.random.default_rng(seed))
    train = slice(0, ROWS - HELD_OUT)
    held = slice(ROWS - HELD_OUT, ROWS)
    share = None if groups is None else (groups[: -HELD_OUT // 20], groups[-HELD_OUT // 20:])
    data = lightgbm.Dataset(x[train], y[train], group=None if share is None else share[0],
                            categorical_feature=categories or "auto", params=COMMON)
    model = lightgbm.train({**COMMON, **params}, data, TREES)
    raw = model.predict(x[held], raw_score=True)
    prediction = model.predict(x[held])
    rows = x[held][:EXPLAINED]
    golden = {
        "versions": {m.__name__: m.__version__ for m in (lightgbm, sklearn, shap, np)},
        "parameters": {**params, "num_leaves": 15, "num_iterations": TREES},
        "heldOut": HELD_OUT,
        "columns": [{"kind": "categorical" if i in categories else "numeric",
                     "values": [None if np.isnan(v) else v for v in x[:, i]]} for i in range(x.shape[1])],
        "labels": y.tolist(),
        "groups": None if groups is None else groups.tolist(),
        "loss": loss_of(params["objective"], y[held], prediction, None if share is None else share[1], params.get("alpha")),
        "scores": raw.tolist(),
        "predictions": prediction[:EXPLAINED].tolist(),
        "contributions": model.predict(rows, pred_contrib=True).tolist(),
        "model": model.model_to_string(num_iteration=TREES),
    }
    if not categories:
        # The interactions are computed by shap's own code, not by LightGBM's; their rows sum to the Shapley values.
        interactions = shap.TreeExplainer(model).shap_interaction_values(rows[:5])
        golden["shapValues"] = np.asarray(interactions).sum(axis=2).tolist()
    text = json.dumps(golden, separators=(",", ":"))
    (FOLDER / f"boosting-{name}.json").write_text(text + "\n")
    print(name, len(text) // 1000, "kB", "loss", golden["loss"])


for index, make in enumerate([regression, imbalanced, missing, categorical, poisson, ranking, quantile]):
    describe(make.__name__, make, 100 + index)
