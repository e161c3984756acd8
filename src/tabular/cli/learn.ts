import { Command } from "commander";
import { inPackage } from "../files/packageRoot.js";

export function learnCommand(): Command {
  return new Command("learn")
    .summary("a course in ten lessons: autodiff by writing it, GHM by breaking it")
    .description(
      "Opens the course, which teaches automatic differentiation and GHM by exercises. Each lesson " +
        "has a file in the folder; whenever you save it, it is checked. It begins where you left off.",
    )
    .argument("[folder]", "the folder of your answers; it is made if it is missing", "learn")
    .addHelpText("after", "\nExamples:\n  ghmgrad learn\n  ghmgrad learn my-course")
    .action(async (folder: string) => {
      // The course is bundled apart: the other commands do not load it.
      const file = inPackage("dist/course/learn.js").href;
      const { learn } = (await import(file)) as { learn: (path: string) => Promise<void> };
      await learn(folder);
    });
}
