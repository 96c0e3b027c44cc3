import { useMemo } from "preact/hooks";
import { pathWith } from "../../api/fetch-json.ts";
import { usePageLocation } from "../../location/location.tsx";
import { DAY_MS, HOUR_MS, MAX_BUCKETS, type Period } from "../../ui/period.ts";

export type Bucket = "hour" | "day";
export type SplitBy = "event" | "param_1" | "param_2" | "param_3";

export const SPLITS: readonly SplitBy[] = ["event", "param_1", "param_2", "param_3"];

/** What the charts show, kept in the query string: `bucket`, `events` and `split`. */
export interface SeriesQuestion {
  /** Null while there is no period. */
  path: string | null;
  bucket: Bucket;
  /** Those that fit the period; a choice only where there are two. */
  buckets: readonly Bucket[];
  /** Empty stands for all. */
  events: readonly string[];
  split: SplitBy | undefined;
  setBucket(bucket: Bucket): void;
  setEvents(events: readonly string[]): void;
  setSplit(split: SplitBy | undefined): void;
}

/** Hours are drawn for as long as one can still tell them apart. */
const HOURLY_UP_TO_MS = 3 * DAY_MS;

export function useSeriesQuestion(period: Period | undefined): SeriesQuestion {
  const { query, set } = usePageLocation();
  const buckets = useMemo(() => bucketsFor(period), [period]);
  const lengthMs = period === undefined ? 0 : period.toMs - period.fromMs;
  const usual = lengthMs <= HOURLY_UP_TO_MS ? "hour" : "day";
  const bucket = [query.get("bucket"), usual, ...buckets].map((asked) => buckets.find((each) => each === asked));
  const chosen = bucket.find((each) => each !== undefined) ?? "hour";
  const events = readList(query.get("events"));
  const split = SPLITS.find((each) => each === query.get("split"));
  return {
    bucket: chosen,
    buckets,
    events,
    split,
    path:
      period === undefined
        ? null
        : pathWith("/api/page/series", {
            key: query.get("key"),
            from: period.fromMs,
            to: period.toMs,
            bucket: chosen,
            tz: period.tzMinutes,
            event: events,
            split,
          }),
    setBucket: (value) => set({ bucket: value === usual ? null : value }),
    setEvents: (names) => set({ events: names.length === 0 ? null : names.map(encodeURIComponent).join(",") }),
    setSplit: (value) => set({ split: value ?? null }),
  };
}

function bucketsFor(period: Period | undefined): readonly Bucket[] {
  if (period === undefined) return [];
  const lengthMs = period.toMs - period.fromMs;
  if (lengthMs <= DAY_MS) return ["hour"];
  return lengthMs > MAX_BUCKETS * HOUR_MS ? ["day"] : ["hour", "day"];
}

/** Names may hold commas, so each is encoded by itself; what does not decode is left out. */
function readList(text: string | null): string[] {
  if (text === null || text === "") return [];
  return text.split(",").flatMap((part) => {
    try {
      return [decodeURIComponent(part)];
    } catch {
      return [];
    }
  });
}
