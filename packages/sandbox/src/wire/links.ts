import type { MessengerName } from "./service-name.ts";

/** `GET /api/page/links?key`: the newest first. */
export interface LinksReply {
  links: LinkRow[];
}

export interface LinkRow {
  code: string;
  name: string;
  /** Without `@`; empty where the link came without one. */
  bot: string;
  /** Whose bot that is. */
  messenger: MessengerName;
  utm: { source?: string; medium?: string; campaign?: string; content?: string; term?: string };
  madeAt: number;
  starts: number;
  /** `https://t.me/<bot>?start=<code>` or `https://max.ru/<bot>?start=<code>`; null without a bot. */
  url: string | null;
}

/**
 * `POST /api/page/links` makes one (201, a `LinkRow`), `DELETE /api/page/links/<code>` forgets one (204). Without a code, the sandbox makes one.
 * A name has 1 to 99 characters (TGTrack).
 */
export interface NewLink {
  name: string;
  bot?: string;
  /** Default `telegram`. */
  messenger?: MessengerName;
  /** At most 64 characters of `A-Za-z0-9_-`, in MAX 128. */
  code?: string;
  utm?: { source?: string; medium?: string; campaign?: string; content?: string; term?: string };
}
