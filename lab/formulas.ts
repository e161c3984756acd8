/** The page's formulas as MathML, so that it needs no library to show them. */
import katex from "katex";

const formulas = {
  p: String.raw`p = \sigma(x)`,
  g: String.raw`g = |p - p^*|`,
  beta: String.raw`\beta = \dfrac{N}{R\,n}`,
  gradientOfBce: String.raw`\dfrac{\partial L}{\partial x} = \dfrac{p - p^*}{N}`,
  gradient: String.raw`\dfrac{\partial L}{\partial x} = \dfrac{\beta\,(p - p^*)}{N}`,
};

export function renderedFormulas(): Record<string, string> {
  const rendered = Object.entries(formulas).map(([name, tex]) => {
    const html = katex.renderToString(tex, { output: "mathml", throwOnError: true });
    const mathml = /<semantics>(.*)<annotation/s.exec(html)?.[1];
    if (mathml === undefined) throw new Error(`katex gives no MathML for ${name}`);
    return [name, `<math>${mathml}</math>`];
  });
  return Object.fromEntries(rendered) as Record<string, string>;
}
