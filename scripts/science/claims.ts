/** Sentences whose truth depends on numbers. */
export class Claims {
  /** Those that the numbers do not carry. */
  readonly failed: string[] = [];

  /** The sentence, or, where it does not hold, a mark in its place. */
  says(holds: boolean, sentence: string): string {
    if (holds) return sentence;
    this.failed.push(sentence);
    return `**The numbers of this run do not carry this sentence:** _${sentence}_`;
  }
}
