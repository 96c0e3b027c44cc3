import { describe, expect, test } from "vitest";
import {
  countUnseen,
  type RequestFeed,
  withNewest,
  withOlder,
} from "../../../../packages/sandbox/page/src/views/requests/request-feed.ts";
import type { RequestRow, RequestsReply } from "../../../../packages/sandbox/src/wire/requests.ts";

const KEEP = 100;

function rows(...ids: number[]): RequestRow[] {
  return ids.map((id) => ({ id })) as RequestRow[];
}

function feed(more: boolean, ...ids: number[]): RequestFeed {
  return { rows: rows(...ids), more, activityAbove: null };
}

function reply(more: boolean, ...ids: number[]): RequestsReply {
  return { requests: rows(...ids), more, methods: [], activityAbove: null };
}

function idsOf({ rows: shown }: RequestFeed): number[] {
  return shown.map(({ id }) => id);
}

describe("the list of requests", () => {
  test("puts what came on top and keeps older rows below", () => {
    const shown = withNewest(feed(true, 5, 4, 3, 2, 1), reply(true, 7, 6, 5, 4), KEEP);
    expect(idsOf(shown)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(shown.more).toBe(true);
  });

  test("begins anew rather than show a gap as if nothing were missing", () => {
    const shown = withNewest(feed(false, 5, 4), reply(true, 30, 29, 28), KEEP);
    expect(idsOf(shown)).toEqual([30, 29, 28]);
    expect(shown.more).toBe(true);
  });

  test("is empty once the sandbox was reset, and shows what comes after it", () => {
    expect(idsOf(withNewest(feed(true, 5, 4), reply(false), KEEP))).toEqual([]);
    expect(idsOf(withNewest(feed(true, 5, 4), reply(false, 1), KEEP))).toEqual([1]);
  });

  test("stays as long as was asked for, and says that older ones can be had", () => {
    const shown = withNewest(feed(false, 4, 3, 2, 1), reply(true, 6, 5, 4), 4);
    expect(idsOf(shown)).toEqual([6, 5, 4, 3]);
    expect(shown.more).toBe(true);
  });

  test("adds older rows at its end, none of them twice", () => {
    const shown = withOlder(feed(true, 9, 8), reply(false, 8, 7, 6));
    expect(idsOf(shown)).toEqual([9, 8, 7, 6]);
    expect(shown.more).toBe(false);
  });

  test("counts what came and is not shown, and says when there may be more", () => {
    expect(countUnseen(feed(true, 5, 4), reply(true, 7, 6, 5, 4))).toEqual({ count: 2, atLeast: false });
    expect(countUnseen(feed(true, 5, 4), reply(true, 30, 29, 28))).toEqual({ count: 3, atLeast: true });
  });
});
