/** What stands behind a picture: a line that opens. */
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Answer } from "../messages.js";
import { answer, isPlaying } from "./store.js";

interface AsideProps {
  title: string;
  id?: string;
  onOpen?: (isOpen: boolean) => void;
  /** Is called only while it is open, and seldom during a run, whose frames have no time for it. */
  children: (now: Answer) => ComponentChildren;
}

/** Nobody reads numbers that change more often; in milliseconds. */
const leastApart = 250;

export function Aside({ title, id, onOpen, children }: AsideProps) {
  const [isOpen, setOpen] = useState(false);
  const drawn = useRef<{ at: number; content: ComponentChildren }>({ at: 0, content: null });
  const now = isOpen ? answer.value : null;
  if (now !== null && !(isPlaying.value && performance.now() < drawn.current.at + leastApart)) {
    drawn.current = { at: performance.now(), content: children(now) };
  }
  return (
    <details
      id={id}
      onToggle={({ currentTarget: { open } }) => {
        setOpen(open);
        onOpen?.(open);
      }}
    >
      <summary>{title}</summary>
      {isOpen && drawn.current.content}
    </details>
  );
}

interface TableProps {
  caption: string;
  /** With units. */
  head: readonly string[];
  /** The first of each row names it. */
  rows: readonly (readonly ComponentChildren[])[];
  /** The row that is looked at. */
  current?: number;
}

export function Table({ caption, head, rows, current = -1 }: TableProps) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <p class="hint">{caption}</p>
      <table>
        <thead>
          <tr>
            {head.map((cell, k) => (
              <th scope="col" key={k}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells], i) => (
            <tr key={i} aria-current={i === current}>
              <th scope="row">{name}</th>
              {cells.map((cell, k) => (
                <td key={k}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export const withMinus = (text: string) => text.replaceAll("-", "−");

/** With so many decimals; "–" for what is not known. */
export const fixed = (value: number | null | undefined, decimals: number) =>
  value == null ? "–" : withMinus(value.toFixed(decimals));

/** With four significant digits, for what may be small. */
export const scientific = (value: number) =>
  value === 0 ? "0" : withMinus(value.toExponential(3));
