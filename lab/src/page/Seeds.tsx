/** The same preset with ten seeds: the differences between the twins. */
import science from "virtual:science";
import type { Compared } from "../engine/seeds.js";
import type { Answer } from "../messages.js";
import { presets } from "../presets.js";
import { Aside, fixed, Table } from "./Aside.js";
import type { Sign } from "./save.js";
import { SaveCharts } from "./SaveCharts.js";
import { ask, lasting } from "./store.js";

const metrics: Record<Compared, string> = {
  balancedAccuracy: "balanced accuracy",
  ap: "AP",
  brier: "Brier score",
};
const width = 420;
const rowHeight = 38;

export function Seeds() {
  const now = lasting.value;
  if (now === null) return <section class="seeds" />;
  const { results, of, differences: intervals } = now.seeds;
  const [first, second] = now.titles;
  const { preset } = now.setup;
  const found = science[preset];
  const { steps } = presets[preset];
  const names = Object.keys(metrics) as Compared[];
  const differences = names.map((name) =>
    results.flatMap(({ twins: [a, b] }) => {
      const [x, y] = [a[name], b[name]];
      return x === null || y === null ? [] : [y - x];
    }),
  );
  const most = Math.max(...differences.flat().map(Math.abs), 0.01) * 1.1;
  const toX = (value: number) => 130 + ((value + most) / (2 * most)) * (width - 140);
  return (
    <section class="seeds" aria-labelledby="seeds-title">
      <h2 id="seeds-title">Ten seeds</h2>
      <p class="hint">
        {second} minus {first}, after {steps} steps: one run misleads.
      </p>
      <button
        type="button"
        onClick={() => void ask({ kind: "seeds", seeds: of > results.length ? 0 : 10 })}
      >
        {of > results.length ? `Stop (${results.length} of ${of})` : "Run 10 seeds"}
      </button>
      {found !== undefined && (
        <details>
          <summary>The answer, over 20 to 30 seeds</summary>
          <p class="hint">{found} (docs/science.md)</p>
        </details>
      )}
      {results.length > 0 && (
        <svg
          viewBox={`0 0 ${width} ${names.length * rowHeight + 16}`}
          role="img"
          aria-label="Differences by seed; the table below has the numbers"
        >
          <line class="axis" x1={toX(0)} x2={toX(0)} y1={0} y2={names.length * rowHeight} />
          {names.map((name, k) => {
            const y = k * rowHeight + rowHeight / 2;
            const interval = intervals[name];
            return (
              <g key={name}>
                <text class="label start" x={0} y={y + 4}>
                  {metrics[name]}
                </text>
                {differences[k].map((value, i) => (
                  <circle key={i} class="dot" cx={toX(value)} cy={y - 6} r={3} />
                ))}
                {interval !== null && (
                  <line
                    class="interval"
                    x1={toX(Math.max(interval.low, -most))}
                    x2={toX(Math.min(interval.high, most))}
                    y1={y + 8}
                    y2={y + 8}
                  />
                )}
              </g>
            );
          })}
          <text class="label" x={toX(0)} y={names.length * rowHeight + 12}>
            0
          </text>
        </svg>
      )}
      {results.length > 1 && (
        <ul class="hint">
          {names.map((name) => {
            const found = intervals[name];
            if (found === null) return null;
            const isSure = found.low > 0 || found.high < 0;
            const isBetter = found.mean > 0 === (name !== "brier");
            return (
              <li key={name}>
                {metrics[name]}: {signed(found.mean)} ({signed(found.low)} to {signed(found.high)}),{" "}
                {isSure ? `${second} is ${isBetter ? "better" : "worse"}` : "no difference"}
              </li>
            );
          })}
        </ul>
      )}
      {results.length > 0 && (
        <Aside title="Table and picture">
          {() => (
            <>
              <SaveCharts view="seeds" title={`After ${steps} steps`} signs={seedSigns} />
              <Table
                caption={`${second} minus ${first}, after ${steps} steps`}
                head={["seed", ...names.map((name) => metrics[name])]}
                rows={[
                  ...results.map(({ seed, twins: [a, b] }) => [
                    seed,
                    ...names.map((name) => {
                      const [x, y] = [a[name], b[name]];
                      return fixed(x === null || y === null ? null : y - x, 4);
                    }),
                  ]),
                  ...(["mean", "low", "high"] as const).map((part) => [
                    { mean: "mean", low: "95 % from", high: "95 % to" }[part],
                    ...names.map((name) => fixed(intervals[name]?.[part], 4)),
                  ]),
                ]}
              />
            </>
          )}
        </Aside>
      )}
    </section>
  );
}

const seedSigns = ({ frame }: Answer): Sign[] => {
  const [first, second] = frame.twins.map(({ title }) => title);
  return [
    { sign: "●", colour: "ink", says: `a seed: ${second} minus ${first}` },
    { sign: "━", colour: "ghmc", says: "95 % interval of the mean" },
  ];
};

const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
