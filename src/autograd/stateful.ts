/** Something with a state that calls change, such as a density with momentum or an optimizer. */
export interface Stateful<State = unknown> {
  /** The state, as plain JSON. */
  state(): State;
  /** Goes on from where `state()` was taken. */
  load(state: State): void;
}
