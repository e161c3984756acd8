import { add, exp, gradients, mul, sin, sub, sum, Tape, tanh, Tensor, tensor, type Generator } from "ghmgrad"; // prettier-ignore
import { answers } from "../runner/exercise.js";

interface Answer {
  backward: (loss: Tensor) => Map<Tensor, Tensor>;
}

const { exercise, check } = answers<Answer>({ backward: "(loss) => Map<Tensor, Tensor>" });

/** A calculation such as `p = a · b; L = sin p`, and the numbers that it begins with. */
interface Graph {
  readonly [name: string]: string | number | number[];
  graph: string;
}

const binary = { "·": mul, "+": add, "−": sub };
const unary = { exp, sin, sum, tanh };

/** Computes L. */
function run({ graph, ...given }: Graph) {
  const leaves = Object.entries(given).map(([name, data]): [string, Tensor] => [
    name,
    tensor(data as number | number[], { dtype: "float64", requiresGrad: true, name }),
  ]);
  const made = new Map(leaves);
  const get = (name: string) => made.get(name) as Tensor;
  for (const line of graph.split("; ")) {
    const [name, , ...words] = line.split(" ");
    const [first, second, third] = words;
    const value =
      words.length === 3
        ? binary[second as keyof typeof binary](get(first), get(third))
        : unary[first as keyof typeof unary](get(second));
    made.set(name, value);
  }
  return { loss: get("L"), leaves };
}

/** What an answer gives for each tensor that a graph begins with. */
function observe({ backward }: Answer, graph: Graph) {
  const { loss, leaves } = run(graph);
  const found = backward(loss);
  return {
    ...named(leaves.map(([name, leaf]) => [name, found.get(leaf)])),
    // Not asked for, but tells an answer that gets nowhere from one that is not begun.
    gradients: found.size,
  };
}

function expected(graph: Graph) {
  const { loss, leaves } = run(graph);
  return named(leaves.map(([name, leaf]) => [name, gradients(loss, [leaf])[0]]));
}

/** Gradients by their names; what an answer put in the place of one is shown as it is. */
const named = (found: [name: string, gradient: Tensor | undefined][]) =>
  Object.fromEntries(
    found.map(([name, gradient = "not in the map"]) => {
      const value = gradient instanceof Tensor ? gradient.toArray() : gradient;
      return [`∂L/∂${name}`, value];
    }),
  );

/** Adds a to itself, and the sum to itself, and so on. */
function tower(height: number): Graph {
  const names = ["a", ...Array.from({ length: height - 1 }, (_, k) => `t${k + 1}`), "L"];
  const lines = names.slice(1).map((name, k) => `${name} = ${names[k]} + ${names[k]}`);
  return { graph: lines.join("; "), a: 1 };
}

/** A graph in which everything that is made leads to L. */
function draw(generator: Generator): Graph {
  const pick = (list: readonly string[]) => list[Math.floor(generator.uniform() * list.length)];
  const names = ["a", "b", "c"];
  const lines: string[] = [];
  const make = (name: string, value: string) => {
    names.push(name);
    lines.push(`${name} = ${value}`);
    return name;
  };
  for (const name of ["d", "e", "f", "g", "h"]) {
    const [s, t] = [pick(names), pick(names)];
    make(name, pick([`${s} · ${t}`, `${s} + ${t}`, `${s} − ${t}`, `sin ${s}`, `tanh ${s}`]));
  }
  const used = lines.flatMap((line) => line.split(" ").slice(2));
  const unused = names.filter((name) => !used.includes(name));
  const total = unused.reduce((s, t, k) => make(`s${k}`, `${s} + ${t}`));
  make("L", `${total} · ${total}`);
  const number = () => Math.round(100 * generator.normal()) / 100;
  return { graph: lines.join("; "), a: number(), b: number(), c: number() };
}

export default exercise(
  check({
    title: "along a chain, each step gets what the one below it gives",
    inputs: () => [
      { graph: "L = a · b", a: 3, b: 2 },
      { graph: "p = a · b; L = exp p", a: 0.5, b: 2 },
      { graph: "p = a · b; q = p − c; r = sin q; L = tanh r", a: 0.5, b: -1, c: 2 },
      { graph: "p = a · b; q = sin p; L = sum q", a: [1, 2, 3], b: [0.5, 0.1, -1] },
    ],
    observe,
    expected,
    tolerance: 1e-12,
  }),
  check({
    title: "where a tensor is used twice, what is given for it adds up",
    inputs: () => [
      { graph: "p = sin a; q = tanh a; L = p · q", a: 0.5 },
      { graph: "L = a · a", a: 3 },
      { graph: "p = a · b; L = p · p", a: 3, b: 2 },
    ],
    observe,
    expected,
    tolerance: 1e-12,
  }),
  check({
    title: "it is a step's turn when all that used its output have had theirs",
    inputs: () => [
      { graph: "p = a · a; q = p · p; L = p + q", a: 3 },
      { graph: "p = a · a; q = p · p; L = q + p", a: 3 },
      { graph: "p = sin a; q = exp p; r = q · p; L = p · r", a: 0.5 },
    ],
    observe,
    expected,
    tolerance: 1e-12,
  }),
  check({
    title: "each step has one turn, though after 12 doublings 4096 ways lead back",
    inputs: () => [{ doublings: 12 }],
    observe: ({ backward }, { doublings }: { doublings: number }) => {
      const { loss } = run(tower(doublings));
      let computed = 0;
      for (const { op } of Tape.endingAt(loss).steps) {
        const its = op.backward.bind(op);
        op.backward = (...args) =>
          its(...args).map((compute) => {
            if (compute === null) return null;
            return () => {
              computed += 1;
              return compute();
            };
          });
      }
      backward(loss);
      return { "computed gradients of inputs": computed };
    },
    expected: ({ doublings }) => ({ "computed gradients of inputs": 2 * doublings }),
  }),
  check({
    title: "twenty graphs drawn at random have the gradients that the package finds",
    inputs: (random) => Array.from({ length: 20 }, () => draw(random)),
    observe,
    expected,
    tolerance: 1e-12,
  }),
);
