/** What TGTrack is told, derived either from a person's deed or from a request. */
export type News =
  | { kind: "start"; userId: string; code: string }
  | { kind: "stop"; userId: string }
  | { kind: "goal"; userId: string }
  | { kind: "sale"; userId: string; amount: number }
  | { kind: "event"; name: string };

/** What an ad brought. */
export interface AdTally {
  starts: number;
  stops: number;
  goals: number;
  sales: number;
  revenue: number;
}

export interface Tally {
  /** By the ad link's code; empty for people who came without one. */
  ads: Map<string, AdTally>;
  /** TGTrack's other events, by name. */
  events: Map<string, number>;
  /** HowUsedBot's events, by name. */
  attendance: Map<string, number>;
}

/** Counts. What a person does is attributed to the ad that brought them last. */
export function tallyOf(news: Iterable<News>, attendance: Iterable<string>): Tally {
  const tally: Tally = { ads: new Map(), events: new Map(), attendance: new Map() };
  const codes = new Map<string, string>();
  const adOf = (userId: string): AdTally => {
    const code = codes.get(userId) ?? "";
    const ad = tally.ads.get(code) ?? { starts: 0, stops: 0, goals: 0, sales: 0, revenue: 0 };
    tally.ads.set(code, ad);
    return ad;
  };
  for (const item of news) {
    switch (item.kind) {
      case "start":
        codes.set(item.userId, item.code);
        adOf(item.userId).starts += 1;
        break;
      case "stop":
        adOf(item.userId).stops += 1;
        break;
      case "goal":
        adOf(item.userId).goals += 1;
        break;
      case "sale":
        adOf(item.userId).sales += 1;
        adOf(item.userId).revenue += item.amount;
        break;
      case "event":
        countOne(tally.events, item.name);
    }
  }
  for (const name of attendance) countOne(tally.attendance, name);
  return tally;
}

function countOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
