/** Fields that show what is, and not what was refused. */
import { useState } from "preact/hooks";

/** Draws a component once more when something is settled: its fields then show what is. */
function useAfterwards(): (settled: Promise<void>) => void {
  const [, again] = useState({});
  return (settled) =>
    void settled.then(() => {
      again({});
    });
}

interface ChoiceProps {
  title: string;
  /** Whether the title is only read out. */
  isUnseen?: boolean;
  value: string;
  options: readonly (readonly [value: string, name: string])[];
  /** Settles when it is done, or refused. */
  choose: (value: string) => Promise<void>;
}

export function Choice({ title, isUnseen = false, value, options, choose }: ChoiceProps) {
  const afterwards = useAfterwards();
  return (
    <label>
      <span class={isUnseen ? "unseen" : ""}>{title}</span>{" "}
      <select
        value={value}
        onChange={({ currentTarget }) => {
          afterwards(choose(currentTarget.value));
        }}
      >
        {options.map(([each, name]) => (
          <option value={each} key={each}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface NumberFieldProps {
  title: string;
  value: number | undefined;
  min: number;
  max: number;
  /** Settles when it is done, or refused. */
  choose: (value: number) => Promise<void>;
}

export function NumberField({ title, value, min, max, choose }: NumberFieldProps) {
  const afterwards = useAfterwards();
  return (
    <label>
      {title}{" "}
      <input
        type="number"
        {...{ min, max, value }}
        step="any"
        onChange={({ currentTarget }) => {
          afterwards(choose(currentTarget.valueAsNumber));
        }}
      />
    </label>
  );
}
