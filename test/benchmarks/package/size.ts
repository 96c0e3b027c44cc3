import { readdirSync } from "node:fs";
import type { Benchmark } from "../runner/benchmark.ts";
import { atMost, toFigure } from "../runner/figure.ts";
import { publishInto } from "./published-packages.ts";

const MAX_CORE_BYTES = 200_000;

export const packageSize: Benchmark = {
  name: "package/size",
  about: "the bytes of each package as it is published, without its dependencies",

  async run({ folder }) {
    const { bytes } = await publishInto(folder, readdirSync("packages"));
    return [...bytes].map(([name, size]) =>
      toFigure({
        name,
        unit: "B",
        ours: [size],
        ...(name === "@bot-tracker/core" && { goal: atMost(MAX_CORE_BYTES) }),
      }),
    );
  },
};
