/** What is found in the sources and documents when the page is built. */
declare module "virtual:sources" {
  /** The source of `backward`, by the name of the op's class. */
  const sources: Partial<Record<string, string>>;
  export default sources;
}
declare module "virtual:science" {
  /** What docs/science.md found, by the name of the preset. */
  const science: Partial<Record<string, string>>;
  export default science;
}
declare module "virtual:formulas" {
  /** MathML, by the name of the formula. */
  const formulas: Record<"p" | "g" | "beta" | "gradient" | "gradientOfBce", string>;
  export default formulas;
}
