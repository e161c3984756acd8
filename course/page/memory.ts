/** What the browser remembers between visits. */
const prefix = "ghmgrad-course-";

/** What was kept under a name; `otherwise` if nothing was, or the browser keeps nothing. */
export function kept<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(prefix + name);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

/** Whether something could not be kept. */
export let isForgetful = false;

export function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    isForgetful = true;
  }
}
