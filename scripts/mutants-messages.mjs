/**
 * Tells Stryker which strings to leave alone: the words of messages, in `new RangeError(…)`, and
 * names that are handed on for messages, as in `checkOptions("sum", …)`. The tests of people's
 * mistakes read them; a mutant of each word would need a test of each word. What decides that there
 * is an error is mutated, and so are strings that something is compared with or that are defaults.
 */
const isText = (path) => path.isStringLiteral() || path.isTemplateLiteral();
const isError = ({ node }) => node.type === "NewExpression" && /Error$/.test(node.callee.name);

export const strykerPlugins = [
  {
    kind: "Ignore",
    name: "messages",
    value: {
      shouldIgnore(path) {
        if (!isText(path)) return undefined;
        if (path.listKey === "arguments" || path.findParent(isError)) return "words of a message";
        return undefined;
      },
    },
  },
];
