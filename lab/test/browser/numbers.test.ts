/** The page's numbers, and what it asks for to make them: nothing. */
import { describe, expect, it } from "vitest";
import { noBrowser } from "../../../test/browser/open.js";
import { linkOf } from "../../src/link.js";
import { presetNames, presets } from "../../src/presets.js";
import { initialState, type State } from "../../src/state.js";
import { numbersHere, numbersOf, useLab } from "./lab.js";

describe.skipIf(noBrowser)("the Lab, opened from its file and without a request,", () => {
  const open = useLab();

  it.each(presetNames)("%s has the numbers that Node has, to the bit", async (preset) => {
    const initial = initialState(preset);
    const step = initial.step + Math.min(presets[preset].steps, 60);
    const state: State = { ...initial, step, cursor: 3, picked: 17 };
    const { page, close } = await open(`#${linkOf(state)}`);
    expect(await numbersOf(page)).toEqual(numbersHere(state));
    await close();
  });
});
