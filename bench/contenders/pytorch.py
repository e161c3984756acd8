"""PyTorch with one thread. The same requests and answers as serve.mjs, which describes them; the inputs
come in a file, since they are made by JavaScript. (Called torch.py, it would import itself.)"""

import base64
import json
import math
import os
import sys
import time
from array import array

# One thread, also for the libraries below PyTorch: set_num_threads does not reach all of them.
for name in ("OMP", "MKL", "OPENBLAS"):
    os.environ[f"{name}_NUM_THREADS"] = "1"


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


try:
    import torch
    import torch.nn.functional as F
except Exception as error:  # not installed, or its libraries are missing
    say({"skip": f"PyTorch: not installed, not measured ({error})"})
    sys.exit(0)

torch.set_num_threads(1)
BINS = 10


def read_inputs(path, layout):
    """float32 tensors by name. The file holds one after the other."""
    with open(path, "rb") as file:
        everything = torch.frombuffer(bytearray(file.read()), dtype=torch.float32)
    tensors, at = {}, 0
    for name, shape in layout:
        size = math.prod(shape)
        tensors[name] = everything[at : at + size].reshape(shape).clone()
        at += size
    return tensors


def to_bytes(tensors):
    flat = torch.cat([t.detach().reshape(-1) for t in tensors])
    return array("f", flat.tolist()).tobytes()


def ghmc(x, y):
    """mmdetection's GHMC without momentum, its loop over the bins written as a count."""
    total = x.numel()
    with torch.no_grad():
        g = (torch.sigmoid(x) - y).abs()
        index = (g * BINS).long().clamp_(max=BINS - 1)
        counts = torch.bincount(index.reshape(-1), minlength=BINS)
        weights = total / counts.clamp(min=1) / (counts > 0).sum()
        weight = weights.to(x.dtype)[index]
    return F.binary_cross_entropy_with_logits(x, y, weight, reduction="sum") / total


class Step:
    def __init__(self, row, inputs):
        sizes = row["sizes"]
        layers = []
        for i, (before, after) in enumerate(zip(sizes, sizes[1:])):
            linear = torch.nn.Linear(before, after)
            with torch.no_grad():
                linear.weight.copy_(inputs[f"w{i}"].t())  # here it is [out, in]
                linear.bias.copy_(inputs[f"b{i}"])
            layers += [linear, torch.nn.Tanh()]
        self.model = torch.nn.Sequential(*layers[:-1])
        self.x, self.y = inputs["x"], inputs["y"]
        self.loss = ghmc if row["loss"] == "ghm" else F.binary_cross_entropy_with_logits
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=row["learningRate"])

    def run(self):
        self.optimizer.zero_grad(set_to_none=True)
        self.loss(self.model(self.x), self.y).backward()
        self.optimizer.step()

    def answer(self):
        return [p.t() if p.dim() == 2 else p for p in self.model.parameters()]


class Ghm:
    def __init__(self, row, inputs):
        self.x = inputs["x"].requires_grad_()
        self.y = inputs["y"]

    def run(self):
        self.x.grad = None
        ghmc(self.x, self.y).backward()

    def answer(self):
        return [self.x.grad]


class Chain:
    def __init__(self, row, inputs):
        self.ops = row["n"]
        self.leaves = [inputs[name].requires_grad_() for name in ("x", "w", "b", "c")]

    def run(self):
        x, w, b, c = self.leaves
        for leaf in self.leaves:
            leaf.grad = None
        h = x
        for _ in range(0, self.ops, 4):
            h = torch.tanh(h * w + b) - c
        h.sum().backward()

    def answer(self):
        return [self.leaves[0].grad]


class Forward:
    """A function that only goes forward."""

    def __init__(self, row, inputs):
        self.f = torch.tanh if row["kind"] == "tanh" else torch.matmul
        self.inputs = list(inputs.values())

    def run(self):
        self.out = self.f(*self.inputs)

    def answer(self):
        return [self.out]


KINDS = {"step": Step, "ghm": Ghm, "chain": Chain, "tanh": Forward, "matmul": Forward}


def measure(task, ms, batch):
    samples = []
    begin = before = time.perf_counter()
    while True:
        for _ in range(batch):
            task.run()
        now = time.perf_counter()
        samples.append((now - before) * 1000 / batch)
        before = now
        if (now - begin) * 1000 >= ms:
            return samples


def main():
    say({"name": "PyTorch", "version": torch.__version__, "note": "1 thread"})
    task, once = None, 0.0
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "prepare":
            row = request["inputs"]["row"]
            inputs = read_inputs(request["inputs"]["file"], request["inputs"]["layout"])
            task = KINDS[row["kind"]](row, inputs)
            task.run()
            answer = base64.b64encode(to_bytes(task.answer())).decode()
            once = min(measure(task, request["warmUp"], 1))
            say({"answer": answer})
        else:
            batch = max(1, math.ceil(request["atLeast"] / once))
            cpu, begin = time.process_time(), time.perf_counter()
            samples = measure(task, request["ms"], batch)
            cpu = (time.process_time() - cpu) / (time.perf_counter() - begin)
            if len(samples) > 3:
                samples.pop(0)
            say({"samples": samples, "batch": batch, "cpu": cpu})


main()
