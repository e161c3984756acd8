"""
Cross-entropy of classes with weights, as PyTorch answers, in the formats of test/vectors/README.md:

    python3 scripts/vectors/class-losses.py > test/vectors/class-losses.json
"""
import json

import torch
import torch.nn.functional as F

torch.manual_seed(2019)
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def rounded(*shape):
    """Random numbers of four digits, which JSON keeps."""
    return torch.round(torch.randn(shape) * 2e4) / 1e4


def dense(t):
    return {"shape": list(t.shape), "data": t.flatten().tolist()}


def op_case(name, op, f, shape, target, **attrs):
    x = rounded(*shape).requires_grad_()
    weight = torch.tensor(attrs["class_weight"])
    others = {key: value for key, value in attrs.items() if key != "class_weight"}
    y = f(x, target, weight=weight, **others)
    cotangent = rounded(*y.shape)
    (grad,) = torch.autograd.grad(y, x, cotangent)
    return {
        "name": name,
        "op": op,
        "inputs": [dense(x.detach())],
        "attrs": {"target": dense(target.double()), **attrs},
        "output": dense(y.detach()),
        "cotangent": dense(cotangent),
        "grads": [dense(grad)],
    }


def loss_case(name, target, n, classes, **options):
    x = rounded(n, classes).requires_grad_()
    torch_options = {key.replace("class_", ""): value for key, value in options.items()}
    if "weight" in torch_options:
        torch_options["weight"] = torch.tensor(torch_options["weight"])
    of = lambda reduction: F.cross_entropy(x, target, reduction=reduction, **torch_options)
    (grad,) = torch.autograd.grad(of("mean"), x)
    field = "target_index" if target.ndim == 1 and "class_weight" in options else "target"
    step = {
        "shape": [n, classes],
        "pred": x.detach().flatten().tolist(),
        field: target.flatten().tolist(),
        "loss_none": of("none").tolist(),
        "loss_sum": of("sum").item(),
        "loss_mean": of("mean").item(),
        "loss": of("mean").item(),
        "grad_pred": grad.flatten().tolist(),
    }
    return {"name": name, "kind": "cross_entropy", "dtype": "float64", "options": options, "steps": [step]}


def training_case(name, sizes, steps, batch, y_shape, **options):
    n = 30
    x, y = rounded(n, sizes[0]), torch.randint(0, sizes[-1], (n,))
    initial = []
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        initial += [rounded(fan_in, fan_out), rounded(fan_out)]
    params = [p.clone().requires_grad_() for p in initial]
    weight = torch.tensor(options["class_weight"]) if "class_weight" in options else None
    smoothing = options.get("label_smoothing", 0.0)
    optimizer = torch.optim.Adam(params, lr=0.05)

    def forward(input):
        for i in range(0, len(params), 2):
            input = input @ params[i] + params[i + 1]
            if i + 2 < len(params):
                input = torch.tanh(input)
        return input

    batches = None if batch is None else [torch.randperm(n)[:batch].tolist() for _ in range(steps)]
    losses, grads = [], None
    for step in range(steps):
        rows = slice(None) if batches is None else batches[step]
        optimizer.zero_grad()
        loss = F.cross_entropy(forward(x[rows]), y[rows], weight=weight, label_smoothing=smoothing)
        loss.backward()
        losses.append(loss.item())
        grads = grads or [dense(p.grad.clone()) for p in params]
        optimizer.step()
    return {
        "name": name,
        "model": {"sizes": sizes, "activation": "tanh"},
        "loss": {"name": "cross_entropy", **options},
        "optimizer": {"name": "adam", "lr": 0.05},
        "steps": steps,
        "batch": batch,
        "batches": batches,
        "data": {"x": dense(x), "y": dense(y.double().reshape(y_shape))},
        "params_init": [dense(p) for p in initial],
        "loss_per_step": losses,
        "grad_step0": grads,
        "params_final": [dense(p.detach()) for p in params],
        "pred_final": forward(x).detach().flatten().tolist(),
    }


weights = [0.5, 2.0, 3.25]
classes = torch.tensor([2, 0, 1, 1, 2])
soft = torch.softmax(rounded(5, 3), 1)
deep = torch.tensor([[0, 2], [1, 1]])
log_p = lambda x, target, **others: F.nll_loss(x, target, **others)
cases = [
    *[
        op_case(f"cross_entropy-class_weight-{r}", "cross_entropy", F.cross_entropy, (5, 3), classes, class_weight=weights, reduction=r)
        for r in ("none", "mean", "sum")
    ],
    op_case("cross_entropy-class_weight-ignore", "cross_entropy", F.cross_entropy, (5, 3), classes, class_weight=weights, ignore_index=1),
    op_case("cross_entropy-class_weight-smooth", "cross_entropy", F.cross_entropy, (5, 3), classes, class_weight=weights, label_smoothing=0.2),
    op_case("cross_entropy-class_weight-soft", "cross_entropy", F.cross_entropy, (5, 3), soft, class_weight=weights),
    op_case("cross_entropy-class_weight-axis1", "cross_entropy", F.cross_entropy, (2, 3, 2), deep, class_weight=weights),
    op_case("cross_entropy-class_weight-zero", "cross_entropy", F.cross_entropy, (5, 3), classes, class_weight=[0.0, 1.0, 2.0]),
    op_case("nll-class_weight", "nll", log_p, (5, 3), classes, class_weight=weights),
    loss_case("cross_entropy", classes, 5, 3),
    loss_case("cross_entropy-class_weight", classes, 5, 3, class_weight=weights),
    loss_case("cross_entropy-class_weight-ignore", classes, 5, 3, class_weight=weights, ignore_index=2),
    loss_case("cross_entropy-class_weight-soft", soft, 5, 3, class_weight=weights),
    training_case("mlp-tanh-cross_entropy-adam", [2, 5, 3], 20, None, (30,)),
    training_case("mlp-tanh-cross_entropy-class_weight-batches", [2, 4, 3], 20, 8, (30, 1), class_weight=weights),
    training_case("softmax-regression-cross_entropy-smooth", [3, 4], 20, None, (30,), label_smoothing=0.1),
]
lines = ",\n".join(json.dumps(case) for case in cases)
print(f'{{\n"set": "class-losses",\n"versions": {{"torch": "{torch.__version__}"}},\n"cases": [\n{lines}\n]}}')
