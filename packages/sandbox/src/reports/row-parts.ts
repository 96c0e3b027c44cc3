import type { Queries } from "../database/queries.ts";
import type { KeyLookup } from "../keys/key-lookup.ts";
import type { SandboxState } from "../state/sandbox-state.ts";
import { peopleNames } from "./people-names.ts";
import type { RequestRowParts } from "./request-row.ts";

/** What the rows of one reply need of the sandbox. */
export function rowParts({ store }: Pick<SandboxState, "store">, queries: Queries, keys: KeyLookup): RequestRowParts {
  const { redaction } = store;
  return {
    redaction,
    labelOf: keys.labels(),
    nameOf: peopleNames(queries),
    wholeKeyOf: (row) => store.keys.wholeOf(row),
  };
}
