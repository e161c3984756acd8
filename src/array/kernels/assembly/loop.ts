/**
 * y[i] = f(x[i]), by whole vectors. The function is a type, so that each has a loop of its own, whose
 * constants V8 keeps in registers; it does so in do … while loops only. (With a number in place of the
 * type, though constant in each call, the compiler makes one loop for all, with a switch in it.) There
 * are no objects: changetype<F>(0) is for `of` to be found.
 */
export function unaryLoop<T, F>(n: usize, x: usize, y: usize): void {
  const end = y + n * sizeof<T>();
  do {
    v128.store(y, changetype<F>(0).of<T>(v128.load(x)));
    x += 16;
    y += 16;
  } while (y < end);
}
