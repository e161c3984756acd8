/** What is made when the page is built. */
declare module "virtual:lessons" {
  const lessons: import("./lessons.js").PageLesson[];
  export default lessons;
}
declare module "virtual:grader" {
  /** The worker's code, packed by gzip, in base64. */
  const packed: string;
  export default packed;
}
