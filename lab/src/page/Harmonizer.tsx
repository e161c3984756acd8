/** What GHM makes of the gradient norms: four pictures with one axis, g from 0 to 1. */
import type { ComponentChildren } from "preact";
import type { Bin, TwinFrame } from "../engine/frame.js";
import type { Answer } from "../messages.js";
import { Aside, fixed, scientific, Table, withMinus } from "./Aside.js";
import type { Sign } from "./save.js";
import { SaveCharts } from "./SaveCharts.js";
import { shortTitles } from "./titles.js";
import { answer, brushed, placeOfPicked, shownTwin } from "./store.js";

const width = 380;
const left = 46;
const right = 8;
const height = 74;
const toX = (g: number) => left + Math.min(g, 1) * (width - left - right);
/** A part of the height, on a logarithmic axis. */
const log = (value: number, most: number) => Math.log1p(value) / Math.log1p(most);
/** A bar of a path, so that a chart is one shape and not one for each bin. */
const bar = (x: number, wide: number, share: number) => {
  const size = Math.max(wide, 0.5);
  return `M${x},${height}v${-height * share}h${size}v${height * share}z`;
};

export function Harmonizer() {
  const now = answer.value;
  const twin = shownTwin.value;
  if (now === null || twin === null) return <section class="harmonizer" />;
  return (
    <section class="harmonizer" aria-labelledby="harmonizer-title">
      <h2 id="harmonizer-title">The harmonizer</h2>
      {histogram(twin)}
      {weights(twin)}
      {harmonized(twin)}
      {pulls(now)}
      <Aside title="Table and picture">
        {() => (
          <>
            <SaveCharts view="harmonizer" title="The harmonizer" signs={pullSigns} />
            {binsTable(now, twin)}
          </>
        )}
      </Aside>
    </section>
  );
}

/** A bar for each bin; that which is brushed stands out. */
function bars(name: string, bins: readonly Bin[], share: (bin: Bin) => number) {
  const each = bins.map((bin) => {
    const x = toX(bin.from);
    return bar(x + 0.5, toX(bin.to) - x - 1, share(bin));
  });
  return (
    <>
      <path class={name} d={each.join("")} />
      {brushed.value !== null && <path class={`${name} lit`} d={each[brushed.value]} />}
    </>
  );
}

/** R: how many points each bin holds. */
function histogram({ bins }: TwinFrame) {
  const most = Math.max(...bins.map(({ rows }) => rows), 1);
  return (
    <Chart title="Points with this g = |p − label|" top={String(most)}>
      {bars("rows", bins, ({ rows }) => log(rows, most))}
    </Chart>
  );
}

/** β of each bin, with a line where GHM changes nothing. */
function weights({ bins, isHarmonized, title }: TwinFrame) {
  const most = Math.max(...bins.map(({ beta }) => beta ?? 0), 1.2);
  const yOfOne = height * (1 - log(1, most));
  return (
    <Chart
      title={isHarmonized ? "β, the weight that GHM gives" : `β that GHM would give, not ${title}`}
      top={digits(most)}
    >
      {bars("beta", bins, ({ beta }) => log(beta ?? 0, most))}
      <line class="one" x1={left} x2={width - right} y1={yOfOne} y2={yOfOne} />
      <text
        class="tick"
        x={left - 4}
        y={Math.max(yOfOne + 4, 17)} // below the axis's top
      >
        1
      </text>
    </Chart>
  );
}

/** The paper's Figure 1: what GHM makes of g, beside g itself. */
function harmonized({ bins }: TwinFrame) {
  const most = Math.max(...bins.map(({ to, beta }) => Math.min(to, 1) * (beta ?? 0)), 1);
  /** β·g over a range of g. */
  const force = (from: number, to: number, beta: number) =>
    `M${Array.from({ length: 9 }, (_, i) => {
      const g = from + (i / 8) * (Math.min(to, 1) - from);
      return `${toX(g)},${height * (1 - log(beta * g, most))}`;
    }).join(" ")}`;
  return (
    <Chart title="β·g, what GHM makes of g" top={digits(most)}>
      <path class="one" d={force(0, 1, 1)} />
      <path
        class="force"
        d={bins.map(({ from, to, beta }) => (beta === null ? "" : force(from, to, beta))).join("")}
      />
    </Chart>
  );
}

/** What the bins send back under both losses, beside each other. */
function pulls(now: Answer) {
  const { twins } = now.frame;
  const [atLeft, atRight] = shortTitles(now);
  const most = Math.max(...twins.flatMap(({ bins }) => bins.map(({ pull }) => pull)), 1e-12);
  return (
    <Chart
      title="What each bin pulls in all"
      unit={`Σ|∂L/∂x|: ${atLeft} left, ${atRight} right`}
      top={digits(most)}
      isLast
    >
      {twins.map(({ bins }, k) => (
        <path
          key={k}
          class={`twin${k}`}
          d={bins
            .map(({ from, to, pull }) => {
              const wide = (toX(to) - toX(from) - 2) / 2;
              return bar(toX(from) + 1 + k * wide, wide, pull / most);
            })
            .join("")}
        />
      ))}
    </Chart>
  );
}

function binsTable(now: Answer, { title, bins, bin }: TwinFrame) {
  const { twins } = now.frame;
  const place = placeOfPicked(now);
  return (
    <Table
      caption={`Bins of g, of ${title}`}
      head={["g", "points", "β of GHM-C", ...twins.map((each) => `Σ|∂L/∂x|, ${each.title}`)]}
      current={place < 0 ? -1 : bin[place]}
      rows={bins.map(({ from, to, rows, beta }, k) => [
        `${fixed(from, 2)}–${fixed(to, 2)}`,
        rows,
        fixed(beta, 3),
        ...twins.map((each) => {
          const its = each.bins.at(k);
          return its === undefined ? "–" : scientific(its.pull);
        }),
      ])}
    />
  );
}

/** The two bars of a bin. */
const pullSigns = ({ frame }: Answer): Sign[] =>
  frame.twins.map(({ title }, k) => {
    return { sign: "■", colour: `twin${k}`, says: `${k === 0 ? "left" : "right"}: ${title}` };
  });

export const digits = (value: number) =>
  withMinus(
    value !== 0 && Math.abs(value) < 1e-3
      ? value.toExponential(1)
      : String(Number(value.toPrecision(3))),
  );

interface ChartProps {
  title: string;
  /** Default: logarithmic. */
  unit?: string;
  /** What the top of the axis stands for. */
  top: string;
  isLast?: boolean;
  children: ComponentChildren;
}

function Chart({ title, unit = "logarithmic", top, isLast = false, children }: ChartProps) {
  const { bins = [], g = [] } = shownTwin.value ?? {};
  const place = answer.value === null ? -1 : placeOfPicked(answer.value);
  const binAt = (event: MouseEvent & { currentTarget: SVGSVGElement }) => {
    const box = event.currentTarget.getBoundingClientRect();
    const g = (((event.clientX - box.left) / box.width) * width - left) / (width - left - right);
    const k = bins.findIndex(({ from, to }) => g >= from && g < to);
    brushed.value = k < 0 ? null : k;
  };
  return (
    <figure>
      <figcaption>
        {title}
        <small>, {unit}</small>
      </figcaption>
      <svg
        viewBox={`0 -6 ${width} ${height + (isLast ? 24 : 8)}`}
        role="img"
        aria-label={`${title}; the table below has the numbers`}
        onMouseMove={binAt}
        onMouseLeave={() => (brushed.value = null)}
      >
        <line class="axis" x1={left} x2={width - right} y1={height} y2={height} />
        <text class="tick" x={left - 4} y={6}>
          {top}
        </text>
        {children}
        {place >= 0 && (
          <line class="picked" x1={toX(g[place])} x2={toX(g[place])} y1={0} y2={height} />
        )}
        {isLast &&
          [0, 0.25, 0.5, 0.75, 1].map((g) => (
            <text key={g} class="label" x={toX(g)} y={height + 14}>
              {g === 0 ? "g = 0" : g}
            </text>
          ))}
      </svg>
    </figure>
  );
}
