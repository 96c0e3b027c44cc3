import { randomBytes } from "node:crypto";
import { ALWAYS, allOf, type Condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { LinkRow, LinksReply, NewLink } from "../wire/links.ts";
import type { MessengerName } from "../wire/service-name.ts";
import { FactCounts } from "./fact-counts.ts";
import { UTM_COLUMNS, type UtmRow, utmOf } from "./links-known.ts";

interface StoredLink extends UtmRow {
  code: string;
  name: string;
  bot: string;
  messenger: MessengerName;
  madeAt: number;
}

/** With the longest names and tags, these are 5 MB, which nothing deletes. */
export const MAX_LINKS = 1_000;
/** So many that nobody guesses another's code, and 12 characters. */
const CODE_BYTES = 9;

/** The links, the newest first, each with the starts by it of the chosen keys. */
export function linksReport(queries: Queries, ofKey: Condition): LinksReply {
  const links = queries.all<StoredLink>(
    `SELECT code, name, bot, messenger, ${UTM_COLUMNS}, made_at AS madeAt FROM links ORDER BY made_at DESC, rowid DESC`,
  );
  const { starts, startSource, startsBySource } = new FactCounts(queries, ofKey);
  const { sql, values } = allOf(starts, ofKey);
  const counted = queries.all<{ code: string; starts: number }>(
    `SELECT ${startSource} AS code, count(*) AS starts FROM ${startsBySource} WHERE ${sql} GROUP BY 1`,
    values,
  );
  const startsOf = new Map(counted.map((row) => [row.code, row.starts]));
  return { links: links.map((link) => linkRow(link, startsOf.get(link.code) ?? 0)) };
}

/**
 * Makes a link. Undefined where another link has the code.
 *
 * @throws {SandboxError} when there are too many.
 */
export function addLink(queries: Queries, link: NewLink, nowMs: number): LinkRow | undefined {
  const {
    name,
    bot = "",
    messenger = "telegram",
    code = randomBytes(CODE_BYTES).toString("base64url"),
    utm = {},
  } = link;
  const { source, medium, campaign, content, term } = utm;
  if ((queries.first<{ links: number }>("SELECT count(*) AS links FROM links")?.links ?? 0) >= MAX_LINKS) {
    throw new SandboxError(`There are ${MAX_LINKS} links; delete some before making more.`);
  }
  const made = queries.change(
    "INSERT INTO links (code, name, bot, messenger, utm_source, utm_medium, utm_campaign, utm_content, utm_term, made_at) " +
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO NOTHING",
    [
      code,
      name,
      bot,
      messenger,
      ...[source, medium, campaign, content, term].map((value) => value ?? null),
      Math.floor(nowMs),
    ],
  );
  if (made === 0) return undefined;
  return linksReport(queries, ALWAYS).links.find((row) => row.code === code);
}

/** Says whether there was such a link. */
export function removeLink(queries: Queries, code: string): boolean {
  return queries.change("DELETE FROM links WHERE code = ?", [code]) > 0;
}

const HOSTS: Readonly<Record<MessengerName, string>> = { telegram: "t.me", max: "max.ru" };

function linkRow({ code, name, bot, messenger, madeAt, ...utm }: StoredLink, starts: number): LinkRow {
  const url = bot === "" ? null : `https://${HOSTS[messenger]}/${bot}?start=${code}`;
  return { code, name, bot, messenger, utm: utmOf(utm), madeAt, starts, url };
}
