declare module "virtual:sources" {
  /** The source of `backward`, by the name of the op's class. */
  const sources: Partial<Record<string, string>>;
  export default sources;
}
