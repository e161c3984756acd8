"""
What SciPy's L-BFGS-B and scikit-learn's LogisticRegression answer, for test/optim/lbfgs.test.ts:

    python3 scripts/lbfgs.py > test/optim/lbfgs.json

SciPy counts its evaluations of loss and gradient until max |gradient| ≤ gtol; ftol = 0 leaves it to the
gradient. scikit-learn's penalty is ½wᵀw/C beside the sum of the losses; its weights are those of C.
"""
import json

import numpy as np
import scipy
import sklearn
from scipy.optimize import minimize, rosen, rosen_der
from sklearn.linear_model import LogisticRegression

gtol = 1e-6
rng = np.random.default_rng(13)


def powell(x):
    a, b, c, d = x
    return (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4


def powell_der(x):
    a, b, c, d = x
    p, q, r, s = 2 * (a + 10 * b), 10 * (c - d), 4 * (b - 2 * c) ** 3, 40 * (a - d) ** 3
    return np.array([p + s, 10 * p + r, q - 2 * r, -q - s])


# Columns of different scale, two of which are nearly the same; rounded, which JSON keeps.
rows, columns = 150, 6
x = rng.standard_normal((rows, columns))
x[:, 1] = x[:, 0] + 0.02 * x[:, 1]
x = np.round(x * np.geomspace(1, 30, columns), 3)
true = rng.standard_normal(columns) / np.geomspace(1, 30, columns)
y = (x @ true + 0.3 + rng.logistic(size=rows) > 0).astype(float)


def logistic(strength):
    """The mean cross-entropy + ½·strength·wᵀw, of w and the bias after it."""

    def f(w):
        z = x @ w[:-1] + w[-1]
        r = (1 / (1 + np.exp(-z)) - y) / rows
        loss = np.mean(np.logaddexp(0, z) - y * z) + 0.5 * strength * w[:-1] @ w[:-1]
        return loss, np.append(x.T @ r + strength * w[:-1], r.sum())

    return f


def quadratic(w):
    scale = np.geomspace(1, 1e4, len(w))
    return 0.5 * np.sum(scale * w**2), scale * w


def solved(name, f, start):
    options = {"gtol": gtol, "ftol": 0, "maxcor": 10, "maxiter": 10000, "maxfun": 100000}
    found = minimize(f, start, jac=True, method="L-BFGS-B", options=options)
    assert np.abs(found.jac).max() <= gtol, (name, found.message)
    return {"name": name, "evaluations": found.nfev, "iterations": found.nit, "loss": found.fun}


def both(f, der):
    return lambda w: (f(w), der(w))


strength = 0.01
zeros = np.zeros(columns + 1)
problems = [
    solved("rosenbrock", both(rosen, rosen_der), [-1.2, 1]),
    solved("rosenbrock of 10", both(rosen, rosen_der), [-1.2, 1] * 5),
    solved("powell", both(powell, powell_der), [3, -1, 0, 1]),
    solved("quadratic", quadratic, np.ones(20)),
    solved("logistic", logistic(0), zeros),
    solved("penalised logistic", logistic(strength), zeros),
]


def weights(**options):
    model = LogisticRegression(tol=1e-10, solver="newton-cholesky", **options).fit(x, y)
    return [*model.coef_[0], *model.intercept_]


print(
    json.dumps(
        {
            "versions": {"scipy": scipy.__version__, "sklearn": sklearn.__version__},
            "gtol": gtol,
            "strength": strength,
            "problems": problems,
            "x": x.tolist(),
            "y": y.tolist(),
            "weights": weights(penalty=None),
            "penalisedWeights": weights(C=1 / (rows * strength)),
        }
    )
)
