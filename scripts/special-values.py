"""
What PyTorch 1.13 answers at NaN, infinities, zeros, subnormal and huge numbers, for
test/specialValues/specialValues.test.ts:

    python3 scripts/special-values.py > test/specialValues/pytorch.json

Functions of one number see each of `numbers`; functions of two see each of `pairs`, as two numbers or as a
row of two; losses see each of `pairs` or, where the target is a label, each of `numbers` with each of `labels`.
The gradients are those of the sum of the results; of rows that stay rows, of 1 and 3 times their entries.
What PyTorch lacks is written here as in its source: torchvision's focal loss, and definitions from the papers.
"""
import json
import math

import torch
import torch.nn.functional as F

inf, nan = math.inf, math.nan

limits = {
    "float32": dict(tiny=2.0**-149, subnormal=1e-40, least=2.0**-126, huge=(2 - 2.0**-23) * 2.0**127),
    "float64": dict(tiny=2.0**-1074, subnormal=1e-310, least=2.0**-1022, huge=(2 - 2.0**-52) * 2.0**1023),
}


def both(*sizes):
    return [sign * size for size in sizes for sign in (1, -1)]


def numbers(dtype):
    l = limits[dtype]
    return [nan, *both(inf, 0.0, l["tiny"], l["subnormal"], l["least"], 0.5, 1.0, 1.5, 2.0, 6.0, 30.0, 100.0, 700.0, 740.0, 1000.0, l["huge"])]


def pairs(dtype):
    l = limits[dtype]
    few = [nan, *both(inf, 0.0, l["tiny"], 0.5, 1.0, 2.0, l["huge"])]
    return [[a, b] for a in few for b in few]


def labelled(dtype):
    return [[x, t] for x in numbers(dtype) for t in (0.0, 1.0, 0.25, nan)]


def focal(x, t, gamma):
    # torchvision.ops.sigmoid_focal_loss, without alpha
    p = torch.sigmoid(x)
    ce = F.binary_cross_entropy_with_logits(x, t, reduction="none")
    p_t = p * t + (1 - p) * (1 - t)
    return ce * ((1 - p_t) ** gamma)


def generalized_cross_entropy(x, t, q=0.7):
    of = lambda p: (1 - p**q) / q
    return t * of(torch.sigmoid(x)) + (1 - t) * of(torch.sigmoid(-x))


def softmax_focal(x):
    ce = -F.log_softmax(x, 1)[:, 0]
    return ce * (1 - torch.exp(-ce)) ** 2


def asl1(x, y, mu=0.02):
    return torch.hypot(x - y, torch.tensor(mu, dtype=x.dtype)) - mu


unary = {
    "neg": torch.neg,
    "reciprocal": torch.reciprocal,
    "square": torch.square,
    "exp": torch.exp,
    "expm1": torch.expm1,
    "log": torch.log,
    "log1p": torch.log1p,
    "sqrt": torch.sqrt,
    "rsqrt": torch.rsqrt,
    "sin": torch.sin,
    "cos": torch.cos,
    "erf": torch.erf,
    "gelu": F.gelu,
    "gelu tanh": lambda x: F.gelu(x, approximate="tanh"),
    "abs": torch.abs,
    "relu": F.relu,
    "leakyRelu": F.leaky_relu,
    "elu": F.elu,
    "elu 1.5": lambda x: F.elu(x, 1.5),
    "clamp": lambda x: torch.clamp(x, -1, 2),
    "clamp min": lambda x: torch.clamp(x, min=0),
    "sigmoid": torch.sigmoid,
    "logSigmoid": F.logsigmoid,
    "softplus": lambda x: torch.logaddexp(x, torch.zeros_like(x)), # without F.softplus's threshold
    "silu": F.silu,
    "tanh": torch.tanh,
    **{f"pow {n}": (lambda n: lambda x: torch.pow(x, n))(n) for n in (0, 1, 2, 3, 0.5, -1, -2, -0.5, inf, -inf, nan)},
}
binary = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "pow": torch.pow,
    "maximum": torch.maximum,
    "minimum": torch.minimum,
    "where": lambda a, b: torch.where(a != 0, a, b),
    "equal": lambda a, b: torch.eq(a, b).to(a.dtype),
    "greater": lambda a, b: torch.gt(a, b).to(a.dtype),
    "greaterEqual": lambda a, b: torch.ge(a, b).to(a.dtype),
    "less": lambda a, b: torch.lt(a, b).to(a.dtype),
    "lessEqual": lambda a, b: torch.le(a, b).to(a.dtype),
    "mse": lambda x, y: F.mse_loss(x, y, reduction="none"),
    "l1": lambda x, y: F.l1_loss(x, y, reduction="none"),
    "huber": lambda x, y: F.huber_loss(x, y, reduction="none"),
    "smoothL1": lambda x, y: F.smooth_l1_loss(x, y, reduction="none"),
    "asl1": asl1,
}
rows = {
    "sum": lambda x: x.sum(1),
    "mean": lambda x: x.mean(1),
    "prod": lambda x: x.prod(1),
    "max": lambda x: x.amax(1),
    "min": lambda x: x.amin(1),
    "variance": lambda x: x.var(1),
    "std": lambda x: x.std(1),
    "norm": lambda x: torch.linalg.vector_norm(x, dim=1),
    "logsumexp": lambda x: x.logsumexp(1),
    "softmax": lambda x: x.softmax(1),
    "logSoftmax": lambda x: x.log_softmax(1),
    "cumsum": lambda x: x.cumsum(1),
    "layerNorm": lambda x: F.layer_norm(x, [2]),
    "matmul": lambda x: x @ torch.tensor([[1.0], [0.5]], dtype=x.dtype),
    "crossEntropy": lambda x: F.cross_entropy(x, torch.zeros(len(x), dtype=torch.long), reduction="none"),
    "crossEntropy of probabilities": lambda x: F.cross_entropy(
        x, torch.tensor([0.25, 0.75], dtype=x.dtype).expand_as(x), reduction="none"
    ),
    "softmaxFocalLoss": softmax_focal,
    "nllLoss": lambda x: F.nll_loss(x, torch.zeros(len(x), dtype=torch.long), reduction="none"),
}
labels = {
    "bceWithLogits": lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="none"),
    "bceWithLogits posWeight": lambda x, t: F.binary_cross_entropy_with_logits(
        x, t, pos_weight=torch.tensor(3.0, dtype=x.dtype), reduction="none"
    ),
    "focalLoss": lambda x, t: focal(x, t, 2),
    "focalLoss gamma 0": lambda x, t: focal(x, t, 0),
    "generalizedCrossEntropy": generalized_cross_entropy,
}


first_is_nothing = lambda x: torch.tensor([0.0, 1.0], dtype=x.dtype)
class_zero = lambda x: torch.zeros(len(x), dtype=torch.long)
ignored = lambda x: torch.full((len(x),), -100)
nothing = lambda x: torch.tensor(0.0, dtype=x.dtype)
rows |= {
    "crossEntropy weight 0": lambda x: F.cross_entropy(x, class_zero(x), first_is_nothing(x), reduction="none"),
    "crossEntropy of probabilities, weight 0": lambda x: F.cross_entropy(
        x, torch.tensor([0.25, 0.75], dtype=x.dtype).expand_as(x), first_is_nothing(x), reduction="none"
    ),
    "crossEntropy ignored": lambda x: F.cross_entropy(x, ignored(x), reduction="none"),
    "nllLoss weight 0": lambda x: F.nll_loss(x, class_zero(x), first_is_nothing(x), reduction="none"),
    "nllLoss ignored": lambda x: F.nll_loss(x, ignored(x), reduction="none"),
    "softmaxFocalLoss alpha 0": lambda x: 0 * softmax_focal(x),
}
labels |= {
    "bceWithLogits weight 0": lambda x, t: F.binary_cross_entropy_with_logits(x, t, nothing(x), reduction="none"),
    "bceWithLogits posWeight 0": lambda x, t: F.binary_cross_entropy_with_logits(
        x, t, pos_weight=nothing(x), reduction="none"
    ),
    "focalLoss alpha 1": lambda x, t: focal(x, t, 2) * t,
}


def words(tensor):
    """The elements, as JavaScript reads them."""

    def word(value):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        digits = f"{value:.9g}" if tensor.dtype == torch.float32 else repr(value)
        return digits.removesuffix(".0")

    return " ".join(word(value) for value in tensor.flatten().tolist())


def answers(f, inputs):
    y = f(*inputs)
    scale = torch.tensor([1.0, 3.0], dtype=y.dtype).expand_as(y) if y.ndim == 2 and y.shape[1] == 2 else torch.ones_like(y)
    if not y.requires_grad:
        return y, []
    return y, torch.autograd.grad(y, inputs, scale, allow_unused=True)


def case(name, f, points, dtype, as_rows):
    x = torch.tensor(points, dtype=getattr(torch, dtype))
    columns = [x] if as_rows or x.ndim == 1 else list(x.unbind(1))
    y, grads = answers(f, [c.clone().requires_grad_() for c in columns])
    return {"name": name, "dtype": dtype, "y": words(y), "grads": [words(g) for g in grads]}


sets = [("unary", unary, numbers), ("binary", binary, pairs), ("rows", rows, pairs), ("labels", labels, labelled)]
torch.set_num_threads(1)
points = {
    f"{kind} {dtype}": words(torch.tensor(make(dtype), dtype=getattr(torch, dtype)))
    for kind, _, make in sets
    for dtype in limits
}
cases = [
    {"kind": kind, **case(name, f, make(dtype), dtype, kind == "rows")}
    for kind, functions, make in sets
    for name, f in functions.items()
    for dtype in limits
]
lines = ",\n".join(json.dumps(c) for c in cases)
print(f'{{"torch": {json.dumps(torch.__version__)}, "points": {json.dumps(points)}, "cases": [\n{lines}\n]}}')
