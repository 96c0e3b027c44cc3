import type { ActivityRun, RequestRow, RequestsReply } from "#wire/requests";

/** The requests in sight, newest first, and whether older ones can be had. */
export interface RequestFeed {
  rows: readonly RequestRow[];
  more: boolean;
  /** Mere activity that is newer than all rows. */
  activityAbove: ActivityRun | null;
}

/** Ids only grow, unless the sandbox was reset: what is shown is forgotten there. */
export function wasReset(feed: RequestFeed, newest: RequestsReply): boolean {
  return (newest.requests[0]?.id ?? 0) < (feed.rows[0]?.id ?? 0);
}

/**
 * The feed once the newest requests are known. Older rows stay below them. Where so many have come that there is a gap
 * between the two, or the sandbox was reset, the feed starts over. No more than `keep` rows stay.
 */
export function withNewest(feed: RequestFeed, newest: RequestsReply, keep: number): RequestFeed {
  const { activityAbove } = newest;
  const oldestAsked = newest.requests.at(-1)?.id;
  const newestShown = feed.rows[0]?.id;
  if (oldestAsked === undefined || newestShown === undefined)
    return { rows: newest.requests, more: newest.more, activityAbove };
  const hasGap = newest.more && oldestAsked > newestShown;
  if (wasReset(feed, newest) || hasGap || !newest.more)
    return { rows: newest.requests, more: newest.more, activityAbove };
  const older = feed.rows.filter(({ id }) => id < oldestAsked);
  const rows = [...newest.requests, ...older];
  const more = rows.length > keep || (older.length > 0 ? feed.more : newest.more);
  return { rows: rows.slice(0, keep), more, activityAbove };
}

export function withOlder(feed: RequestFeed, older: RequestsReply): RequestFeed {
  const lastId = feed.rows.at(-1)?.id ?? Number.POSITIVE_INFINITY;
  const rows = [...feed.rows, ...older.requests.filter(({ id }) => id < lastId)];
  return { ...feed, rows, more: older.more };
}

/** How many of the newest are not in the feed. `atLeast`: there may be more than were asked for. */
export function countUnseen(feed: RequestFeed, newest: RequestsReply): { count: number; atLeast: boolean } {
  const newestShown = feed.rows[0]?.id ?? 0;
  const count = newest.requests.filter(({ id }) => id > newestShown).length;
  return { count, atLeast: newest.more && count === newest.requests.length };
}
