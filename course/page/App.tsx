import type { PageBlock } from "./lessons.js";
import { Code } from "./Code.js";
import { Editor } from "./Editor.js";
import { isForgetful } from "./memory.js";
import { withoutComment } from "../runner/lesson.js";
import { isRight } from "../runner/verdict.js";
import {
  before,
  check,
  grading,
  hints,
  isDone,
  isGrading,
  isSolutionShown,
  lesson,
  lessons,
  notice,
  place,
  ran,
  reset,
  takeBack,
} from "./store.js";

export function App() {
  const { id, title } = lesson.value;
  const next = lessons.at(place.value + 1);
  return (
    <>
      <Lessons />
      {notice.value !== null && (
        <p class="notice" role="alert">
          {notice.value}
        </p>
      )}
      <main>
        <article key={id}>
          <h1>
            {place.value + 1}. {title}
          </h1>
          <Text />
        </article>
        <section class="exercise" aria-labelledby="exercise">
          <h2 id="exercise">Your file</h2>
          <Editor />
          <div class="line">
            <button type="button" class="main" onClick={() => void check()}>
              Check
            </button>
            <button
              type="button"
              disabled={hints.value === lesson.value.hints.length}
              onClick={() => (hints.value += 1)}
            >
              Hint
            </button>
            {isDone(id) && (
              <button
                type="button"
                aria-pressed={isSolutionShown.value}
                onClick={() => (isSolutionShown.value = !isSolutionShown.value)}
              >
                Solution
              </button>
            )}
            {before.value === null ? (
              <button type="button" onClick={reset}>
                Reset
              </button>
            ) : (
              <button type="button" onClick={takeBack}>
                Take the reset back
              </button>
            )}
            {next !== undefined && (
              <a class="next" href={`#${next.id}`}>
                Next: {next.title}
              </a>
            )}
          </div>
          <Verdict />
          {lesson.value.hints.slice(0, hints.value).map((hint, k) => (
            <aside key={k} aria-label={`Hint ${k + 1}`}>
              <b>
                Hint {k + 1} of {lesson.value.hints.length}
              </b>
              <div dangerouslySetInnerHTML={{ __html: hint }} />
            </aside>
          ))}
          {isSolutionShown.value && isDone(id) && <Solution />}
          {isForgetful && (
            <p class="hint">
              This browser keeps nothing between visits: copy your file before you leave.
            </p>
          )}
        </section>
      </main>
    </>
  );
}

function Lessons() {
  return (
    <nav aria-label="Lessons">
      <ol>
        {lessons.map(({ id, title }, k) => (
          <li key={id}>
            <a href={`#${id}`} aria-current={k === place.value ? "page" : undefined}>
              <span aria-hidden="true">{isDone(id) ? "●" : "○"}</span> {k + 1}
              <span class="title"> {title}</span>
              {isDone(id) && <span class="unseen">, done</span>}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** Up to the next thing to run: what comes behind it would say what it prints. */
function Text() {
  const { blocks } = lesson.value;
  const outputs = blocks.flatMap(({ kind }, i) => (kind === "output" ? [i] : []));
  const next = outputs.at(ran.value) ?? blocks.length;
  return (
    <>
      {blocks.slice(0, next).map((block, k) => (
        <Part key={k} block={block} />
      ))}
      {next < blocks.length && (
        <p class="line">
          <button type="button" class="main" onClick={() => (ran.value += 1)}>
            ▶ Run it
          </button>
          <button type="button" onClick={() => (ran.value = outputs.length)}>
            Show the rest of the lesson
          </button>
        </p>
      )}
    </>
  );
}

function Part({ block: { kind, content } }: { block: PageBlock }) {
  switch (kind) {
    case "code":
      return <Code code={content} />;
    case "output":
      return (
        <pre class="output" tabIndex={0} aria-label="It prints">
          {content}
        </pre>
      );
    case "predict":
      return <blockquote dangerouslySetInnerHTML={{ __html: content }} />;
    case "lab":
      return (
        <details>
          <summary>Show it here</summary>
          <iframe src={`lab.html#${content}`} title="GHM Lab" loading="lazy" />
        </details>
      );
    default:
      return <div class={kind} dangerouslySetInnerHTML={{ __html: content }} />;
  }
}

function Verdict() {
  const said = grading.value;
  const { trouble, checks, known } = said?.verdict ?? { trouble: null, checks: [], known: null };
  const first = checks.findIndex(({ wrong }) => wrong !== null);
  return (
    <div class="verdict" role="status" aria-busy={isGrading.value}>
      {said === null && !isGrading.value && (
        <p class="hint">It is checked whenever you pause, or with Ctrl-Enter.</p>
      )}
      {trouble !== null && (
        <p class="wrong">
          {trouble.line === null ? "Your file: " : `Your file, line ${trouble.line}: `}
          {trouble.message}
        </p>
      )}
      <ul>
        {checks.map(({ title, wrong }, k) => (
          <li key={k} class={wrong === null ? "right" : k === first ? "wrong" : ""}>
            <span aria-hidden="true">{wrong === null ? "✓" : k === first ? "✗" : "·"}</span> {title}
            <span class="unseen">
              {wrong === null ? ": right" : k === first ? ": wrong" : ": later"}
            </span>
            {/* One thing at a time. */}
            {k === first && wrong !== null && <p class="why">{wrong}</p>}
          </li>
        ))}
      </ul>
      {known !== null && <p class="known" dangerouslySetInnerHTML={{ __html: known }} />}
      {said !== null && isRight(said.verdict) && (
        <p class="right">All of it is right. “Solution” says why.</p>
      )}
      {said !== null && said.printed.length > 0 && (
        <details>
          <summary>It prints</summary>
          <pre class="output" tabIndex={0}>
            {said.printed.join("\n")}
          </pre>
        </details>
      )}
    </div>
  );
}

function Solution() {
  const { solution, why } = lesson.value;
  return (
    <aside aria-label="The solution">
      <Code code={withoutComment(solution)} />
      <p dangerouslySetInnerHTML={{ __html: why }} />
    </aside>
  );
}
