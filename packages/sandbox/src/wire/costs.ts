/** What an ad cost in a time: `from` and `to` are days such as `2026-11-21`, both included. */
export interface Cost {
  /** The code of the link, which is the start payload. */
  source: string;
  from: string;
  to: string;
  /** 0 or more, with at most two decimals. */
  amount: number;
  /** Three letters, such as `RUB`. */
  currency: string;
}

/** `GET /api/page/costs`: the newest time first. `DELETE /api/page/costs/<id>` forgets one (204). */
export interface CostsReply {
  costs: CostRow[];
}

export interface CostRow extends Cost {
  id: number;
  /** The link's name where the sandbox knows the link, else the code. */
  name: string;
  /** Part of a made-up history. */
  madeUp: boolean;
}

/**
 * `POST /api/page/costs` with `{ costs: Cost[] }` keeps them (201, a `CostsTaken`). One of the same source, time and
 * currency replaces what was there, so that a table that is pasted again counts once.
 */
export interface CostsTaken {
  added: number;
  replaced: number;
}

/** `POST /api/page/costs/preview` says what a pasted table would be taken for (200, a `CostsPreview`). */
export interface CostTable {
  /** Cells parted by tabs, semicolons or commas, with a line of headings or without; at most 2,000 lines. */
  text: string;
  /** For lines without a date or a currency of their own. */
  from?: string;
  to?: string;
  currency?: string;
}

export interface CostsPreview {
  /** A row for each source, time and currency: lines that have them in common are added up. */
  costs: PreviewedCost[];
  /** The lines that cannot be taken, in their order. */
  wrong: WrongLine[];
}

export interface PreviewedCost extends Cost {
  name: string;
  /** Which lines of the table it is made of, counted from 1. */
  lines: number[];
  /** What it replaces. */
  replaces: number | null;
  /** Others of the source, kept or in the table, whose time overlaps with its own: they are added to it. At most 3. */
  overlaps: Omit<Cost, "source">[];
  /** How many more overlap. */
  moreOverlaps: number;
}

export interface WrongLine {
  line: number;
  text: string;
  problem: CostProblem;
}

/** Why a line cannot be taken. `came` is the cell, its first 60 characters. */
export type CostProblem =
  | { kind: "no-columns" }
  | { kind: "several-amounts" }
  | { kind: "too-many-cells"; expected: number; came: string }
  | { kind: "total"; came: string }
  | { kind: "unknown-source"; came: string }
  | { kind: "several-sources"; came: string; count: number }
  | { kind: "no-date" }
  | { kind: "bad-date"; came: string }
  | { kind: "ambiguous-date"; came: string }
  | { kind: "backwards"; came: string }
  | { kind: "bad-amount"; came: string }
  | { kind: "ambiguous-amount"; came: string }
  | { kind: "negative-amount"; came: string }
  | { kind: "bad-currency"; came: string }
  | { kind: "no-currency" };
