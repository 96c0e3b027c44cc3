import type { DatabaseSync, StatementSync } from "node:sqlite";
import { cutText } from "../bounds/cut-text.ts";
import { MOST } from "../bounds/most.ts";
import type { KeyRedaction } from "../keys/key-redaction.ts";
import { personIdOf } from "../wire/person-id.ts";
import type { Fact } from "./fact.ts";
import type { Scope } from "./scope.ts";

/** The text of a row in bytes of UTF-8. */
const TEXT_BYTES = ["name", "source", "goal", "param_1", "param_2", "param_3", "labels"]
  .map((column) => `coalesce(octet_length(${column}), 0)`)
  .join(" + ");

/** What happened, for every report. The oldest are deleted when there are too many, or they are too large together. */
export class Facts {
  readonly #maxFacts: number;
  readonly #maxTextBytes: number;
  readonly #redaction: KeyRedaction;
  readonly #insert: StatementSync;
  readonly #dropOldest: StatementSync;
  readonly #dropOlder: StatementSync;
  readonly #online: StatementSync;
  readonly #sale: StatementSync;
  readonly #measure: StatementSync;
  readonly #clear: StatementSync;
  #count = 0;
  #textBytes = 0;

  constructor(db: DatabaseSync, redaction: KeyRedaction, maxFacts: number, maxTextBytes: number) {
    this.#maxFacts = maxFacts;
    this.#maxTextBytes = maxTextBytes;
    this.#redaction = redaction;
    this.#insert = db.prepare(`
      INSERT INTO facts (
        at, arrived_at, service, key, bot_id, kind, user_id, name, standing, source, goal, goal_passed, result, amount,
        param_1, param_2, param_3, labels
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#dropOldest = db.prepare(
      `DELETE FROM facts WHERE id = (SELECT min(id) FROM facts) RETURNING ${TEXT_BYTES} AS bytes`,
    );
    this.#dropOlder = db.prepare(`DELETE FROM facts WHERE id IN (
      SELECT id FROM facts WHERE arrived_at < ? ORDER BY arrived_at LIMIT ?) RETURNING ${TEXT_BYTES} AS bytes`);
    this.#online = db.prepare(`SELECT count(DISTINCT user_id) AS n FROM facts
      WHERE service = 'howusedbot' AND kind = 'use' AND at > ? AND bot_id = ? AND made_up = 0`);
    this.#sale = db.prepare(`SELECT source FROM facts INDEXED BY facts_by_user
      WHERE user_id = ? AND at <= ? AND service = ? AND key = ? AND amount > 0 AND made_up = 0
      ORDER BY amount = ? DESC, at DESC, id DESC LIMIT 1`);
    this.#measure = db.prepare(`SELECT count(*) AS n, total(${TEXT_BYTES}) AS bytes FROM facts`);
    this.#clear = db.prepare("DELETE FROM facts");
    this.recount();
  }

  add(key: number, fact: Fact): void {
    const { params = [], labels, goalPassed, userId } = fact;
    const texts = [fact.name, fact.source, fact.goal, params[0], params[1], params[2]].map((text) =>
      text === undefined ? null : this.#kept(text),
    );
    texts.push(labels === undefined || labels.length === 0 ? null : this.#keptLabels(labels));
    const [name = "", source = "", goal = null, ...paramsAndLabels] = texts;
    this.#insert.run(
      ...[Math.floor(fact.at), Math.floor(fact.arrivedAt), fact.service, key, fact.botId ?? null, fact.kind],
      ...[userId === undefined ? null : personIdOf(fact.service, userId), name, fact.standing ?? null, source, goal],
      ...[goalPassed === undefined ? null : Number(goalPassed), fact.result ?? null, fact.amount ?? null],
      ...paramsAndLabels,
    );
    this.#count++;
    for (const text of texts) if (text !== null) this.#textBytes += Buffer.byteLength(text);
    while (this.#count > this.#maxFacts || this.#textBytes > this.#maxTextBytes) {
      const dropped = this.#dropOldest.get();
      if (dropped === undefined) break;
      this.#forget(dropped);
    }
  }

  /** The different people who used a bot after `sinceMs`, as HowUsedBot counts them. */
  countOnline(botId: number, sinceMs: number): number {
    return Number(this.#online.get(sinceMs, botId)?.n);
  }

  /**
   * The source of the sale that a refund takes back: the person's last one of this amount, else their last one. Undefined
   * where no sale is known.
   */
  sourceOfSale({ service, key }: Scope, userId: string, refund: { amount: number; at: number }): string | undefined {
    const values = [personIdOf(service, userId), Math.floor(refund.at), service, key, -refund.amount] as const;
    const sale = this.#sale.get(...values);
    return sale === undefined ? undefined : String(sale.source);
  }

  rowCount(): number {
    return this.#count;
  }

  /** Returns how many rows were deleted. */
  dropOlder(beforeMs: number, max: number): number {
    const dropped = this.#dropOlder.all(beforeMs, max);
    for (const row of dropped) this.#forget(row);
    return dropped.length;
  }

  clear(): void {
    this.#clear.run();
    this.recount();
  }

  recount(): void {
    const measured = this.#measure.get();
    this.#count = Number(measured?.n);
    this.#textBytes = Number(measured?.bytes);
  }

  /** Cut last: of a key that is cut in two, nothing would recognise the beginning. */
  #kept(text: string): string {
    return cutText(this.#redaction.text(text), MOST.textChars);
  }

  #keptLabels(labels: NonNullable<Fact["labels"]>): string {
    const kept = labels.slice(0, MOST.labels);
    return JSON.stringify(kept.map(({ name, value }) => ({ name: this.#kept(name), value: this.#kept(value) })));
  }

  #forget(row: Record<string, unknown>): void {
    this.#count--;
    this.#textBytes -= Number(row.bytes);
  }
}
