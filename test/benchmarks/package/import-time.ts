import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Benchmark } from "../runner/benchmark.ts";
import { atMost, type Figure, toFigure } from "../runner/figure.ts";
import { importProgram } from "./import-program.ts";
import { publishInto } from "./published-packages.ts";

const FRAMEWORKS = ["grammy", "telegraf", "node-telegram-bot-api"];

export const packageImport: Benchmark = {
  name: "package/import",
  about: "importing a published adapter with core into a fresh process that has its framework",

  async run({ folder, quick }) {
    await publishInto(folder, ["core", ...FRAMEWORKS]);
    const rounds = quick ? 2 : 11;
    const times = new Map(FRAMEWORKS.map((name) => [name, [] as Record<string, number>[]]));
    for (const framework of FRAMEWORKS) {
      writeFileSync(join(folder, `${framework}.mjs`), importProgram(framework, `@bot-tracker/${framework}`));
    }
    // The first round only fills the file system's cache.
    for (let round = -1; round < rounds; round++) {
      for (const framework of FRAMEWORKS) {
        const output = execFileSync(process.execPath, [join(folder, `${framework}.mjs`)], { encoding: "utf8" });
        if (round >= 0) times.get(framework)?.push(JSON.parse(output));
      }
    }
    return FRAMEWORKS.flatMap((framework): Figure[] => {
      const of = (what: string): number[] => (times.get(framework) ?? []).map((one) => one[what] ?? Number.NaN);
      return [
        toFigure({
          name: `@bot-tracker/${framework}`,
          unit: "ms",
          ours: of("adapterMs"),
          beside: { name: framework, values: of("frameworkMs") },
          goal: atMost(10),
        }),
        toFigure({ name: `@bot-tracker/${framework}, processor time`, unit: "ms", ours: of("adapterCpuMs") }),
        toFigure({ name: `@bot-tracker/${framework}, making the tracker`, unit: "ms", ours: of("createMs") }),
      ];
    });
  },
};
