/**
 * Stop a training, continue it in another process, and get the same result bit for bit.
 *
 *     npx tsx examples/resume.ts
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as ghm from "ghmgrad";

/** All that a training step reads and changes, as plain JSON. */
interface Checkpoint {
  model: ghm.StateDict;
  optimizer: ghm.OptimizerState; // Adam's running means of each gradient
  schedule: ghm.ScheduleState; // how far the learning rate has come down
  density: ghm.GradientDensityState; // GHM's running counts of the gradient norms
  generator: number[]; // the state of the random numbers that choose the batches
}

/** A training at its start: the same each time, since all random numbers come from these seeds. */
function start() {
  const seed = new ghm.Generator(1);
  const x = ghm.randn([400, 2], { generator: seed });
  const y = x.square().sum(1, { keepdims: true }).less(1); // 1 inside the unit circle
  const model = ghm.mlp([2, 8, 1], { generator: seed });
  const optimizer = new ghm.Adam(model.parameters(), { lr: 0.05 });
  const schedule = new ghm.CosineSchedule(optimizer, { steps: 20 });
  const density = new ghm.GradientDensity({ momentum: 0.75 });
  const generator = new ghm.Generator(2);

  /** Trains, and returns a line of text for some of the steps. */
  const run = (steps: number) => {
    const lines = [];
    for (let i = 0; i < steps; i++) {
      const batch = generator.permutation(400).slice(0, 64);
      const logits = model.forward(x.indexSelect(batch));
      const loss = ghm.ghmcLoss(logits, y.indexSelect(batch), { density });
      const numbers = `learning rate ${optimizer.lr.toFixed(4)}   loss ${loss.item()}`;
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      schedule.step();
      const { t } = schedule.state();
      if ([1, 10, 11, 20].includes(t)) lines.push(`  step ${String(t).padStart(2)}   ${numbers}`);
    }
    return lines.join("\n");
  };
  const save = (): Checkpoint => ({
    model: model.stateDict(),
    optimizer: optimizer.state(),
    schedule: schedule.state(),
    density: density.state(),
    generator: generator.state(),
  });
  const load = (from: Checkpoint) => {
    model.loadStateDict(from.model);
    optimizer.load(from.optimizer);
    schedule.load(from.schedule);
    density.load(from.density);
    generator.load(from.generator);
  };
  return { run, save, load };
}
const read = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Checkpoint;

if (process.argv.length > 2) {
  // The second process. All that it knows about the first is in the file.
  const file = process.argv[2];
  const training = start();
  training.load(read(file));
  console.log(`\nten more steps, process ${process.pid}\n${training.run(10)}`);
  writeFileSync(file, JSON.stringify(training.save()));
} else {
  const whole = start();
  console.log(`20 steps, process ${process.pid}\n${whole.run(20)}`);
  const half = start();
  console.log(`\nten steps, process ${process.pid}\n${half.run(10)}`);
  const atTen = half.save();

  const folder = mkdtempSync(join(tmpdir(), "ghmgrad-"));
  const file = join(folder, "checkpoint.json");
  writeFileSync(file, JSON.stringify(atTen));
  const script = fileURLToPath(import.meta.url);
  execFileSync(process.execPath, [...process.execArgv, script, file], { stdio: "inherit" });
  const resumed = read(file);
  rmSync(folder, { recursive: true });

  // JSON keeps every bit of a number, so equal texts mean equal bits.
  const expected = whole.save();
  const parts = Object.keys(atTen) as (keyof Checkpoint)[];
  console.log("\n            after 10 + 10 steps and    largest difference in a weight,");
  console.log("            after 20 they are          had it not been saved");
  const weights = ({ model }: Checkpoint) =>
    Object.values(model).flatMap((p) => p.data.map(Number));
  for (const part of parts) {
    const same = JSON.stringify(resumed[part]) === JSON.stringify(expected[part]);
    const forgetful = start();
    forgetful.load({ ...atTen, [part]: start().save()[part] });
    forgetful.run(10);
    const [a, b] = [weights(forgetful.save()), weights(expected)];
    const difference = Math.max(...a.map((weight, i) => Math.abs(weight - b[i])));
    const verdict = same ? "the same, bit for bit" : "DIFFERENT";
    console.log(`${part.padEnd(12)}${verdict.padEnd(27)}${difference.toFixed(4)}`);
  }
}
