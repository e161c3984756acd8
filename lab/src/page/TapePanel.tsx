/** The tape of the next step: forward from top to bottom, and back from bottom to top. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { TwinFrame } from "../engine/frame.js";
import type { Back, Gradient, TapeStep, TapeView, Value } from "../engine/tape.js";
import type { Answer } from "../messages.js";
import sources from "virtual:sources";
import { Formula } from "./Formula.js";
import { withMinus } from "./Aside.js";
import { digits } from "./Harmonizer.js";
import { ask } from "./ask.js";
import { answer, placeOfPicked, shownTwin } from "./store.js";

export function TapePanel() {
  const now = answer.value;
  const twin = shownTwin.value;
  if (now === null || twin === null) return <section class="tape" />;
  const { tape, state, frame } = now;
  const place = placeOfPicked(now);
  return (
    <section class="tape" aria-labelledby="tape-title">
      <h2 id="tape-title">
        The tape of {twin.title}{" "}
        <small>
          step {state.step}, {phaseOf(now)}
        </small>
      </h2>
      <p class="hint">
        {place < 0
          ? "Pick a point to see its numbers."
          : `Point ${state.picked ?? ""}, label ${frame.points[place].label}. ↑ is ∂L/∂value, handed back.`}
      </p>
      <Steps current={currentOf(tape)}>
        {tape.steps.map((_, i) => stepItem(now, twin, place, i))}
      </Steps>
      {place >= 0 && isLossRun(now) && byHand(now, twin, place)}
      {whyPanel(now, twin)}
    </section>
  );
}

const isLossRun = ({ state }: Answer) => state.cursor > 0;

function phaseOf(now: Answer): string {
  const { steps, rewound } = now.tape;
  if (!isLossRun(now)) return "forward";
  if (rewound === 0) return "the loss";
  return rewound < steps.length ? "backward" : "before the update";
}

/** The step that the backward pass has come to, or the loss. */
const currentOf = ({ steps, rewound }: TapeView) =>
  Math.min(steps.length - rewound, steps.length - 1);

/** A step: what it made, what is inside of it if it is GHM's, and what went back through it. */
function stepItem(now: Answer, twin: TwinFrame, place: number, index: number) {
  const { tape } = now;
  const step = tape.steps[index];
  const isWaiting = index >= tape.ofNetwork && !isLossRun(now);
  return (
    <li key={index} class={isWaiting ? "waiting" : index === currentOf(tape) ? "current" : ""}>
      <p>
        <b>
          #{index} {step.op}
        </b>{" "}
        <small>
          {step.inputs.map((input) => `${input.name} ${shape(input)}`).join(", ")} →{" "}
          {shape(step.output)}
        </small>
        <br />
        <span class="numbers">{isWaiting ? "…" : entries(step.output)}</span>
      </p>
      {!isWaiting && step.op === "GHMCLoss" && place >= 0 && insideGhm(now, twin, place)}
      {step.back !== null && handedBack(step, step.back)}
    </li>
  );
}

/** Those that the box has no room for are scrolled to when the tape gets there. */
function Steps({ current, children }: { current: number; children: ComponentChildren }) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const { current: box } = list;
    const step = box?.children[current];
    if (box !== null && step instanceof HTMLElement) box.scrollTop = step.offsetTop;
  }, [current]);
  return (
    <ol ref={list} class="scroll" tabIndex={0} aria-label="Steps of the tape">
      {children}
    </ol>
  );
}

/** The forward pass that counts, opened: from p over g and its bin to β. */
function insideGhm(now: Answer, twin: TwinFrame, place: number) {
  const bin = twin.bin[place] < 0 ? undefined : twin.bins.at(twin.bin[place]);
  return (
    <dl class="inside">
      {term(<Formula name="p" />, digits(twin.p[place]))}
      {term(<Formula name="g" />, digits(twin.g[place]))}
      {term(
        "its bin",
        bin === undefined
          ? "none: g is at or above the last edge"
          : `${bin.from.toFixed(1)} to ${bin.to.toFixed(1)}`,
      )}
      {term("R, points in it", bin?.rows ?? "–")}
      {bin?.average != null &&
        term(
          "S, in place of R",
          <>
            {digits(bin.average)} <small>its moving average</small>
          </>,
        )}
      {term(
        <Formula name="beta" />,
        <>
          {digits(twin.beta[place])} <small>a constant, no arrow goes back into it:</small>{" "}
          <button class="small" onClick={() => void ask({ kind: "why" })}>
            why?
          </button>
        </>,
      )}
      {term(
        "N, n",
        <>
          {now.frame.numbers.length} <small>points,</small>{" "}
          {twin.bins.filter(({ rows }) => rows > 0).length} <small>bins with any</small>
        </>,
      )}
    </dl>
  );
}

const term = (name: ComponentChildren, value: ComponentChildren) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

/** What went back through a step, and the line of code that it went by. */
function handedBack({ op, inputs }: TapeStep, { incoming, outgoing }: Back) {
  return (
    <>
      <p class="back">
        <span class="arrow">↑</span> in: <span class="numbers">{entries(incoming)}</span>
        {outgoing.map((gradient, k) => (
          <span key={k}>
            <br />
            <span class="arrow">↑</span> to {inputs[k].name}:{" "}
            {gradient === null ? (
              <small>none: a constant</small>
            ) : (
              <>
                <span class="numbers">{entries(gradient)}</span> {bars(gradient)}
              </>
            )}
          </span>
        ))}
      </p>
      {sources[op] !== undefined && (
        <details>
          <summary>Its backward, in the source</summary>
          <pre class="scroll" tabIndex={0}>
            {sources[op]}
          </pre>
        </details>
      )}
    </>
  );
}

/** The whole batch: sizes from the largest to the smallest. */
function bars({ sizes }: Gradient) {
  const sorted = sizes.toSorted((a, b) => b - a);
  const most = sorted[0] || 1;
  const shown = 60;
  const every = Math.max(1, sorted.length / shown);
  const bars = Array.from(
    { length: Math.min(shown, sorted.length) },
    (_, i) => sorted[Math.floor(i * every)],
  );
  return (
    <svg
      class="bars"
      viewBox={`0 0 ${shown} 12`}
      role="img"
      aria-label="sizes in the whole batch, largest first"
    >
      {bars.map((size, i) => (
        <rect key={i} x={i} width={0.8} y={12 - (12 * size) / most} height={(12 * size) / most} />
      ))}
    </svg>
  );
}

/** The same gradient twice: written down as a formula, and from the tape. */
function byHand(now: Answer, twin: TwinFrame, place: number) {
  if (!(twin.isHarmonized || twin.title === "BCE")) return null;
  const n = now.frame.numbers.length;
  const { label } = now.frame.points[place];
  const [p, beta, pull] = [twin.p[place], twin.beta[place], twin.pull[place]];
  const byHand = ((twin.isHarmonized ? beta : 1) * (p - label)) / n;
  return (
    <p class="by-hand">
      By hand: <Formula name={twin.isHarmonized ? "gradient" : "gradientOfBce"} /> ={" "}
      {twin.isHarmonized && `${digits(beta)} · `}({digits(p)} − {label})/{n} ={" "}
      <b>{withMinus(byHand.toPrecision(12))}</b>
      <br />
      By tape: <b>{withMinus(pull.toPrecision(12))}</b>
    </p>
  );
}

/** The loss jumps where a point crosses the edge of a bin: a slope there would mean nothing. */
function whyPanel({ why }: Answer, { bins }: TwinFrame) {
  if (why === null) return null;
  const { nudged, at, edge, message } = why;
  const isAveraged = bins.some(({ average }) => average !== null);
  const losses = nudged.map(({ loss }) => loss);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const [from, to] = [nudged[0].logit, nudged[nudged.length - 1].logit];
  const toX = (logit: number) => 40 + ((logit - from) / (to - from)) * 300;
  const toY = (loss: number) => 70 - ((loss - low) / (high - low || 1)) * 60;
  return (
    <div class="why">
      <p>
        β only counts points. Move this point a little, and it stays in its bin: the count and β
        stay as they are, so the slope of β is 0. Only at an edge, here g = {edge.toFixed(2)}, the
        loss jumps, and there it has no slope, as gradcheck finds:
      </p>
      <svg
        viewBox="0 0 350 92"
        role="img"
        aria-label={`The loss, from ${digits(low)} to ${digits(high)}, jumps where g is ${edge.toFixed(2)}`}
      >
        <line class="one" x1={toX(at)} x2={toX(at)} y1={4} y2={74} />
        {nudged.map(({ logit, loss }) => (
          <circle key={logit} class="dot" cx={toX(logit)} cy={toY(loss)} r={1.8} />
        ))}
        <text class="tick" x={34} y={toY(high) + 4}>
          {high.toFixed(4)}
        </text>
        <text class="tick" x={34} y={toY(low) + 4}>
          {low.toFixed(4)}
        </text>
        <text class="label" x={toX(at)} y={88}>
          the loss{isAveraged && " without momentum"}, by the point's logit; dashed: g ={" "}
          {edge.toFixed(2)}
        </text>
      </svg>
      <pre class="scroll" tabIndex={0}>
        {message}
      </pre>
    </div>
  );
}

const shape = ({ shape: sizes }: Value) =>
  sizes.length === 0 ? "a number" : `[${sizes.join(", ")}]`;

function entries({ entries: values }: Value): string {
  if (values === null) return "–";
  const shown = values.slice(0, 6).map(digits).join(", ");
  return values.length > 6 ? `${shown}, … ${values.length} numbers` : shown;
}
