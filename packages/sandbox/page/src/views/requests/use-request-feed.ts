import { useEffect, useState } from "preact/hooks";
import type { RequestsReply } from "#wire/requests";
import { fetchJson, type Params, pathWith } from "../../api/fetch-json.ts";
import { type Loaded, useReply } from "../../api/use-reply.ts";
import { countUnseen, type RequestFeed, wasReset, withNewest, withOlder } from "./request-feed.ts";

const PAGE = 100;

export interface ShownFeed extends RequestFeed {
  /** Of this id are those that came while the page was looked at. */
  newAfterId: number;
  /** What came while the feed was held. */
  unseen: { count: number; atLeast: boolean };
  methods: readonly string[];
  showUnseen(): void;
  showOlder(): void;
  isLoadingOlder: boolean;
}

interface FeedState extends RequestFeed {
  path: string;
  newAfterId: number;
  /** How many rows may stay: grows as older ones are asked for. */
  keep: number;
}

/** The requests that fit, followed as they arrive. While `isHeld` none moves: what comes is only counted. */
export function useRequestFeed(filters: Params, isHeld: boolean): { loaded: Loaded<ShownFeed> } {
  const path = pathWith("/api/page/requests", { ...filters, limit: PAGE });
  const newest = useReply<RequestsReply>(path);
  const [feed, setFeed] = useState<FeedState | undefined>();
  const [isLoadingOlder, setLoadingOlder] = useState(false);
  const reply = newest.path === path ? newest.reply : undefined;

  useEffect(() => {
    if (reply === undefined) return;
    setFeed((before) => {
      if (before?.path === path && !wasReset(before, reply)) {
        // There is nothing to hold in an empty list.
        if (isHeld && before.rows.length > 0) return before;
        return { ...before, ...withNewest(before, reply, before.keep) };
      }
      const { requests: rows, more, activityAbove } = reply;
      return { path, rows, more, activityAbove, newAfterId: rows[0]?.id ?? 0, keep: PAGE };
    });
  }, [reply, path, isHeld]);

  const showUnseen = () => {
    if (reply !== undefined) setFeed((before) => before && { ...before, ...withNewest(before, reply, before.keep) });
  };
  const showOlder = () => {
    const lastId = feed?.rows.at(-1)?.id;
    if (feed === undefined || lastId === undefined || isLoadingOlder) return;
    setLoadingOlder(true);
    fetchJson<RequestsReply>(pathWith("/api/page/requests", { ...filters, before: lastId, limit: PAGE }))
      .then((older) =>
        setFeed((before) =>
          before?.path === feed.path ? { ...before, ...withOlder(before, older), keep: before.keep + PAGE } : before,
        ),
      )
      .catch(() => newest.reload())
      .finally(() => setLoadingOlder(false));
  };

  const shown: ShownFeed | undefined = feed && {
    rows: feed.rows,
    activityAbove: feed.activityAbove,
    more: feed.more,
    newAfterId: feed.newAfterId,
    unseen: reply === undefined || feed.path !== path ? { count: 0, atLeast: false } : countUnseen(feed, reply),
    methods: newest.reply?.methods ?? [],
    showUnseen,
    showOlder,
    isLoadingOlder,
  };
  return { loaded: { ...newest, reply: shown } };
}
