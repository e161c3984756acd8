"""Writes test/nn/golden/torch-weights.json: a file of weights as PyTorch saves it, and what the
network answers with them. Run with torch 1.13:

    python3 scripts/torch-weights.py
    python3 scripts/torch-weights.py FILE    # does load_state_dict read FILE, and answer the same?

The file is laid out by hand, since https://github.com/huggingface/safetensors is one page: eight
bytes with the length of the header, a header of JSON, the numbers.
"""
import base64
import json
import struct
import sys

import numpy as np
import torch
from torch import nn

golden = "test/nn/golden/torch-weights.json"


def network():
    # The first layer is square: a transposed weight fits it, too, and only the answers are wrong.
    return nn.Sequential(
        nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 4, bias=False), nn.LayerNorm(4), nn.Linear(4, 2)
    )


def write(tensors):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name in sorted(tensors):
        array = np.ascontiguousarray(tensors[name].numpy(), dtype="<f4")
        offsets = [len(data), len(data) + array.nbytes]
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": offsets}
        data += array.tobytes()
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def read(content):
    (length,) = struct.unpack("<Q", content[:8])
    header, data = json.loads(content[8 : 8 + length]), content[8 + length :]
    print(header.pop("__metadata__"))
    return {
        name: torch.from_numpy(
            np.frombuffer(data[slice(*entry["data_offsets"])], dtype="<f4")
            .reshape(entry["shape"])
            .copy()
        )
        for name, entry in header.items()
    }


model = network()
if len(sys.argv) > 1:
    with open(sys.argv[1], "rb") as file:
        model.load_state_dict(read(file.read()))
    with open(golden) as file:
        known = json.load(file)
    y = model(torch.tensor(known["x"])).detach().numpy()
    print("largest difference", np.abs(y - np.array(known["y"])).max())
else:
    torch.manual_seed(15)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.uniform_(-1, 1)
        x = torch.rand(5, 3) * 4 - 2
        y = model(x)
    content = base64.b64encode(write(model.state_dict())).decode()
    with open(golden, "w") as file:
        json.dump({"x": x.tolist(), "y": y.tolist(), "safetensors": content}, file, indent=1)
        file.write("\n")
