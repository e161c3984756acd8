"""The scikit-learn side of the benchmark of tables; see README.md.

Reads jobs from standard input, a line of JSON each, and answers each with a line. `do` says which
function below is called; the job's other entries are its arguments.
"""

import csv
import json
import os
import sys
import time
import warnings

import numpy as np
from sklearn import datasets, metrics
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.simplefilter("ignore")  # as they come, some models stop before they converge

MODELS = {
    "logistic": lambda seed: LogisticRegression(),
    "mlp": lambda seed: MLPClassifier(16, random_state=seed),
    "logisticCV": lambda seed: LogisticRegressionCV(Cs=10, cv=5),
}


def read_csv(path):
    with open(path, newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def write_csv(path, header, rows):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def make(path, name, options):
    """Writes a data set of scikit-learn as a CSV."""
    x, y = getattr(datasets, name)(**options)
    header = [f"x{i + 1}" for i in range(x.shape[1])] + ["label"]
    write_csv(path, header, [[*row, label] for row, label in zip(x.tolist(), y.tolist())])


def split(path, label, drop, seed, train, test, answers):
    """Stratified 60:40. The labels of the test rows go to a file of their own."""
    header, rows = read_csv(path)
    at = header.index(label)
    rows = [row for row in rows if row[at] != ""]
    kept = [i for i, name in enumerate(header) if name not in drop]
    inputs = [i for i in kept if i != at]
    labels = [row[at] for row in rows]
    halves = train_test_split(rows, test_size=0.4, random_state=seed, stratify=labels)
    for file, half, columns in [
        (train, halves[0], kept),
        (test, halves[1], inputs),
        (answers, halves[1], [at]),
    ]:
        write_csv(file, [header[i] for i in columns], [[row[i] for i in columns] for row in half])


def number(cell):
    return float(cell) if cell != "" else np.nan


def is_numeric(cells):
    try:
        for cell in cells:
            number(cell)
        return True
    except ValueError:
        return False


def preprocessing(columns):
    numeric = [i for i, cells in enumerate(columns) if is_numeric(cells)]
    categorical = [i for i in range(len(columns)) if i not in numeric]
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    categories = make_pipeline(
        SimpleImputer(strategy="most_frequent", missing_values=""),
        OneHotEncoder(handle_unknown="ignore"),
    )
    return numeric, ColumnTransformer(
        [("numbers", numbers, numeric), ("categories", categories, categorical)]
    )


def matrix(rows, numeric):
    """Rows of text as an array in which the numeric columns are numbers."""
    x = np.array(rows, dtype=object)
    for i in numeric:
        x[:, i] = [number(cell) for cell in x[:, i]]
    return x


def fit(model, seed, train, test, answers, label, positive):
    header, rows = read_csv(train)
    at = header.index(label)
    y = [row.pop(at) for row in rows]
    if positive is not None:
        y = np.array(y) == positive
    numeric, prepare = preprocessing(list(zip(*rows)))
    x = matrix(rows, numeric)
    pipeline = make_pipeline(prepare, MODELS[model](seed))
    start = time.perf_counter()
    pipeline.fit(x, y)
    seconds = time.perf_counter() - start
    p = pipeline.predict_proba(matrix(read_csv(test)[1], numeric))
    truth = [row[0] for row in read_csv(answers)[1]]
    if positive is not None:
        return {"seconds": seconds, **two_class_scores(truth, positive, p[:, 1])}
    classes = [str(name) for name in pipeline.classes_]
    predicted = np.array(classes)[p.argmax(axis=1)]
    return {"seconds": seconds, **class_scores(truth, predicted, p, classes)}


def score(predictions, answers, positive):
    """The scores of what `ghmgrad predict` wrote."""
    header, rows = read_csv(predictions)
    truth = [row[0] for row in read_csv(answers)[1]]
    added = [i for i, name in enumerate(header) if name.startswith("probability")]
    if positive is not None:
        return two_class_scores(truth, positive, [float(row[added[-1]]) for row in rows])
    classes = [header[i][len("probability") + 1 :] for i in added]
    p = np.array([[float(row[i]) for i in added] for row in rows])
    return class_scores(truth, [row[-1] for row in rows], p, classes)


def two_class_scores(truth, positive, p):
    y = np.array(truth) == positive
    return {
        "ap": metrics.average_precision_score(y, p),
        "auroc": metrics.roc_auc_score(y, p),
        "brier": metrics.brier_score_loss(y, p),
    }


def class_scores(truth, predicted, p, classes):
    order = np.argsort(classes)  # as log_loss wants it
    return {
        "accuracy": metrics.accuracy_score(truth, predicted),
        "macroF1": metrics.f1_score(truth, predicted, average="macro"),
        "logLoss": metrics.log_loss(truth, p[:, order], labels=np.array(classes)[order]),
    }


def describe(path, label, positive, drop):
    """Counts of the whole table."""
    header, rows = read_csv(path)
    at = header.index(label)
    rows = [row for row in rows if row[at] != ""]
    inputs = [i for i, name in enumerate(header) if name not in [label, *drop]]
    labels = [row[at] for row in rows]
    return {
        "rows": len(rows),
        "columns": len(inputs),
        "categorical": sum(not is_numeric([row[i] for row in rows]) for i in inputs),
        "missing": sum(row[i] == "" for row in rows for i in inputs),
        "classes": len(set(labels)),
        "positives": labels.count(positive),
    }


for line in sys.stdin:
    job = json.loads(line)
    work = {"make": make, "split": split, "describe": describe, "fit": fit, "score": score}
    print(json.dumps(work[job.pop("do")](**job)), flush=True)
