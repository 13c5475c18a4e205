"""Writes intents.json: calibration by scikit-learn, purchases and value by SciPy implementations of the papers.

    python -m venv .venv && .venv/bin/pip install scikit-learn==1.9.1 scipy==1.17.1
    .venv/bin/python packages/engine/golden/make_intents.py
"""

import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1
from sklearn.calibration import _sigmoid_calibration
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import log_loss, roc_auc_score

rng = np.random.default_rng(11)


def fit_exactly(loss, start):
    """BFGS to the valley, Nelder-Mead to its bottom."""
    near = minimize(loss, start, method="BFGS", options=dict(gtol=1e-6))
    return minimize(loss, near.x, method="Nelder-Mead", options=dict(xatol=1e-9, fatol=1e-12, maxiter=20_000))


def calibration():
    scores = np.round(rng.normal(size=800), 2)  # rounded, so that there are ties
    labels = (rng.random(800) < 1 / (1 + np.exp(1 - 1.7 * scores))).astype(float)
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(scores, labels)
    at = np.linspace(-4, 4, 81)
    slope, intercept = _sigmoid_calibration(scores, labels)
    rates = 1 / (1 + np.exp(-scores))
    return dict(scores=scores.tolist(), labels=labels.tolist(), at=at.tolist(), isotonic=isotonic.predict(at).tolist(),
                platt=[-slope, -intercept], auc=roc_auc_score(labels, scores), logLoss=log_loss(labels, rates))


def simulate(n, r, alpha, a, b):
    rows = []
    for _ in range(n):
        rate, leave, age = rng.gamma(r, 1 / alpha), rng.beta(a, b), rng.uniform(27, 39)
        t, repeats, last = 0.0, 0, 0.0
        while True:
            t += rng.exponential(1 / rate)
            if t > age:
                break
            repeats, last = repeats + 1, t
            if rng.random() < leave:
                break
        rows.append((repeats, round(last, 4), round(age, 4)))
    return rows


def log_likelihood(params, x, tx, age):
    r, alpha, a, b = np.exp(params)
    known = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stayed = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = betaln(a + 1, b + x - 1) - betaln(a, b) - (r + x) * np.log(alpha + tx)
    return np.sum(known + np.logaddexp(stayed, np.where(x > 0, left, -np.inf)))


def expected(params, x, tx, age, horizon):
    r, alpha, a, b = params
    series = hyp2f1(r + x, b + x, a + b + x - 1, horizon / (alpha + age + horizon))
    number = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + horizon)) ** (r + x) * series)
    return number / (1 + (x > 0) * a / (b + x - 1) * ((alpha + age) / (alpha + tx)) ** (r + x))


def purchases():
    # The parameters that the paper found for CDNOW; its data are not here, customers are drawn from the model instead.
    customers = simulate(2500, 0.243, 4.414, 0.793, 2.426)
    x, tx, age = np.array(customers).T
    fit = fit_exactly(lambda p: -log_likelihood(p, x, tx, age), np.log([0.5, 5, 1, 2]))
    published = (0.243, 4.414, 0.793, 2.426)
    cases = [(x_, tx_, age_, h) for x_, tx_, age_ in customers[:20] for h in (4, 39)]
    return dict(customers=customers, parameters=np.exp(fit.x).tolist(), logLikelihood=-fit.fun,
                publishedLogLikelihood=log_likelihood(np.log(published), x, tx, age),
                cases=[[*c, float(expected(published, *c))] for c in cases])


def spend():
    p, q, gamma = 6.25, 3.74, 15.44  # the paper's parameters for CDNOW
    rows = []
    for _ in range(1500):
        count, nu = 1 + rng.poisson(1.5), rng.gamma(q, 1 / gamma)
        rows.append((count, round(float(np.mean(rng.gamma(p, 1 / nu, size=count))), 4)))
    x, m = np.array(rows).T

    def loss(params):
        p, q, g = np.exp(params)
        return -np.sum(gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(g) + (p * x - 1) * np.log(m)
                       + p * x * np.log(x) - (p * x + q) * np.log(g + m * x))

    fit = fit_exactly(loss, np.log([2, 3, 20]))
    return dict(customers=rows, parameters=np.exp(fit.x).tolist())


golden = dict(versions=dict(sklearn=sklearn.__version__, scipy=scipy.__version__, numpy=np.__version__),
              calibration=calibration(), purchases=purchases(), spend=spend())
path = pathlib.Path(__file__).parent / "intents.json"
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(path.stat().st_size // 1000, "kB", golden["purchases"]["parameters"], golden["spend"]["parameters"])
