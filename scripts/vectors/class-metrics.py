"""
Metrics of several classes, as scikit-learn answers, in the format of test/vectors/README.md:

    python3 scripts/vectors/class-metrics.py > test/vectors/class-metrics.json

Brier score and calibration error, which scikit-learn 1.2 lacks for several classes, are from their
definitions.
"""
import json
import warnings

import numpy as np
import sklearn
import sklearn.metrics as metrics

warnings.simplefilter("ignore")  # balanced_accuracy_score warns of answers without targets
random = np.random.default_rng(2023)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def macro(metric, target, probability, weights):
    """One against all others, over the classes that occur."""
    occurring = np.unique(target[weights > 0])
    if len(occurring) < 2:
        return None
    return np.mean([metric(target == k, probability[:, k], sample_weight=weights) for k in occurring])


def ece(target, probability, weights, bins):
    confidence, right = probability.max(axis=1), probability.argmax(axis=1) == target
    bin_of = np.minimum(np.floor(confidence * bins), bins - 1)
    gaps = [abs((weights * (right - 1.0 * confidence))[bin_of == b].sum()) for b in range(bins)]
    return sum(gaps) / weights.sum()


def case(name, target, probability, decision=None, weights=None):
    """Of examples of weight 0, scikit-learn lets the classes count; here, they are not there."""
    target, probability = np.asarray(target), np.asarray(probability, dtype=np.float64)
    n, k = probability.shape
    given, weights = weights, np.ones(n) if weights is None else np.asarray(weights, dtype=np.float64)
    weighted = {} if given is None else {"sample_weight": weights}
    decision = probability.argmax(axis=1) if decision is None else np.asarray(decision)
    labels = list(range(k))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        target, decision, labels=labels, zero_division=0, **weighted
    )
    one_hot = np.eye(k)[target]
    auroc = macro(metrics.roc_auc_score, target, probability, weights)
    average_precision = macro(metrics.average_precision_score, target, probability, weights)
    if given is None and k > 2 and len(np.unique(target)) == k:
        assert np.isclose(average_precision, metrics.average_precision_score(one_hot, probability), rtol=1e-14)
        if np.allclose(probability.sum(axis=1), 1):
            ovr = metrics.roc_auc_score(target, probability, multi_class="ovr", average="macro")
            assert np.isclose(auroc, ovr, rtol=1e-14)
    counts = weights > 0
    occurring = np.union1d(target[counts], decision[counts])
    one_class = len(np.unique(target[counts])) < 2
    return {
        "name": name,
        "classes": k,
        "target": target.tolist(),
        "probability": probability.flatten().tolist(),
        "top_class": probability.argmax(axis=1).tolist(),
        "decision": decision.tolist(),
        **({} if given is None else {"weights": weights.tolist()}),
        "confusion_matrix": metrics.confusion_matrix(target, decision, labels=labels, **weighted).flatten().tolist(),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "macro_f1": metrics.f1_score(
            target, decision, labels=occurring, average="macro", zero_division=0, **weighted
        ),
        "accuracy": metrics.accuracy_score(target, decision, **weighted),
        "balanced_accuracy": None if one_class else metrics.balanced_accuracy_score(
            target[counts], decision[counts], sample_weight=weights[counts]
        ),
        "macro_average_precision": average_precision,
        "macro_auroc": auroc,
        "log_loss": metrics.log_loss(target, probability, labels=labels, **weighted),
        "brier": np.average(((probability - one_hot) ** 2).sum(axis=1), weights=weights),
        "ece_10": ece(target, probability, weights, 10),
        "ece_15": ece(target, probability, weights, 15),
    }


def drawn(n, k, spread=1.0, digits=None, classes=None):
    """Targets of some of the classes, and probabilities that know something of them."""
    target = random.choice(classes or range(k), size=n)
    logits = random.normal(size=(n, k)) * spread + 1.5 * np.eye(k)[target]
    probability = softmax(logits)
    return target, probability if digits is None else np.round(probability, digits)


def on_grid(n, k):
    """Probabilities in eighths, so that many tie, also for the top."""
    target = random.integers(k, size=n)
    return target, random.multinomial(8, np.full(k, 1 / k), size=n) / 8


def certain(n, k, right):
    """Probabilities of 0 and 1 only."""
    target = random.integers(k, size=n)
    decision = np.where(random.random(n) < right, target, random.integers(k, size=n))
    return target, np.eye(k)[decision]


cases = [
    case("3-classes", *drawn(60, 3)),
    case("2-classes", *drawn(40, 2)),
    case("rare-classes", *drawn(50, 4, classes=[0] * 8 + [1] * 3 + [2, 3])),
    case("26-classes", *drawn(80, 26, digits=4)),
    case("rounded-to-2-digits", *drawn(40, 3, digits=2)),
    case("ties", *on_grid(60, 4)),
    case("all-tied", random.integers(5, size=20), np.full((20, 5), 0.2)),
    case("certain-and-right", *certain(12, 3, 1)),
    case("certain-and-often-wrong", *certain(30, 5, 0.5)),
    case("a-class-without-targets", *drawn(30, 5, classes=[0, 1, 2, 4])),
    case("a-class-that-never-occurs", *drawn(30, 4, classes=[0, 2, 3]), decision=random.choice([0, 2, 3], size=30)),
    case("decisions-unlike-the-probabilities", *drawn(30, 3), decision=random.integers(3, size=30)),
    case("never-decided", *drawn(30, 3), decision=np.zeros(30, dtype=int)),
    case("all-of-one-class", *drawn(10, 3, classes=[1])),
    case("one-row", [2], [[0.25, 0.25, 0.5]]),
    case("beyond-float32", [0, 1, 2], [[1e-300, 1, 0], [1e-17, 1 - 1e-16, 1e-17], [0.5, 0.5, 1e-10]]),
    case("weighted", *drawn(40, 3), weights=random.exponential(size=40)),
    case("weighted-ties", *on_grid(40, 4), weights=random.integers(5, size=40)),
    case("weights-of-one-class-are-0", *(rows := drawn(40, 4)), weights=np.where(rows[0] == 2, 0, 1.5)),
    case("one-row-with-a-weight", *drawn(5, 3), weights=[0, 0, 2, 0, 0]),
]
lines = ",\n".join(json.dumps(c) for c in cases)
print(f'{{\n"set": "class-metrics",\n"versions": {{"scikit-learn": "{sklearn.__version__}"}},\n"cases": [\n{lines}\n]}}')
