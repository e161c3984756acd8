/** A table of one's own: opened by a button, dropped on the page or pasted; and how it is read. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { LabOptions } from "../../../src/tabular/table/forLab.js";
import type { TableView } from "../engine/ownTable.js";
import type { TableSetup } from "../state.js";
import { Choice } from "./Field.js";
import { ask } from "./ask.js";
import { openFile, openTable } from "./open.js";
import { answer, lasting, opened } from "./store.js";

/** Opens a CSV. */
export function OpenTable() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        title="A CSV file; or drop it on the page, or paste its cells"
        onClick={() => {
          input.current?.click();
        }}
      >
        Open a CSV
      </button>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv"
        aria-label="A CSV file"
        hidden
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined) void openFile(file);
          currentTarget.value = ""; // so that the same file can be opened again
        }}
      />
    </>
  );
}

/** Listens for a CSV that is dropped or pasted anywhere. */
export function DropTable() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const listeners = {
      dragover: (event: DragEvent) => {
        if (event.dataTransfer?.types.includes("Files") !== true) return;
        event.preventDefault();
        setOver(true);
      },
      dragleave: (event: DragEvent) => {
        if (event.relatedTarget === null) setOver(false);
      },
      drop: (event: DragEvent) => {
        const file = event.dataTransfer?.files[0];
        setOver(false);
        if (file === undefined) return;
        event.preventDefault();
        void openFile(file);
      },
      paste: (event: ClipboardEvent) => {
        const isField = event.target instanceof Element && event.target.matches("input, textarea");
        const { files } = event.clipboardData ?? {};
        const text = event.clipboardData?.getData("text/plain") ?? "";
        if (isField || (files?.length !== 1 && text.trim() === "")) return;
        event.preventDefault();
        void (files?.length === 1
          ? openFile(files[0])
          : openTable({ name: "pasted.csv", content: text }));
      },
    };
    for (const [name, listener] of Object.entries(listeners)) {
      addEventListener(name, listener as EventListener);
    }
    return () => {
      for (const [name, listener] of Object.entries(listeners)) {
        removeEventListener(name, listener as EventListener);
      }
    };
  }, []);
  return isOver && <p class="drop">Drop a CSV file: it stays in this page</p>;
}

/** How the table is read, to be changed. */
export function TableChoices() {
  const now = lasting.value;
  const setup = now?.setup.table ?? null;
  if (now === null || setup === null || now.table === null) return null;
  return (
    <div class="line own" role="group" aria-label="Your own table">
      {whatIsDrawn(setup, now.table)}
      {labelChoices(setup, now.table)}
      {columnChoices(setup, now.table)}
      {now.features.length !== 2 && (
        <Choice
          title="Across"
          value={String(now.across)}
          options={now.features.map((name, i) => [String(i), name])}
          choose={(i) => ask({ kind: "look", across: Number(i) })}
        />
      )}
      {thingsToCheck(now.table)}
    </div>
  );
}

function whatIsDrawn({ file }: TableSetup, { rows, drawn: [training, test] }: TableView) {
  return (
    <p>
      <b>{file}</b>, {count(rows)} rows
      {training + test < rows && `, ${count(training + test)} of them drawn by the seed`}:{" "}
      {count(training)} to train on, {count(test)} to measure on
    </p>
  );
}

/** The column to predict, and which of its classes is the triangle. */
function labelChoices(setup: TableSetup, { columns, classes, texts }: TableView) {
  const { label, positive } = setup;
  return (
    <>
      <Choice
        title="Label"
        value={label}
        options={named(columns)}
        choose={(name) => readIt({ label: name })}
      />
      <Choice
        title="△"
        value={positive}
        options={named([...new Set([positive, ...texts])])}
        choose={(name) => readIt({ label, positive: name, names: pairOf(setup) })}
      />
      <span>○ {classes[0]}</span>
    </>
  );
}

/** All columns, or two that make a plane, and which. */
function columnChoices(setup: TableSetup, { columns, used }: TableView) {
  const { label, positive } = setup;
  const others = columns.filter((name) => name !== label);
  const pair = pairOf(setup);
  const firstPair = [...used, ...others.filter((name) => !used.includes(name))].slice(0, 2);
  const readPair = (names: readonly string[]) => readIt({ label, positive, names });
  return (
    <>
      {others.length > 2 && (
        <Choice
          title="Columns"
          value={pair === null ? "all" : "two"}
          options={[
            ["all", pair === null ? `${used.length} of ${others.length}` : "all"],
            ["two", "two, as a plane"],
          ]}
          choose={(how) => (how === "all" ? readIt({ label, positive }) : readPair(firstPair))}
        />
      )}
      {pair?.map((column, k) => (
        <Choice
          key={k}
          title={k === 0 ? "first" : "second"}
          value={column}
          options={named(others.filter((name) => name !== pair[1 - k]))}
          choose={(name) => readPair(pair.with(k, name))}
        />
      ))}
    </>
  );
}

/** What reading it has guessed, or found odd. */
function thingsToCheck({ warnings }: TableView) {
  if (warnings.length === 0) return null;
  return (
    <details>
      <summary>{warnings.length === 1 ? "1 thing" : `${warnings.length} things`} to check</summary>
      <ul class="hint">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </details>
  );
}

/** The two columns that make a plane, if two were chosen. */
const pairOf = ({ read: { keep } }: TableSetup) => (keep?.length === 2 ? keep : null);

const count = (rows: number) => rows.toLocaleString("en");
const named = (names: readonly string[]) => names.map((name) => [name, name] as const);

/** What the page lets one choose. */
interface Readable {
  label: string;
  positive: string;
  /** The two columns to use; `null`: all, or those that the table was opened with. */
  names: readonly string[] | null;
}

const readIt = (how: Partial<Readable>) => ask({ kind: "read", options: optionsOf(how) });

/** How the table is to be read: as it was opened, as far as that goes with what was chosen. */
function optionsOf({ label, positive, names = null }: Partial<Readable>): LabOptions {
  const { drop = [], keep, types = {}, group, ...others } = opened.value?.options ?? {};
  const isUsed = (name: string) => name !== label && (names === null || names.includes(name));
  const usedTypes = Object.entries(types).filter(([name]) => isUsed(name));
  const left = drop.filter((name) => name !== label && names?.includes(name) !== true);
  const kept = names ?? keep?.filter(isUsed);
  return {
    ...others,
    ...(left.length > 0 && { drop: left }),
    ...(kept !== undefined && { keep: kept }),
    ...(usedTypes.length > 0 && { types: Object.fromEntries(usedTypes) }),
    ...(group !== undefined && group !== label && { group }),
    ...{ label, positive },
  };
}

/** Where points stand, if their features are no plane; and why none can be added. */
export function Axes() {
  const now = answer.value;
  if (now === null || now.frame.isPlane) return null;
  const { frame, state } = now;
  const { length } = frame.features;
  return (
    <p class="hint">
      {length === 1 ? "One feature is" : `${length} features are`} no plane: a point's height is its
      logit, which {frame.twins[state.shown].title} moves as it learns. So none can be added or
      moved.
    </p>
  );
}
