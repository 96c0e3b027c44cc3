import type { SeriesReply } from "#wire/overview";

/** Without the hours and days that are still to come: those are not empty, they have not happened yet. */
export function upToNow(reply: SeriesReply, nowMs: number): SeriesReply {
  const count = reply.buckets.filter((start) => start <= nowMs).length;
  if (count === 0 || count === reply.buckets.length) return reply;
  const cut = (values: number[]) => values.slice(0, count);
  return {
    ...reply,
    buckets: cut(reply.buckets),
    people: cut(reply.people),
    uses: cut(reply.uses),
    starts: cut(reply.starts),
    stops: cut(reply.stops),
    goals: cut(reply.goals),
    revenue: cut(reply.revenue),
    refunds: cut(reply.refunds),
    split: reply.split.map(({ value, people, uses }) => ({ value, people: cut(people), uses: cut(uses) })),
  };
}
