/** How good the twins have been at each step that was looked at. */
import { signal } from "@preact/signals";
import type { Quality } from "../engine/quality.js";
import type { Answer } from "../messages.js";
import { Aside, fixed, Table } from "./Aside.js";
import { twinSigns } from "./save.js";
import { SaveCharts } from "./SaveCharts.js";
import { answer } from "./store.js";

const metrics = {
  balancedAccuracy: "Balanced accuracy",
  ap: "AP",
  brier: "Brier score (lower is better)",
  spoiltShare: "Wrong points' part of the gradient",
} satisfies Record<keyof Quality, string>;
const metric = signal<keyof Quality>("balancedAccuracy");

export function Time() {
  const now = answer.value;
  if (now === null) return <section class="time" />;
  return (
    <section class="time" aria-labelledby="time-title">
      <div class="line">
        <h2 id="time-title">Time</h2>
        {metricChoice(now)}
      </div>
      {curves(now)}
      <Aside title="Table and picture">
        {() => (
          <>
            <SaveCharts view="time" title={titleOf(metric.value, now)} signs={twinSigns} />
            {curveTable(now)}
          </>
        )}
      </Aside>
    </section>
  );
}

function metricChoice(now: Answer) {
  return (
    <label>
      <span class="unseen">Metric</span>
      <select
        value={metric.value}
        onChange={(event) => (metric.value = event.currentTarget.value as keyof Quality)}
      >
        {(Object.keys(metrics) as (keyof Quality)[]).map((each) => (
          <option value={each} key={each}>
            {titleOf(each, now)}
          </option>
        ))}
      </select>
    </label>
  );
}

const width = 420;
const height = 98;
const left = 40;

/** The metric of both twins over the steps, with a line at the present one. */
function curves({ curve, frame, state }: Answer) {
  const chosen = metric.value;
  const values = curve.flatMap(({ twins }) => twins.flatMap((each) => each[chosen] ?? []));
  const [low, high] = [Math.min(...values, 1), Math.max(...values, 0)];
  const pad = Math.max((high - low) * 0.1, 0.01);
  const [from, to] = [Math.max(low - pad, 0), Math.min(high + pad, 1)];
  const last = Math.max(frame.furthest, 1);
  const toX = (step: number) => left + (step / last) * (width - left - 8);
  const toY = (value: number) => height - 18 - ((value - from) / (to - from)) * (height - 30);
  const present = toX(state.step);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${metrics[chosen]} over the steps; the table below has the numbers`}
    >
      {[from, to].map((value) => (
        <g key={value}>
          <line class="axis" x1={left} x2={width - 8} y1={toY(value)} y2={toY(value)} />
          <text class="tick" x={left - 4} y={toY(value) + 4}>
            {value.toFixed(2)}
          </text>
        </g>
      ))}
      {([0, 1] as const).map((k) => (
        <polyline
          key={k}
          class={`curve twin${k}`}
          points={curve
            .flatMap(({ step, twins }) => {
              const value = twins[k][chosen];
              return value === null ? [] : [`${toX(step)},${toY(value)}`];
            })
            .join(" ")}
        />
      ))}
      <line class="picked" x1={present} x2={present} y1={8} y2={height - 18} />
      <text class="label" x={left} y={height - 3}>
        0
      </text>
      <text class="label end" x={width - 8} y={height - 3}>
        step {last}
      </text>
    </svg>
  );
}

function curveTable(now: Answer) {
  const chosen = metric.value;
  return (
    <Table
      caption={titleOf(chosen, now)}
      head={["step", ...now.frame.twins.map(({ title }) => title), "difference"]}
      rows={thinned(now.curve).map(({ step, twins: [first, second] }) => {
        const [a, b] = [first[chosen], second[chosen]];
        const difference = a === null || b === null ? null : b - a;
        return [step, fixed(a, 4), fixed(b, 4), fixed(difference, 4)];
      })}
    />
  );
}

const titleOf = (metric: keyof Quality, { frame }: Answer) =>
  `${metrics[metric]}, ${metric === "spoiltShare" ? "training" : frame.measuredOn}`;

/** A table has room for so many of the curve's points, with the last among them. */
const mostRows = 25;
function thinned<T>(points: readonly T[]): T[] {
  const every = Math.ceil(points.length / mostRows);
  return points.filter((_, i) => (points.length - 1 - i) % every === 0);
}
