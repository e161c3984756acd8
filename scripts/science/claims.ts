/** Sentences of the document whose truth depends on the numbers. */
export class Claims {
  /** The sentences that the numbers do not support. */
  readonly failed: string[] = [];

  /** The sentence if it holds; otherwise the sentence marked as not supported. */
  says(holds: boolean, sentence: string): string {
    if (holds) return sentence;
    this.failed.push(sentence);
    return `**The numbers of this run do not carry this sentence:** _${sentence}_`;
  }
}
