/** Where a state is kept: in the address and, for the next visit, in the browser. */
import { linkOf } from "../link.js";
import { initialState, type State } from "../state.js";
import { lack, lastVisit, parts } from "./store.js";

/** Browsers allow few changes of the address in a time. */
let linkTimer: ReturnType<typeof setTimeout> | undefined;
/** Keeps a state in the address and, for the next visit, in the browser. */
export function keep(state: State): void {
  clearTimeout(linkTimer);
  linkTimer = setTimeout(() => {
    const link = linkOf(state, parts.value);
    try {
      history.replaceState(null, "", `#${link}`);
    } catch {
      lack("The address cannot be changed here: “Copy link” gives you what you see.");
    }
    // A lesson's embedded view is no visit, and a preset as it begins is nothing to come back to.
    const isVisit = link === linkOf(state);
    if (isVisit && link !== linkOf(initialState(state.setup.preset, state.setup.table))) {
      shelf.put(link);
      lastVisit.value = null;
    }
  }, 250);
}

const shelfKey = "ghm-lab: last state";
/** What the browser keeps for this page, where it keeps anything. */
export const shelf = {
  get: (): string | null => {
    try {
      return localStorage.getItem(shelfKey);
    } catch {
      return null;
    }
  },
  put: (link: string) => {
    try {
      localStorage.setItem(shelfKey, link);
    } catch {
      // The link in the address holds it, too.
    }
  },
};

/** The address stays as it is until something is done. */
export function leaveAddress(): void {
  clearTimeout(linkTimer);
}
