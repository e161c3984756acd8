/** The same preset with ten seeds: the differences between the twins. */
import science from "virtual:science";
import type { Compared, SeedResult } from "../engine/seeds.js";
import type { Answer, Seeds as SeedsSoFar } from "../messages.js";
import { presets, type PresetName } from "../presets.js";
import { Aside, fixed, Table } from "./Aside.js";
import type { Sign } from "./save.js";
import { SaveCharts } from "./SaveCharts.js";
import { ask } from "./ask.js";
import { lasting } from "./store.js";

const metrics: Record<Compared, string> = {
  balancedAccuracy: "balanced accuracy",
  ap: "AP",
  brier: "Brier score",
};
const names = Object.keys(metrics) as Compared[];

export function Seeds() {
  const now = lasting.value;
  if (now === null) return <section class="seeds" />;
  const { seeds, setup, titles } = now;
  const [first, second] = titles;
  const { steps } = presets[setup.preset];
  const compared = `${second} minus ${first}, after ${steps} steps`;
  const { length } = seeds.results;
  return (
    <section class="seeds" aria-labelledby="seeds-title">
      <h2 id="seeds-title">Ten seeds</h2>
      <p class="hint">{compared}: one run misleads.</p>
      {runOrStop(seeds)}
      {finding(setup.preset)}
      {length > 0 && dots(seeds)}
      {length > 1 && verdicts(seeds, second)}
      {length > 0 && (
        <Aside title="Table and picture">
          {() => (
            <>
              <SaveCharts view="seeds" title={`After ${steps} steps`} signs={signs} />
              {seedsTable(seeds, compared)}
            </>
          )}
        </Aside>
      )}
    </section>
  );
}

function runOrStop({ results, of }: SeedsSoFar) {
  const isRunning = of > results.length;
  return (
    <button onClick={() => void ask({ kind: "seeds", seeds: isRunning ? 0 : 10 })}>
      {isRunning ? `Stop (${results.length} of ${of})` : "Run 10 seeds"}
    </button>
  );
}

/** What more seeds have said, in docs/science.md. */
function finding(preset: PresetName) {
  const found = science[preset];
  if (found === undefined) return null;
  return (
    <details>
      <summary>The answer, over 20 to 30 seeds</summary>
      <p class="hint">{found} (docs/science.md)</p>
    </details>
  );
}

/** The second twin's metric minus the first's, with one seed. */
function differenceOf({ twins: [first, second] }: SeedResult, metric: Compared): number | null {
  const [a, b] = [first[metric], second[metric]];
  return a === null || b === null ? null : b - a;
}

const width = 420;
const rowHeight = 38;

/** A dot for each seed, and the interval of their mean. */
function dots({ results, differences }: SeedsSoFar) {
  const values = names.map((name) => results.flatMap((each) => differenceOf(each, name) ?? []));
  const most = Math.max(...values.flat().map(Math.abs), 0.01) * 1.1;
  const toX = (value: number) =>
    130 + ((Math.min(Math.max(value, -most), most) + most) / (2 * most)) * (width - 140);
  const height = names.length * rowHeight;
  return (
    <svg
      viewBox={`0 0 ${width} ${height + 16}`}
      role="img"
      aria-label="Differences by seed; the table below has the numbers"
    >
      <line class="axis" x1={toX(0)} x2={toX(0)} y1={0} y2={height} />
      {names.map((name, k) => {
        const y = (k + 0.5) * rowHeight;
        const interval = differences[name];
        return (
          <g key={name}>
            <text class="label start" x={0} y={y + 4}>
              {metrics[name]}
            </text>
            {values[k].map((value, i) => (
              <circle key={i} class="dot" cx={toX(value)} cy={y - 6} r={3} />
            ))}
            {interval !== null && (
              <line
                class="interval"
                x1={toX(interval.low)}
                x2={toX(interval.high)}
                y1={y + 8}
                y2={y + 8}
              />
            )}
          </g>
        );
      })}
      <text class="label" x={toX(0)} y={height + 12}>
        0
      </text>
    </svg>
  );
}

/** Whether the second twin is better, metric by metric. */
function verdicts({ differences }: SeedsSoFar, second: string) {
  return (
    <ul class="hint">
      {names.map((name) => {
        const found = differences[name];
        if (found === null) return null;
        const { mean, low, high } = found;
        const isSure = low > 0 || high < 0;
        const isBetter = mean > 0 === (name !== "brier");
        return (
          <li key={name}>
            {metrics[name]}: {signed(mean)} ({signed(low)} to {signed(high)}),{" "}
            {isSure ? `${second} is ${isBetter ? "better" : "worse"}` : "no difference"}
          </li>
        );
      })}
    </ul>
  );
}

function seedsTable({ results, differences }: SeedsSoFar, caption: string) {
  return (
    <Table
      caption={caption}
      head={["seed", ...names.map((name) => metrics[name])]}
      rows={[
        ...results.map((each) => [
          each.seed,
          ...names.map((name) => fixed(differenceOf(each, name), 4)),
        ]),
        ...(["mean", "low", "high"] as const).map((part) => [
          { mean: "mean", low: "95 % from", high: "95 % to" }[part],
          ...names.map((name) => fixed(differences[name]?.[part], 4)),
        ]),
      ]}
    />
  );
}

/** What the dots and lines of the picture stand for. */
const signs = ({ frame }: Answer): Sign[] => {
  const [first, second] = frame.twins.map(({ title }) => title);
  return [
    { sign: "●", colour: "ink", says: `a seed: ${second} minus ${first}` },
    { sign: "━", colour: "ghmc", says: "95 % interval of the mean" },
  ];
};

const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
