import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { TrackingLink } from "../wire/tracking-link.ts";

/** The ad links whose codes come back as sources. */
export class Links {
  readonly #find: StatementSync;
  readonly #save: StatementSync;

  constructor(db: DatabaseSync) {
    this.#find = db.prepare("SELECT * FROM links WHERE code = ?");
    this.#save = db.prepare(`
      INSERT INTO links (code, name, bot, messenger, utm_source, utm_medium, utm_campaign, utm_content, utm_term, made_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (code) DO UPDATE SET name = excluded.name,
        bot = CASE excluded.bot WHEN '' THEN bot ELSE excluded.bot END,
        messenger = CASE excluded.bot WHEN '' THEN messenger ELSE excluded.messenger END, utm_source = excluded.utm_source,
        utm_medium = excluded.utm_medium, utm_campaign = excluded.utm_campaign, utm_content = excluded.utm_content,
        utm_term = excluded.utm_term`);
  }

  find(code: string): TrackingLink | undefined {
    const row = this.#find.get(code);
    if (row === undefined) return undefined;
    const utm: NonNullable<TrackingLink["utm"]> = {};
    for (const name of ["source", "medium", "content", "campaign", "term"] as const) {
      const value = row[`utm_${name}`];
      if (typeof value === "string") utm[name] = value;
    }
    return { code, name: String(row.name), utm };
  }

  /** Makes a link, or gives a known one another name and UTM fields, and its bot if there is one. */
  save({ code, name, bot = "", messenger = "telegram", utm = {} }: TrackingLink, nowMs: number): void {
    const { source, medium, campaign, content, term } = utm;
    const fields = [source, medium, campaign, content, term].map((value) => value ?? null);
    this.#save.run(code, name, bot, messenger, ...fields, Math.floor(nowMs));
  }
}
