"""
Metrics of two classes with sample weights, as scikit-learn answers, in the format of
test/vectors/README.md:

    python3 scripts/vectors/weighted-metrics.py > test/vectors/weighted-metrics.json

The best F1 is from the precision-recall curve; the calibration error is from its definition.
"""
import json

import numpy as np
import sklearn
import sklearn.metrics as metrics

random = np.random.default_rng(2026)


def ece(target, probability, weights, bins):
    bin_of = np.minimum(np.floor(probability * bins), bins - 1)
    gaps = [abs((weights * (target - probability))[bin_of == b].sum()) for b in range(bins)]
    return sum(gaps) / weights.sum()


def case(name, target, probability, weights, threshold=0.5):
    target, probability = np.asarray(target), np.asarray(probability, dtype=np.float64)
    weights = np.asarray(weights, dtype=np.float64)
    decision = (probability >= threshold).astype(int)
    weighted = {"sample_weight": weights}
    confusion = metrics.confusion_matrix(target, decision, labels=[0, 1], **weighted)
    (tn, fp), (fn, tp) = confusion.tolist()
    precision, recall, thresholds = metrics.precision_recall_curve(target, probability, **weighted)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-300)
    best = f1[:-1].argmax()
    return {
        "name": name,
        "target": target.tolist(),
        "probability": probability.tolist(),
        "weights": weights.tolist(),
        "threshold": threshold,
        "average_precision": metrics.average_precision_score(target, probability, **weighted),
        "auroc": metrics.roc_auc_score(target, probability, **weighted),
        "best_f1": f1[best],
        "best_f1_threshold": thresholds[best],
        **{"tp": tp, "fp": fp, "fn": fn, "tn": tn},
        "precision": metrics.precision_score(target, decision, zero_division=0, **weighted),
        "recall": metrics.recall_score(target, decision, zero_division=0, **weighted),
        "f1": metrics.f1_score(target, decision, zero_division=0, **weighted),
        "accuracy": metrics.accuracy_score(target, decision, **weighted),
        "balanced_accuracy": metrics.balanced_accuracy_score(target, decision, **weighted),
        "mcc": metrics.matthews_corrcoef(target, decision, **weighted),
        "brier": metrics.brier_score_loss(target, probability, **weighted),
        "log_loss": metrics.log_loss(target, probability, **weighted),
        "ece_10": ece(target, probability, weights, 10),
        "ece_15": ece(target, probability, weights, 15),
    }


def drawn(n, share, digits=None):
    target = (random.random(n) < share).astype(int)
    target[:2] = [0, 1]
    probability = 1 / (1 + np.exp(-random.normal(size=n) - 1.5 * target + 1))
    return target, probability if digits is None else np.round(probability, digits)


cases = [
    case("balanced", *drawn(50, 0.5), random.exponential(size=50)),
    case("rare", *drawn(80, 0.1), random.exponential(size=80), threshold=0.3),
    case("ties", *drawn(60, 0.4, digits=1), random.exponential(size=60)),
    case("ties-and-whole-weights", *drawn(60, 0.4, digits=1), random.integers(6, size=60)),
    case("all-tied", *(drawn(20, 0.5)[0], np.full(20, 0.25)), random.exponential(size=20)),
    case("a-few-rule", *drawn(40, 0.5, digits=2), random.pareto(0.5, size=40)),
    case("all-alike", *drawn(30, 0.5), np.full(30, 0.1)),
    case("never-called", *drawn(30, 0.3), random.random(30), threshold=2),
    case("tiny-weights", *drawn(30, 0.5), random.random(30) * 1e-12),
]
lines = ",\n".join(json.dumps(c) for c in cases)
print(f'{{\n"set": "metrics",\n"versions": {{"scikit-learn": "{sklearn.__version__}"}},\n"cases": [\n{lines}\n]}}')
