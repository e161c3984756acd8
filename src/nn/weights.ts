/** The parameters of a module as a file that PyTorch reads, and from a file that PyTorch wrote. */
import { checkType, permute, sameShape, save, showShape, type NdArray } from "../array/index.js";
import type { Tensor } from "../autograd/index.js";
import { Linear } from "./layers.js";
import { Module } from "./module.js";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.js";

/** Files of version 1, of which there was no function, had a Linear's weight as it is here. */
const formatVersion = "2";

/**
 * Encodes a module's parameters as a safetensors file for PyTorch: the weight of each
 * {@link Linear}, here [inFeatures, outFeatures], is stored as [outFeatures, inFeatures], which is
 * the shape in `torch.nn.Linear`; all others are stored as they are. The names are those of
 * `Module.namedParameters`; a {@link Sequential} has the same ones as `torch.nn.Sequential`:
 *
 * ```text
 * model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1))
 * model.load_state_dict(safetensors.torch.load_file("model.safetensors"))
 * ```
 *
 * @param module - the module, with any parameters inside.
 * @returns the bytes of the file, as {@link encodeSafetensors} makes them. Its metadata are
 * `format: "pt"` and `formatVersion: "2"`.
 * @throws TypeError if `module` is no module.
 */
export function saveWeights(module: Module): Uint8Array {
  const linear = linearWeights(module, "saveWeights");
  const arrays = module.namedParameters().map(([name, parameter]): [string, NdArray] => {
    return [name, linear.has(parameter) ? permute(parameter.data, [1, 0]) : parameter.data];
  });
  return encodeSafetensors(Object.fromEntries(arrays), { format: "pt", formatVersion });
}

/**
 * Sets a module's parameters from a safetensors file that {@link saveWeights} or PyTorch wrote, as
 * `safetensors.torch.save_file(model.state_dict(), "model.safetensors")` does. The weight of each
 * {@link Linear} has the shape [outFeatures, inFeatures] there. Loads all or nothing.
 *
 * @param module - the module to change; it must have parameters of the same names and shapes.
 * @param bytes - the whole file, as `readFileSync(path)` in Node or `await response.arrayBuffer()`
 * in browsers gives it.
 * @param label - the name of the file, for messages.
 * @throws RangeError naming the file and what is wrong: it is damaged or of another version, or
 * every parameter that is missing, unexpected or of another shape. @throws TypeError if `module` is
 * no module, or `bytes` neither a Uint8Array nor an ArrayBuffer.
 */
export function loadWeights(
  module: Module,
  bytes: Uint8Array | ArrayBuffer,
  label = "the file",
): void {
  const linear = linearWeights(module, "loadWeights");
  const { tensors, metadata } = decodeSafetensors(bytes, label);
  const version = metadata["formatVersion"] ?? formatVersion; // PyTorch writes none
  if (version !== formatVersion) {
    throw new RangeError(
      `${label} holds weights of version ${version}, and version ${formatVersion} is read here: a ` +
        `newer ghmgrad wrote it`,
    );
  }
  const own = new Map(module.namedParameters());
  const state = Object.entries(tensors).map(([name, x]) => {
    const parameter = own.get(name);
    if (parameter === undefined || !linear.has(parameter) || x.shape.length !== 2) {
      return [name, save(x)] as const;
    }
    const { shape } = parameter;
    if (sameShape(x.shape, shape) && shape[0] !== shape[1]) {
      throw new RangeError(
        `${label}: ${name} has the shape ${showShape(shape)}, [in, out]; a file of weights holds ` +
          `[out, in], as PyTorch does: transpose the weights of linear layers in it, or save them ` +
          `again with saveWeights`,
      );
    }
    return [name, save(permute(x, [1, 0]))] as const;
  });
  try {
    module.loadStateDict(Object.fromEntries(state));
  } catch (error) {
    throw new RangeError(`${label}: ${(error as Error).message}`, { cause: error });
  }
}

/** The weights of all linear layers in a module. */
function linearWeights(module: Module, caller: string): Set<Tensor> {
  checkType(module instanceof Module, `${caller} takes a module, such as mlp([2, 1])`, module);
  const linears = module.modules().filter((inner) => inner instanceof Linear);
  return new Set(linears.map(({ weight }) => weight));
}
