import { SERVICES } from "@bot-tracker/core/outbox-kit";

/** A line that names a service's address. The line itself is not kept: it may hold a key. */
export interface FoundAddress {
  /** From 1. */
  line: number;
  host: string;
}

const HOSTS: readonly string[] = [
  ...new Set(
    Object.values(SERVICES)
      .flat()
      .map(({ url }) => new URL(url).host),
  ),
];
/** A setting of the tracker's own names an address rightly. */
const OWN_SETTING = /\b(?:TGTRACK|TGTRACK_MAX|HOWUSEDBOT)_URL\b/;

/** The lines of a file that name the address of a service, as a call of the bot's own to it does. */
export function findAddresses(text: string): FoundAddress[] {
  if (!HOSTS.some((host) => text.includes(host))) return [];
  return text.split(/\r?\n|\r/).flatMap((content, index) => {
    const host = HOSTS.find((each) => content.includes(each));
    return host === undefined || OWN_SETTING.test(content) ? [] : [{ line: index + 1, host }];
  });
}
