import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Benchmark } from "../runner/benchmark.ts";
import type { Measured } from "../runner/contender.ts";
import { ContenderHandle } from "../runner/contender-handle.ts";
import type { LookLoad, MonthLoad, SandboxPlace } from "./sandbox-contenders.ts";
import { type AtSize, scaleFigures } from "./scale-figures.ts";

const SIZES = [1_000, 100_000, 1_000_000];

export const sandboxScale: Benchmark = {
  name: "scale/sandbox",
  about: "a month of 1,000, 100,000 and 1,000,000 facts in the sandbox's file: CPU of each view",

  async run(context) {
    const module = new URL("./sandbox-contenders.ts", import.meta.url);
    const results: AtSize<Measured>[] = [];
    for (const facts of context.quick ? SIZES.slice(0, 1) : SIZES) {
      console.error(`  ${facts.toLocaleString("en-US")} facts`);
      const setup: SandboxPlace = { file: join(mkdtempSync(join(context.folder, "sandbox-")), "sandbox.sqlite") };
      const once = async (name: "seed" | "look", load: MonthLoad | LookLoad): Promise<Measured> => {
        const handle = await ContenderHandle.open({ module, name, setup }, context);
        const measured = await handle.round(load);
        await handle.end();
        return measured;
      };
      const { userId = 0 } = await once("seed", { facts });
      results.push({ size: facts, rounds: [await once("look", { userId })] });
    }
    const names = Object.keys(results[0]?.rounds[0] ?? {});
    return scaleFigures(
      results,
      names.map((name) => ({
        name: TITLES[name] ?? name,
        unit: name === "kept" ? "count" : name.endsWith("Bytes") ? "B" : "ms",
        of: (measured) => measured[name] ?? Number.NaN,
      })),
    );
  },
};

const TITLES: Readonly<Record<string, string>> = {
  kept: "facts that it keeps",
  openMs: "until the sandbox is open",
  heapBytes: "heap",
  rssBytes: "rss",
  diskBytes: "on disk",
};
