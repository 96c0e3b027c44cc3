import { useEffect, useState } from "preact/hooks";
import type { PeopleReply, PersonRow } from "#wire/people";
import type { ApiError } from "../../api/api-error.ts";
import { fetchJson } from "../../api/fetch-json.ts";
import { type Loaded, useReply } from "../../api/use-reply.ts";

export interface PeoplePages {
  /** `people` holds all pages asked for. */
  loaded: Loaded<PeopleReply>;
  showMore(): void;
}

interface FurtherPages {
  path: string;
  people: PersonRow[];
  next: string | null;
}

/**
 * The people of `path` up to as many pages as were asked for. Each page begins where the one before ends: whenever
 * somebody moves to the front, all are asked for anew from the first on, so that nobody falls between two pages.
 */
export function usePeoplePages(path: string, isShown: boolean): PeoplePages {
  const first = useReply<PeopleReply>(isShown ? path : null);
  const [asked, setAsked] = useState({ path, pages: 0 });
  const [further, setFurther] = useState<FurtherPages>();
  const [error, setError] = useState<ApiError>();
  const pages = asked.path === path ? asked.pages : 0;
  const { reply } = first;

  useEffect(() => {
    setError(undefined);
    if (pages === 0 || reply === undefined) return;
    const abort = new AbortController();
    fetchFurther(path, reply.next, pages, abort.signal).then(setFurther, (failure: ApiError) => {
      if (!abort.signal.aborted) setError(failure);
    });
    return () => abort.abort();
  }, [path, pages, reply]);

  const showMore = () => setAsked({ path, pages: pages + 1 });
  const loaded = { ...first, error: first.error ?? error };
  if (reply === undefined || pages === 0 || further?.path !== path) return { loaded, showMore };
  const people = new Map([...reply.people, ...further.people].map((person) => [person.userId, person]));
  return { loaded: { ...loaded, reply: { ...reply, people: [...people.values()], next: further.next } }, showMore };
}

async function fetchFurther(
  path: string,
  cursor: string | null,
  pages: number,
  signal: AbortSignal,
): Promise<FurtherPages> {
  const people: PersonRow[] = [];
  let next = cursor;
  for (let page = 0; page < pages && next !== null; page++) {
    const after = `${path.includes("?") ? "&" : "?"}after=${encodeURIComponent(next)}`;
    const reply: PeopleReply = await fetchJson(path + after, { signal });
    people.push(...reply.people);
    next = reply.next;
  }
  return { path, people, next };
}
