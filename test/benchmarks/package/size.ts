import { readdirSync } from "node:fs";
import type { Benchmark } from "../runner/benchmark.ts";
import { atMost, toFigure } from "../runner/figure.ts";
import { publishInto } from "./published-packages.ts";

const MAX_CORE_BYTES = 200_000;

export const packageSize: Benchmark = {
  name: "package/size",
  about: "the bytes of each package as it is published, without its dependencies",

  async run({ folder }) {
    const { tarballs } = await publishInto(folder, readdirSync("packages"));
    return [...tarballs].flatMap(([name, { bytes, formatBytes }]) => {
      const whole = toFigure({ name, unit: "B", ours: [bytes] });
      if (name !== "@bot-tracker/core") return [whole];
      const formats = [
        ["ES modules", formatBytes[".js"]],
        ["CommonJS", formatBytes[".cjs"]],
      ] as const;
      return [
        whole,
        ...formats.map(([format, size]) =>
          toFigure({ name: `${name}, ${format} alone`, unit: "B", ours: [size], goal: atMost(MAX_CORE_BYTES) }),
        ),
      ];
    });
  },
};
