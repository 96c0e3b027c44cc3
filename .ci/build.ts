import { spawnSync } from "node:child_process";
import { globSync, rmSync } from "node:fs";

// tsc neither deletes the output of a source that is gone nor notices that dist was emptied,
// so a build starts from nothing: a left-over file would be published.
for (const dist of globSync("packages/*/dist")) rmSync(dist, { recursive: true });

const steps = [
  ["tsc", "--build", "tsconfig.build.json"],
  ["pnpm", "--filter", "@bot-tracker/sandbox", "run", "build:page"],
] as const;
for (const [program, ...args] of steps) {
  const { status } = spawnSync(program, args, { stdio: "inherit" });
  process.exitCode = status ?? 1;
  if (process.exitCode !== 0) break;
}
