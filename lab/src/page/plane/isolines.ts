/** Lines of one height, by marching squares. */

/** The middle of the cell at the top left is at (0.5, 0.5). */
type Place = readonly [x: number, y: number];

/**
 * The lines on which a grid of values passes a level, where values between neighbours are interpolated.
 * They end at the outermost middles of cells, or are closed.
 *
 * @param values - row by row, from the top.
 * @param size - how many columns and rows there are.
 */
export function isolines(
  values: ArrayLike<number>,
  [columns, rows]: readonly [number, number],
  level: number,
): Place[][] {
  const joined = joinedEdges(values, [columns, rows], level);
  const placeOn = (edge: number): Place => {
    const i = Math.floor(edge / 2);
    const isDown = edge % 2 === 1;
    const [from, to] = [values[i], values[isDown ? i + columns : i + 1]];
    const part = (level - from) / (to - from);
    const [x, y] = [(i % columns) + 0.5, Math.floor(i / columns) + 0.5];
    return isDown ? [x, y + part] : [x + part, y];
  };
  return chains(joined).map((chain) => chain.map(placeOn));
}

/**
 * Which edges a line goes between, for each that it crosses: number 2i goes from cell i to its right
 * neighbour, 2i + 1 to the lower one.
 */
type Joined = ReadonlyMap<number, readonly number[]>;

/** Each square of four neighbours says which of its edges are joined. */
function joinedEdges(
  values: ArrayLike<number>,
  [columns, rows]: readonly [number, number],
  level: number,
): Joined {
  const joined = new Map<number, number[]>();
  const join = (a: number, b: number) => {
    joined.set(a, [...(joined.get(a) ?? []), b]);
    joined.set(b, [...(joined.get(b) ?? []), a]);
  };
  const isHigh = (cell: number) => values[cell] > level;
  const isFlat = (i: number) => {
    const first = isHigh(i);
    return (
      isHigh(i + 1) === first && isHigh(i + columns) === first && isHigh(i + columns + 1) === first
    );
  };
  for (let y = 0; y < rows - 1; y++) {
    for (let x = 0; x < columns - 1; x++) {
      const i = y * columns + x;
      // No line goes through most squares.
      if (isFlat(i)) continue;
      const around = [i, i + 1, i + columns + 1, i + columns]; // clockwise, from the top left
      const isAbove = around.map(isHigh);
      const edges = [2 * i, 2 * (i + 1) + 1, 2 * (i + columns), 2 * i + 1]; // clockwise, from the top
      const crossed = edges.filter((_, k) => isAbove[k] !== isAbove[(k + 1) % 4]);
      if (crossed.length === 2) join(crossed[0], crossed[1]);
      if (crossed.length === 4) {
        // Of a saddle, the height in the middle says which corners are cut off.
        const middle = around.reduce((sum, cell) => sum + values[cell], 0) / 4;
        const isOneWithFirst = middle > level === isAbove[0];
        const [top, right, bottom, left] = crossed;
        join(top, isOneWithFirst ? right : left);
        join(bottom, isOneWithFirst ? left : right);
      }
    }
  }
  return joined;
}

/** Edges in the order in which a line goes through them; of a closed line, the first is also the last. */
function chains(joined: Joined): number[][] {
  const lines: number[][] = [];
  const seen = new Set<number>();
  const follow = (start: number) => {
    const line: number[] = [];
    for (let edge: number | undefined = start; edge !== undefined;) {
      seen.add(edge);
      line.push(edge);
      edge = joined.get(edge)?.find((next) => !seen.has(next));
    }
    const [last] = line.slice(-1);
    if (line.length > 2 && joined.get(last)?.includes(start) === true) line.push(start);
    lines.push(line);
  };
  // Open lines first, from one of their ends.
  for (const isOpen of [true, false]) {
    for (const [edge, others] of joined) {
      if (!seen.has(edge) && (others.length === 1) === isOpen) follow(edge);
    }
  }
  return lines;
}
