import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Fact } from "./fact.ts";
import type { KeyVeil } from "./key-veil.ts";

/** What happened, for every report. The oldest to arrive go when there are too many. */
export class FactBook {
  readonly #maxFacts: number;
  readonly #veil: KeyVeil;
  readonly #insert: StatementSync;
  readonly #dropOldest: StatementSync;
  readonly #dropOlder: StatementSync;
  readonly #online: StatementSync;
  readonly #countAll: StatementSync;
  readonly #clear: StatementSync;
  #count: number;

  constructor(db: DatabaseSync, veil: KeyVeil, maxFacts: number) {
    this.#maxFacts = maxFacts;
    this.#veil = veil;
    this.#insert = db.prepare(`
      INSERT INTO facts (
        at, arrived_at, service, key, bot_id, kind, user_id, name, standing, source, goal, goal_passed, result, amount,
        param_1, param_2, param_3, labels
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#dropOldest = db.prepare("DELETE FROM facts WHERE id = (SELECT min(id) FROM facts)");
    this.#dropOlder = db.prepare(`DELETE FROM facts WHERE id IN (
      SELECT id FROM facts WHERE arrived_at < ? ORDER BY arrived_at LIMIT ?)`);
    this.#online = db.prepare(`SELECT count(DISTINCT user_id) AS n FROM facts
      WHERE service = 'howusedbot' AND kind = 'use' AND at > ? AND bot_id = ?`);
    this.#countAll = db.prepare("SELECT count(*) AS n FROM facts");
    this.#clear = db.prepare("DELETE FROM facts");
    this.#count = Number(this.#countAll.get()?.n);
  }

  add(key: number, fact: Fact): void {
    const { params = [], labels, goal, goalPassed, userId } = fact;
    const text = (value: string | undefined) => (value === undefined ? null : this.#veil.text(value));
    this.#insert.run(
      ...[Math.floor(fact.at), Math.floor(fact.arrivedAt), fact.service, key, fact.botId ?? null, fact.kind],
      ...[userId ?? null, text(fact.name), fact.standing ?? null, text(fact.source), text(goal)],
      ...[goalPassed === undefined ? null : Number(goalPassed), fact.result ?? null, fact.amount ?? null],
      ...[text(params[0]), text(params[1]), text(params[2])],
      labels === undefined || labels.length === 0 ? null : text(JSON.stringify(labels)),
    );
    if (this.#count >= this.#maxFacts) this.#dropOldest.run();
    else this.#count++;
  }

  /** The different people who used a bot after `sinceMs`, as HowUsedBot counts them. */
  countOnline(botId: number, sinceMs: number): number {
    return Number(this.#online.get(sinceMs, botId)?.n);
  }

  /** Returns how many rows went. */
  dropOlder(beforeMs: number, max: number): number {
    const dropped = Number(this.#dropOlder.run(beforeMs, max).changes);
    this.#count -= dropped;
    return dropped;
  }

  clear(): void {
    this.#clear.run();
    this.recount();
  }

  recount(): void {
    this.#count = Number(this.#countAll.get()?.n);
  }
}
