export function checkTraining(): void {
  throw new Error("not yet");
}
