/** An object that changes as it is used, such as a density with momentum or an optimiser. */
export interface Stateful<State = unknown> {
  /** The state, as plain JSON. */
  state(): State;
  /**
   * Continues from a state.
   *
   * @param state - what `state()` returned.
   */
  load(state: State): void;
}
