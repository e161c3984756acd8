"""
Logistic regressions with sample weights, of two and of three classes, as scikit-learn solves them:

    python3 scripts/vectors/weighted-logistic.py > test/tabular/model/weighted-logistic.json

Numbers are scaled by their weighted mean and deviation. The weights have mean 1, so that the penalty,
strength/2·|w|², is weighed against the number of rows.
"""
import json

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

random = np.random.default_rng(5)


def case(name, classes, strength, n=60):
    x = np.round(random.normal(size=(n, 2)) * [1, 20] + [0, 5], 3)
    y = np.argmax(x @ random.normal(size=(2, classes)) / [1] + random.gumbel(size=(n, classes)), axis=1)
    weights = np.round(random.exponential(size=n) + 0.01, 3)
    scaler = StandardScaler().fit(x, sample_weight=weights)
    model = LogisticRegression(C=1 / strength, tol=1e-12, max_iter=10000)
    model.fit(scaler.transform(x), y, sample_weight=weights / weights.mean())
    rows = [[*map(float, row), int(label), float(weight)] for row, label, weight in zip(x, y, weights)]
    return {
        "name": name,
        "strength": strength,
        "rows": rows,
        "mean": scaler.mean_.tolist(),
        "std": scaler.scale_.tolist(),
        "probability": model.predict_proba(scaler.transform(x)).tolist(),
    }


cases = [case("two classes", 2, 1), case("three classes", 3, 0.5)]
lines = ",\n".join(json.dumps(c) for c in cases)
print(f'{{\n"versions": {{"scikit-learn": "{sklearn.__version__}"}},\n"cases": [\n{lines}\n]}}')
