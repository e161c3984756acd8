/** Describes the machine, and the time of measurement. */
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

export function describeMachine() {
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    v8: process.versions.v8,
    loadBefore: loadavg()[0],
  };
}

/** @param {ReturnType<typeof describeMachine>} machine */
export function machineText(machine) {
  const { date, cpu, cores, memoryGB, platform, node, v8, loadBefore } = machine;
  const lines = [
    `${date}, ${cpu}, ${cores} cores, ${memoryGB} GB, ${platform}, Node ${node}, V8 ${v8}`,
    `load average before: ${loadBefore.toFixed(2)}`,
  ];
  if (loadBefore > 0.5) {
    lines.push("WARNING: the machine is busy with other things. Do not quote these times.");
  }
  return lines.join("\n");
}
