import type { Cost, CostsPreview, CostsTaken } from "#wire/costs";
import { sendJson } from "../../api/fetch-json.ts";
import type { CostScope } from "./cost-scope.tsx";

/** What a table would be taken for. */
export function askPreview(text: string, { from, to, currency }: CostScope): Promise<CostsPreview> {
  const days = from === "" || to === "" ? {} : { from, to };
  return sendJson<CostsPreview>("POST", "/api/page/costs/preview", { text, ...days, currency });
}

export function takeCosts(costs: readonly Cost[]): Promise<CostsTaken> {
  return sendJson<CostsTaken>("POST", "/api/page/costs", {
    costs: costs.map(({ source, from, to, amount, currency }) => ({ source, from, to, amount, currency })),
  });
}

/** A table of one line, so that what is typed in is read as what is pasted. */
export function tableOf(ad: string, amount: string): string {
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  return `link\tcost\n${cell(ad)}\t${cell(amount)}`;
}
