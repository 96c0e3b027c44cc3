import { type Figure, toFigure, type Unit } from "../runner/figure.ts";

/** What was measured with so many events (facts), once per round. */
export interface AtSize<What> {
  size: number;
  rounds: readonly What[];
}

/** One figure per row and size, each beside the smallest size. */
export function scaleFigures<What>(
  results: readonly AtSize<What>[],
  rows: readonly { name: string; unit: Unit; of(measured: What, size: number): number }[],
): Figure[] {
  const [smallest] = results;
  return rows.flatMap(({ name, unit, of }) =>
    results.map((result) => {
      const values = ({ size, rounds }: AtSize<What>): number[] => rounds.map((round) => of(round, size));
      const beside = { name: `${smallest?.size.toLocaleString("en-US")}:`, values: smallest ? values(smallest) : [] };
      return toFigure({
        name,
        size: result.size,
        unit,
        ours: values(result),
        ...(result !== smallest && { beside }),
      });
    }),
  );
}
