import { useRef, useState } from "preact/hooks";
import type { HistoryItem, PersonReply } from "#wire/people";
import { fetchJson } from "../../api/fetch-json.ts";

export interface History {
  /** Newest first. */
  items: HistoryItem[];
  hasOlder: boolean;
  failed: boolean;
  showOlder(): void;
}

/**
 * The history with the older parts that were asked for. What was shown stays, though each piece of news brings the
 * newest part alone.
 */
export function useHistory(person: PersonReply, path: string): History {
  const seen = useRef(new Map<number, HistoryItem>());
  const [hasOlder, setHasOlder] = useState<boolean>();
  const [failed, setFailed] = useState(false);
  // The whole history: what is not in it has gone.
  if (!person.more) seen.current.clear();
  for (const item of person.history) seen.current.set(item.id, item);
  const items = [...seen.current.values()].sort((one, other) => other.at - one.at || other.id - one.id);

  const showOlder = () => {
    const last = items.at(-1);
    if (last === undefined) return;
    setFailed(false);
    fetchJson<PersonReply>(`${path}${path.includes("?") ? "&" : "?"}before=${last.id}`).then(
      ({ history, more }) => {
        for (const item of history) seen.current.set(item.id, item);
        setHasOlder(more);
      },
      () => setFailed(true),
    );
  };
  return { items, hasOlder: person.more && (hasOlder ?? true), failed, showOlder };
}
