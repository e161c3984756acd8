/** What runs in a thread of a {@link Crew}: one seed, or one training, after the other. */
import { parentPort } from "node:worker_threads";
import { flat, view } from "../../array/index.js";
import { Tensor } from "../../autograd/index.js";
import type { Examples } from "../../train/index.js";
import { runSeed } from "../compare/run.js";
import { trainMlp } from "../model/trainMlp.js";
import type { Answer, SentExamples, SentModel, SentSeed } from "./crew.js";

const answer = (message: Answer) => parentPort?.postMessage(message);
const tell = (progress: Extract<Answer, { progress: unknown }>["progress"]) => answer({ progress });

const received = ({ x, y, shape, weights }: SentExamples): Examples => ({
  x: new Tensor(view(x, shape)),
  y: new Tensor(view(y, [shape[0], 1])),
  weights,
});

/** Whoever wants to stop it stops the thread. */
const goOn = () => Promise.resolve(true);

function run({ training, validation, test, protocol }: SentSeed) {
  const split = {
    training: received(training),
    validation: received(validation),
    test: received(test),
  };
  return runSeed(split, protocol, goOn, tell);
}

async function train({ training, recipe }: SentModel) {
  const model = await trainMlp(received(training), recipe, goOn, tell);
  return model && model.parameters().map(({ data }) => flat(data));
}

parentPort?.on("message", (message: SentSeed | SentModel) => {
  const work = "recipe" in message ? train(message) : run(message);
  work.then(
    (result) => {
      answer({ result });
    },
    (error: unknown) => {
      answer({ error });
    },
  );
});
