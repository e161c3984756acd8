import formulas from "virtual:formulas";

/** A formula that was made into MathML when the page was built. */
export function Formula({ name }: { name: keyof typeof formulas }) {
  return <span class="formula" dangerouslySetInnerHTML={{ __html: formulas[name] }} />;
}
