import { globSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { bundlePackage } from "./packages/bundle-package.ts";
import { publicPackages } from "./packages/public-package.ts";
import { publishDeclarations } from "./packages/publish-declarations.ts";
import { mustRun } from "./packages/run-program.ts";

// tsc neither deletes the output of a source that is gone nor notices that dist was emptied,
// so a build starts from nothing: a left-over file would be published.
for (const dist of globSync("packages/*/dist")) rmSync(dist, { recursive: true });

const root = resolve(".");
// Only the declarations: the JavaScript is bundled.
mustRun("tsc", ["--build", "tsconfig.build.json"], root);
for (const source of publicPackages()) {
  await bundlePackage(source);
  publishDeclarations(source);
}
mustRun("pnpm", ["--filter", "@bot-tracker/sandbox", "run", "build:page"], root);
