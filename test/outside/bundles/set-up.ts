/** Once for all tests of bundles: makes each of them, with the packages as they are published. */
import { renameSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import PQueue from "p-queue";
import type { TestProject } from "vitest/node";
import { installLocked, makeOutsideFolder, unpackPackages } from "../../../.ci/packages/outside-folder.ts";
import { BOTS, isCommonJs, withoutTracker } from "./bots.ts";
import { type BundleRecipe, readBundleRecipes } from "./bundle-recipes.ts";
import { makeBundle } from "./make-bundle.ts";

/** What one command made of one bot. */
export interface Bundles {
  readonly command: string;
  /** The name of the bot. */
  readonly bot: string;
  /** Absolute path of the folder, and the names in it. */
  readonly folder: string;
  readonly files: readonly string[];
  /** The same of the bot without the tracker. */
  readonly plain: { readonly folder: string; readonly files: readonly string[] };
}

declare module "vitest" {
  interface ProvidedContext {
    bundles: readonly Bundles[];
    /** Absolute path of the package undici. */
    undici: string;
  }
}

export default async function setUp(project: TestProject): Promise<() => void> {
  const outside = makeOutsideFolder("bundles");
  const app = join(outside, "app");
  installLocked(import.meta.dirname, app);
  unpackPackages(app, ["@bot-tracker/core", "@bot-tracker/grammy", "@bot-tracker/telegraf"]);
  const queue = new PQueue({ concurrency: availableParallelism() });
  const made = readBundleRecipes().flatMap((recipe, row) =>
    BOTS.filter((bot) => suits(bot.source, recipe)).map(async ({ name: bot, source }, column) => {
      const make = (kind: string, text: string) =>
        queue.add(() => makeBundle(app, `${row}-${column}-${kind}`, recipe, text));
      const [tracked, plain] = await Promise.all([make("tracked", source), make("plain", withoutTracker(source))]);
      return { command: recipe.command, bot, ...tracked, plain };
    }),
  );
  const bundles = await Promise.all(made);
  // From here on nothing is where it was when the bundles were made, as on another machine.
  const moved = join(outside, "moved");
  renameSync(app, moved);
  const there = (path: string): string => path.replace(app, moved);
  project.provide(
    "bundles",
    bundles.map((each) => ({
      ...each,
      folder: there(each.folder),
      plain: { ...each.plain, folder: there(each.plain.folder) },
    })),
  );
  project.provide("undici", join(moved, "node_modules/undici"));
  return () => rmSync(outside, { recursive: true });
}

/** The configurations are ES modules, as the folder of a bot in CommonJS has none. */
function suits(source: string, { files }: BundleRecipe): boolean {
  return !isCommonJs(source) || Object.keys(files).length === 0;
}
