/**
 * You move a number in the list itself, and leave it there. The slopes that come after it are those
 * of another place, and whoever gave you the list finds it changed. Put the number back before you
 * move the next, or change a copy: at.with(i, moved).
 */
export function slope(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}

export function gradient(f: (at: number[]) => number, at: number[]): number[] {
  return at.map((value, i) => {
    const h = Math.cbrt(Number.EPSILON) * Math.max(1, Math.abs(value));
    const moving = (moved: number) => {
      at[i] = moved;
      return f(at);
    };
    return slope(moving, value, h);
  });
}
