import { spawnSync } from "node:child_process";
import { globSync, rmSync } from "node:fs";

// tsc neither deletes the output of a source that is gone nor notices that dist was emptied,
// so a build starts from nothing: a left-over file would be published.
for (const dist of globSync("packages/*/dist")) rmSync(dist, { recursive: true });

const { status } = spawnSync("tsc", ["--build", "tsconfig.build.json"], { stdio: "inherit" });
process.exitCode = status ?? 1;
