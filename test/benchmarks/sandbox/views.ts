/** The requests that one view of the page makes when it is opened, under a name that says what is asked. */
export interface View {
  name: string;
  paths: readonly string[];
}

export interface ViewTimes {
  fromMs: number;
  toMs: number;
}

const TZ = "180";

/** Every view, each in the dearest forms that a person can bring it to: all keys, the whole time. */
export function viewsOf({ fromMs, toMs }: ViewTimes, someUserId: string): View[] {
  const range = { from: String(fromMs), to: String(toMs) };
  const series = (query: Record<string, string>) => path("series", { ...range, tz: TZ, ...query });
  return [
    { name: "any view", paths: [path("status")] },
    { name: "requests", paths: [path("requests"), path("gauges"), path("doubled-starts")] },
    { name: "requests, 500 of them", paths: [path("requests", { limit: "500" })] },
    { name: "requests of a service", paths: [path("requests", { service: "tgtrack" })] },
    { name: "requests refused", paths: [path("requests", { outcome: "refused" })] },
    { name: "requests, search that finds", paths: [path("requests", { q: "sale" })] },
    { name: "requests, search in vain", paths: [path("requests", { q: "nowhere" })] },
    { name: "requests, search in vain in Russian", paths: [path("requests", { q: "нигде" })] },
    { name: "overview", paths: [path("overview", { tz: TZ }), series({ bucket: "day" })] },
    { name: "overview by hour", paths: [series({ bucket: "hour" })] },
    { name: "overview split by event", paths: [series({ bucket: "day", split: "event" })] },
    { name: "overview split by param_1", paths: [series({ bucket: "day", split: "param_1" })] },
    { name: "overview by hour, split by param_3", paths: [series({ bucket: "hour", split: "param_3" })] },
    { name: "sources", paths: [path("sources", range)] },
    { name: "sources as CSV", paths: [path("sources.csv", { ...range, lang: "ru" })] },
    { name: "funnel", paths: [path("funnel", range)] },
    { name: "funnel sliced by label", paths: [path("funnel", { ...range, label: "city" })] },
    { name: "people", paths: [path("people")] },
    { name: "people who left", paths: [path("people", { status: "left" })] },
    { name: "people, search for a name", paths: [path("people", { q: "иван" })] },
    { name: "people, search that fits most", paths: [path("people", { q: "user" })] },
    { name: "people, search in vain", paths: [path("people", { q: "nobody" })] },
    { name: "person", paths: [path(`people/${someUserId}`)] },
    { name: "links", paths: [path("links")] },
    { name: "faults", paths: [path("faults")] },
  ];
}

function path(name: string, query: Record<string, string> = {}): string {
  const text = new URLSearchParams(query).toString();
  return `/api/page/${name}${text === "" ? "" : `?${text}`}`;
}
