import { render } from "preact";
import { App } from "./App.js";
import { answer, check, edit, openAddress } from "./store.js";
import "./style.css";

/** For scripts, teachers and tests. */
const ghmCourse = {
  /** What is in the editor. */
  answer: () => answer.value,
  /** Puts a text into the editor, and resolves when it has been graded and the page says so. */
  submit: async (source: string): Promise<void> => {
    edit(source);
    await check();
  },
};

declare global {
  interface Window {
    ghmCourse: typeof ghmCourse;
  }
}

const root = document.getElementById("course");
if (root !== null) {
  openAddress();
  render(<App />, root);
  window.ghmCourse = ghmCourse;
  addEventListener("hashchange", openAddress);
}
