/** The tape of the next step: forward from top to bottom, and back from bottom to top. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Gradient, TapeStep, Value } from "../engine/tape.js";
import sources from "virtual:sources";
import { Formula } from "./Formula.js";
import { withMinus } from "./Aside.js";
import { digits } from "./Harmonizer.js";
import { answer, ask, placeOfPicked, shownTwin } from "./store.js";

export function TapePanel() {
  const now = answer.value;
  const twin = shownTwin.value;
  if (now === null || twin === null) return <section class="tape" />;
  const { tape, state, frame } = now;
  const place = placeOfPicked(now);
  const isLossRun = state.cursor > 0;
  const phase = !isLossRun
    ? "forward"
    : tape.rewound === 0
      ? "the loss"
      : tape.rewound < tape.steps.length
        ? "backward"
        : "before the update";
  // The step that the backward pass has come to, or the loss.
  const current = Math.min(tape.steps.length - tape.rewound, tape.steps.length - 1);
  return (
    <section class="tape" aria-labelledby="tape-title">
      <h2 id="tape-title">
        The tape of {twin.title}{" "}
        <small>
          step {state.step}, {phase}
        </small>
      </h2>
      <p class="hint">
        {place < 0
          ? "Pick a point to see its numbers."
          : `Point ${state.picked ?? ""}, label ${frame.points[place].label}. ↑ is ∂L/∂value, handed back.`}
      </p>
      <Steps current={current}>
        {tape.steps.map((step, i) => {
          const isLoss = i >= tape.ofNetwork;
          const isWaiting = isLoss && !isLossRun;
          return (
            <li key={i} class={isWaiting ? "waiting" : i === current ? "current" : ""}>
              <StepLine step={step} index={i} isWaiting={isWaiting} />
              {isLoss && isLossRun && step.op === "GHMCLoss" && place >= 0 && (
                <InsideGhm place={place} />
              )}
              {step.back !== null && <Back step={step} />}
              {step.back !== null && sources[step.op] !== undefined && (
                <details>
                  <summary>Its backward, in the source</summary>
                  <pre class="scroll" tabIndex={0}>
                    {sources[step.op]}
                  </pre>
                </details>
              )}
            </li>
          );
        })}
      </Steps>
      {place >= 0 && isLossRun && <ByHand place={place} />}
      <WhyPanel />
    </section>
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

function StepLine({
  step,
  index,
  isWaiting,
}: {
  step: TapeStep;
  index: number;
  isWaiting: boolean;
}) {
  return (
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
  );
}

/** The forward pass that counts, opened. */
function InsideGhm({ place }: { place: number }) {
  const now = answer.value;
  const twin = shownTwin.value;
  if (now === null || twin === null) return null;
  const bin = twin.bins.at(twin.bin[place]);
  const isIn = twin.bin[place] >= 0 && bin !== undefined;
  const n = now.frame.numbers.length;
  return (
    <dl class="inside">
      <div>
        <dt>
          <Formula name="p" />
        </dt>
        <dd>{digits(twin.p[place])}</dd>
      </div>
      <div>
        <dt>
          <Formula name="g" />
        </dt>
        <dd>{digits(twin.g[place])}</dd>
      </div>
      <div>
        <dt>its bin</dt>
        <dd>
          {isIn
            ? `${bin.from.toFixed(1)} to ${bin.to.toFixed(1)}`
            : "none: g is at or above the last edge"}
        </dd>
      </div>
      <div>
        <dt>R, points in it</dt>
        <dd>{isIn ? bin.rows : "–"}</dd>
      </div>
      {isIn && bin.average !== null && (
        <div>
          <dt>S, in place of R</dt>
          <dd>
            {digits(bin.average)} <small>its moving average</small>
          </dd>
        </div>
      )}
      <div>
        <dt>
          <Formula name="beta" />
        </dt>
        <dd>
          {digits(twin.beta[place])} <small>a constant, no arrow goes back into it:</small>{" "}
          <button type="button" class="small" onClick={() => void ask({ kind: "why" })}>
            why?
          </button>
        </dd>
      </div>
      <div>
        <dt>N, n</dt>
        <dd>
          {n} <small>points,</small> {twin.bins.filter(({ rows }) => rows > 0).length}{" "}
          <small>bins with any</small>
        </dd>
      </div>
    </dl>
  );
}

function Back({ step }: { step: TapeStep }) {
  const { back } = step;
  if (back === null) return null;
  return (
    <p class="back">
      <span class="arrow">↑</span> in: <span class="numbers">{entries(back.incoming)}</span>
      {back.outgoing.map((gradient, k) => (
        <span key={k}>
          <br />
          <span class="arrow">↑</span> to {step.inputs[k].name}:{" "}
          {gradient === null ? (
            <small>none: a constant</small>
          ) : (
            <>
              <span class="numbers">{entries(gradient)}</span> <Bars gradient={gradient} />
            </>
          )}
        </span>
      ))}
    </p>
  );
}

/** The whole batch: sizes from the largest to the smallest. */
function Bars({ gradient }: { gradient: Gradient }) {
  const sorted = gradient.sizes.toSorted((a, b) => b - a);
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
function ByHand({ place }: { place: number }) {
  const now = answer.value;
  const twin = shownTwin.value;
  if (now === null || twin === null || !(twin.isHarmonized || twin.title === "BCE")) return null;
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
function WhyPanel() {
  const why = answer.value?.why ?? null;
  if (why === null) return null;
  const { nudged, at, edge, message } = why;
  const isAveraged = shownTwin.value?.bins.some(({ average }) => average !== null) ?? false;
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
