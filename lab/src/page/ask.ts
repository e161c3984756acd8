/** Asks the worker, one question at a time, and shows what it answers. */
import type { Action, Answer, FromWorker, Refusal } from "../messages.js";
import { keep } from "./address.js";
import { startEngine, type Engine } from "./engine.js";
import {
  answer,
  awaited,
  isPlaying,
  isSlow,
  isStopped,
  lack,
  notice,
  opened,
  plane,
  wantsMovers,
} from "./store.js";

let engine: Promise<Engine> | null = null;
let lastId = 0;
/** Takes the answer to the question that was asked. */
let waiting: (message: Answer | Refusal) => void = () => undefined;

function receive(message: FromWorker): void {
  if ("id" in message) {
    if (message.id === lastId) waiting(message);
  } else if ("seeds" in message) {
    if (answer.value !== null) answer.value = { ...answer.value, seeds: message.seeds };
  } else if (message.kernels === "plain") {
    lack(
      "WebAssembly with SIMD cannot be used here: the browser is an old one, or a policy " +
        "(Content-Security-Policy without 'wasm-unsafe-eval') forbids it. Plain JavaScript takes its " +
        "place: it is slower, and the last digits may differ from Node's.",
    );
  }
}

async function start(): Promise<Engine> {
  const started = await startEngine(receive, (why) => {
    fail(`The worker that trains has died (${why}); what you see is kept.`);
  });
  if (!started.isWorker) {
    lack(
      "No worker can be started here: the browser has none, or a policy (Content-Security-Policy " +
        "without worker-src blob:) forbids it. The page trains by itself, and may stutter.",
    );
  }
  return started;
}

/** Answers the waiting question in place of a worker that will not. */
function fail(error: string): void {
  engine = null;
  isStopped.value = true;
  isPlaying.value = false;
  notice.value = error;
  waiting({ id: lastId, error, lacksTable: false });
}

/** Ends a worker that takes too long. */
export async function stop(): Promise<void> {
  (await engine)?.stop();
  fail("Stopped. What you see is what was there before.");
}

/** One question at a time: the next waits for the answer. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Asks, and shows what is answered; a refusal is shown as a sentence. An engine that is started anew is
 * first told what the one before knew.
 */
export function ask(action: Action): Promise<void> {
  const asked = last.then(async () => {
    const lost = engine === null ? whatIsShown(action) : [];
    for (const each of [...lost, action]) {
      const message = await question(each);
      if ("error" in message) {
        isPlaying.value = false;
        notice.value = message.error;
        if (message.lacksTable && action.kind === "load") awaited.value = action.state;
        return;
      }
      if (each === action) show(action, message);
    }
  });
  last = asked.catch(() => undefined);
  return asked;
}

/** What gives an engine the table that is open, and the state that is shown. */
function whatIsShown(before: Action): Action[] {
  const state = answer.value?.state;
  return [
    ...(opened.value === null ? [] : [{ kind: "open", ...opened.value, waiting: null } as const]),
    ...(state === undefined || (before.kind === "load" && before.state === state)
      ? []
      : [{ kind: "load", state } as const]),
  ];
}

/** A question takes its time after so many milliseconds. */
const slow = 3000;

async function question(action: Action): Promise<Answer | Refusal> {
  engine ??= start();
  const started = await engine;
  const timer = setTimeout(() => (isSlow.value = true), slow);
  const message = await new Promise<Answer | Refusal>((resolve) => {
    waiting = resolve;
    started.ask({ id: ++lastId, action, plane: plane.value, movers: wantsMovers.value });
  });
  clearTimeout(timer);
  isSlow.value = false;
  return message;
}

function show(action: Action, message: Answer): void {
  if (!message.frame.isPlane && message.window !== null) plane.value = message.window;
  answer.value = message;
  isStopped.value = false;
  if (action.kind !== "look" && action.kind !== "advance") notice.value = null;
  keep(message.state);
}
