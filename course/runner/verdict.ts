/** What is said of an answer. */
interface Graded {
  title: string;
  /** What is wrong, with the learner's numbers; `null`: nothing. */
  wrong: string | null;
}

export interface Verdict {
  /** Why the file could not be graded at all, with its line; `null`: it could. */
  trouble: { message: string; line: number | null } | null;
  checks: readonly Graded[];
  /** What the answer has in common with one that is wrong in a known way. */
  known: string | null;
}

/** Whether all is right. */
export const isRight = ({ trouble, checks }: Verdict) =>
  trouble === null && checks.every(({ wrong }) => wrong === null);
