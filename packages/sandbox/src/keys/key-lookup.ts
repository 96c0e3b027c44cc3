import { ALWAYS, allOf, type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import type { ChosenKey } from "../reports/parameters.ts";
import type { ServiceName } from "../wire/service-name.ts";
import { SERVICE_NAMES } from "../wire/service-name.ts";
import type { KeyLabel } from "../wire/status.ts";
import { keyIdOf, shortenKey } from "./key-labels.ts";

interface KeyRow {
  id: number;
  hash: string;
  label: string;
  name: string;
  lastRequestId: number | null;
}

/** Anybody can try any number of keys. */
const MAX_LISTED = 200;
/** A row's id that no key has. */
const NO_KEY = -1;

/** The keys as the tables know them: a number in each row, and the short id and the label that a person sees. */
export class KeyLookup {
  readonly #queries: Queries;

  constructor(queries: Queries) {
    this.#queries = queries;
  }

  /** Leaves only a key's rows. A key that was never seen has none. */
  only(chosen: ChosenKey | undefined): Condition {
    if (chosen === undefined) return ALWAYS;
    const found = this.#queries.first<{ id: number }>("SELECT id FROM keys WHERE hash = ?", [chosen.id]);
    const ofKey = condition("key = ?", found?.id ?? NO_KEY);
    if (chosen.messenger === undefined) return ofKey;
    const sign = chosen.messenger === "max" ? "=" : "<>";
    return allOf(ofKey, condition(`service ${sign} 'tgtrack-max'`));
  }

  /** Those used last, the last one first; those that no kept request has come last. */
  list(): KeyLabel[] {
    const rows = this.#queries.all<KeyRow>(
      "SELECT id, hash, label, name, (SELECT max(id) FROM requests WHERE key = keys.id) AS lastRequestId " +
        `FROM keys WHERE label <> '' ORDER BY lastRequestId DESC NULLS LAST, id DESC LIMIT ${MAX_LISTED}`,
    );
    return rows.map((row) => this.#labelOf(row));
  }

  /** Labels of the keys of a reply's rows, each looked up once. */
  labels(): (rowId: number) => KeyLabel {
    const known = new Map<number, KeyLabel>();
    return (rowId) => {
      const label = known.get(rowId) ?? this.#find(rowId);
      known.set(rowId, label);
      return label;
    };
  }

  /** The label of a key, be it in the tables or not; `services` are those it is known to be of. */
  labelOfKey(key: string, services: ServiceName[]): KeyLabel {
    const row = this.#queries.first<KeyRow>("SELECT id, hash, label, name FROM keys WHERE hash = ?", [keyIdOf(key)]);
    return row === undefined ? { id: keyIdOf(key), label: shortenKey(key), name: null, services } : this.#labelOf(row);
  }

  #find(rowId: number): KeyLabel {
    const row = this.#queries.first<KeyRow>("SELECT id, hash, label, name FROM keys WHERE id = ?", [rowId]);
    return row === undefined ? { id: "", label: "", name: null, services: [] } : this.#labelOf(row);
  }

  /** Calls a bot by a name; an empty one leaves it to what is found. Says whether there is such a key. */
  rename(hash: string, name: string): boolean {
    return this.#queries.change("UPDATE keys SET name = ? WHERE hash = ? AND label <> ''", [name, hash]) > 0;
  }

  #labelOf({ id, hash, label, name }: KeyRow): KeyLabel {
    const services = SERVICE_NAMES.filter(
      (service) =>
        this.#queries.first("SELECT 1 FROM requests WHERE service = ? AND key = ? LIMIT 1", [service, id]) !==
        undefined,
    );
    return { id: hash, label, name: name === "" ? this.#usernameOf(id) : name, services };
  }

  /** The one bot whose links this key's people started by, if it is one. */
  #usernameOf(keyRow: number): string | null {
    const bots = this.#queries.all<{ bot: string }>(
      "SELECT DISTINCT bot FROM links WHERE bot <> '' AND EXISTS (SELECT 1 FROM facts INDEXED BY facts_by_source_key " +
        "WHERE kind = 'start' AND source = links.code AND key = ?) LIMIT 2",
      [keyRow],
    );
    return bots.length === 1 ? `@${bots[0]?.bot}` : null;
  }
}
