/** What GHM makes of the gradient norms: four pictures with one axis, g from 0 to 1. */
import type { ComponentChildren } from "preact";
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

export function Harmonizer() {
  const now = answer.value;
  const twin = shownTwin.value;
  if (now === null || twin === null) return <section class="harmonizer" />;
  const { bins } = twin;
  const place = placeOfPicked(now);
  const picked = place < 0 ? null : twin.g[place];
  const [atLeft, atRight] = shortTitles(now);
  const mostRows = Math.max(...bins.map(({ rows }) => rows), 1);
  const mostBeta = Math.max(...bins.map(({ beta }) => beta ?? 0), 1.2);
  const mostPull = Math.max(
    ...now.frame.twins.flatMap((each) => each.bins.map(({ pull }) => pull)),
    1e-12,
  );
  const log = (rows: number) => (rows === 0 ? 0 : Math.log1p(rows) / Math.log1p(mostRows));
  const betaScale = (beta: number) => Math.log1p(beta) / Math.log1p(mostBeta);
  const bars = (share: (k: number) => number, name: string) =>
    bins.map(({ from, to }, k) => (
      <rect
        key={k}
        class={`${name}${brushed.value === k ? " lit" : ""}`}
        x={toX(from) + 0.5}
        width={Math.max(toX(to) - toX(from) - 1, 0.5)}
        y={height * (1 - share(k))}
        height={height * share(k)}
      />
    ));
  const mostForce = Math.max(...bins.map(({ to, beta }) => Math.min(to, 1) * (beta ?? 0)), 1);
  /** β·g over a range of g, on a logarithmic axis. */
  const force = (from: number, to: number, beta: number) =>
    Array.from({ length: 9 }, (_, i) => {
      const g = from + (i / 8) * (Math.min(to, 1) - from);
      return `${toX(g)},${height * (1 - Math.log1p(beta * g) / Math.log1p(mostForce))}`;
    }).join(" ");
  return (
    <section class="harmonizer" aria-labelledby="harmonizer-title">
      <h2 id="harmonizer-title">The harmonizer</h2>
      <Chart
        title="Points with this g = |p − label|"
        unit="logarithmic"
        top={String(mostRows)}
        picked={picked}
      >
        {bars((k) => log(bins[k].rows), "rows")}
      </Chart>
      <Chart
        title={
          twin.isHarmonized
            ? "β, the weight that GHM gives"
            : `β that GHM would give, not ${twin.title}`
        }
        unit="logarithmic"
        top={digits(mostBeta)}
        picked={picked}
      >
        {bars((k) => betaScale(bins[k].beta ?? 0), "beta")}
        <line
          class="one"
          x1={left}
          x2={width - right}
          y1={height * (1 - betaScale(1))}
          y2={height * (1 - betaScale(1))}
        />
        <text
          class="tick"
          x={left - 4}
          y={Math.max(height * (1 - betaScale(1)) + 4, 17)} // below the axis's top
        >
          1
        </text>
      </Chart>
      <Chart
        title="β·g, what GHM makes of g"
        unit="logarithmic"
        top={digits(mostForce)}
        picked={picked}
      >
        <polyline class="one" points={force(0, 1, 1)} />
        {bins.map(({ from, to, beta }, k) =>
          beta === null ? null : <polyline key={k} class="force" points={force(from, to, beta)} />,
        )}
      </Chart>
      <Chart
        title="What each bin pulls in all"
        unit={`Σ|∂L/∂x|: ${atLeft} left, ${atRight} right`}
        top={digits(mostPull)}
        picked={picked}
        isLast
      >
        {now.frame.twins.map((each, k) => (
          <g key={k}>
            {each.bins.map(({ from, to, pull }, i) => {
              const size = (toX(to) - toX(from) - 2) / 2;
              return (
                <rect
                  key={i}
                  class={`twin${k}`}
                  x={toX(from) + 1 + k * size}
                  width={Math.max(size, 0.5)}
                  y={height * (1 - pull / mostPull)}
                  height={(height * pull) / mostPull}
                />
              );
            })}
          </g>
        ))}
      </Chart>
      <Aside title="Table and picture">
        {() => (
          <>
            <SaveCharts view="harmonizer" title="The harmonizer" signs={pullSigns} />
            <Table
              caption={`Bins of g, of ${twin.title}`}
              head={[
                "g",
                "points",
                "β of GHM-C",
                ...now.frame.twins.map(({ title }) => `Σ|∂L/∂x|, ${title}`),
              ]}
              current={place < 0 ? -1 : twin.bin[place]}
              rows={bins.map(({ from, to, rows, beta }, k) => [
                `${fixed(from, 2)}–${fixed(to, 2)}`,
                rows,
                fixed(beta, 3),
                ...now.frame.twins.map((each) => {
                  const its = each.bins.at(k);
                  return its === undefined ? "–" : scientific(its.pull);
                }),
              ])}
            />
          </>
        )}
      </Aside>
    </section>
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
  unit: string;
  /** What the top of the axis stands for. */
  top: string;
  /** g of the row that is looked at. */
  picked: number | null;
  isLast?: boolean;
  children: ComponentChildren;
}

function Chart({ title, unit, top, picked, isLast = false, children }: ChartProps) {
  const bins = shownTwin.value?.bins ?? [];
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
        {picked !== null && (
          <line class="picked" x1={toX(picked)} x2={toX(picked)} y1={0} y2={height} />
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
