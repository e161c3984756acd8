/** The learner's file. */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { useEffect, useRef } from "preact/hooks";
import { colours } from "./Code.js";
import { answer, check, edit, grading, lesson } from "./store.js";

export function Editor() {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  useEffect(() => {
    if (place.current === null) return;
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: answer.peek(),
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          bracketMatching(),
          indentOnInput(),
          lintGutter(),
          EditorView.lineWrapping,
          javascript({ typescript: true }),
          syntaxHighlighting(colours),
          // Tab leaves the editor: nobody is caught in it.
          keymap.of([
            {
              key: "Mod-Enter",
              run: () => {
                void check();
                return true;
              },
            },
            ...defaultKeymap,
            ...historyKeymap,
          ]),
          EditorView.contentAttributes.of({ "aria-label": `Your file: ${lesson.peek().id}.ts` }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) edit(state.doc.toString());
          }),
        ],
      }),
    });
    made.scrollDOM.tabIndex = 0; // a long file is scrolled by keyboard, too
    view.current = made;
    return () => {
      made.destroy();
    };
  }, [lesson.value.id]);
  // The text may come from elsewhere: from "Reset".
  const source = answer.value;
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === source) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: source } });
  }, [source]);
  const trouble = grading.value?.verdict.trouble;
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const number = trouble?.line ?? null;
    const isThere = number !== null && number <= editor.state.doc.lines;
    const line = isThere ? editor.state.doc.line(number) : null;
    const found =
      line === null
        ? []
        : [
            {
              from: line.from,
              to: line.to,
              severity: "error" as const,
              message: trouble?.message ?? "",
            },
          ];
    editor.dispatch(setDiagnostics(editor.state, found));
  }, [trouble]);
  return <div class="editor" ref={place} />;
}
