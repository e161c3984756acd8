/**
 * Stop a training, go on in another process, and come out with the same bits.
 *
 *     npx tsx examples/resume.ts
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as ghm from "../src/index.js";

/** All that a training step reads and changes, as plain JSON. */
interface Checkpoint {
  model: ghm.StateDict;
  optimizer: ghm.OptimizerState; // Adam's running means of each gradient
  schedule: ghm.ScheduleState; // how far the learning rate has come down
  density: ghm.GradientDensityState; // GHM's running counts of the gradient norms
  generator: number[]; // where the random numbers stand that choose the batches
}

/** A training at its start: the same each time, since what is random comes from these seeds. */
function start() {
  const seed = new ghm.Generator(1);
  const x = ghm.randn([400, 2], { generator: seed });
  const y = x.square().sum(1, { keepdims: true }).less(1); // 1 inside the unit circle
  const model = ghm.mlp([2, 8, 1], { generator: seed });
  const optimizer = new ghm.Adam(model.parameters(), { lr: 0.05 });
  const schedule = new ghm.CosineSchedule(optimizer, { steps: 20 });
  const density = new ghm.GradientDensity({ momentum: 0.75 });
  const generator = new ghm.Generator(2);

  const run = (steps: number, title: string) => {
    console.log(`${title}, process ${process.pid}\nstep  learning rate  loss`);
    for (let i = 0; i < steps; i++) {
      const batch = generator.permutation(400).slice(0, 64);
      const loss = ghm.ghmcLoss(model.forward(x.indexSelect(batch)), y.indexSelect(batch), { density });
      const line = `${optimizer.lr.toFixed(5).padStart(12)}  ${loss.item()}`;
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      schedule.step();
      const step = schedule.state().t;
      if (step % 5 === 0 || step === 11) console.log(`${String(step).padStart(4)} ${line}`);
    }
    console.log();
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
  // The second process: it knows nothing but the file.
  const file = process.argv[2];
  const training = start();
  training.load(read(file));
  training.run(10, "10 more steps");
  writeFileSync(file, JSON.stringify(training.save()));
} else {
  const whole = start();
  whole.run(20, "20 steps in one go");
  const half = start();
  half.run(10, "10 steps");
  const atTen = half.save();

  const folder = mkdtempSync(join(tmpdir(), "ghmgrad-"));
  const file = join(folder, "checkpoint.json");
  writeFileSync(file, JSON.stringify(atTen));
  const script = fileURLToPath(import.meta.url);
  execFileSync(process.execPath, [...process.execArgv, script, file], { stdio: "inherit" });
  const resumed = read(file);
  rmSync(folder, { recursive: true });
}
