/** What runs in a thread of a {@link Crew}: trains and tests with one seed after the other. */
import { parentPort } from "node:worker_threads";
import { view } from "../../array/index.js";
import { Tensor } from "../../autograd/index.js";
import type { Examples } from "../../train/index.js";
import { runSeed } from "../compare/run.js";
import type { Answer, SentExamples, SentSeed } from "./crew.js";

const answer = (message: Answer) => parentPort?.postMessage(message);

const received = ({ x, y, shape, weights }: SentExamples): Examples => ({
  x: new Tensor(view(x, shape)),
  y: new Tensor(view(y, [shape[0], 1])),
  weights,
});

parentPort?.on("message", ({ training, validation, test, protocol }: SentSeed) => {
  const split = {
    training: received(training),
    validation: received(validation),
    test: received(test),
  };
  // Whoever wants to stop it stops the thread.
  const goOn = () => Promise.resolve(true);
  runSeed(split, protocol, goOn, (trained) => {
    answer({ trained });
  }).then(
    (runs) => {
      answer({ runs });
    },
    (error: unknown) => {
      answer({ error });
    },
  );
});
