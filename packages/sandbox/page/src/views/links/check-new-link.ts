import type { NewLink } from "#wire/links";
import { type MessengerName, MOST_CODE_CHARS } from "#wire/service-name";

/** What was typed, as it was typed. */
export interface LinkDraft {
  name: string;
  bot: string;
  messenger: MessengerName;
  code: string;
  utm: Record<UtmField, string>;
}

export const UTM_FIELDS = ["source", "medium", "campaign", "content", "term"] as const;
export type UtmField = (typeof UTM_FIELDS)[number];

/** What is wrong with a field; the view has the words. */
export type LinkProblem =
  | { field: "name"; problem: "missing" }
  | { field: "name"; problem: "too-long"; length: number }
  | { field: "bot"; problem: "unfit" }
  | { field: "code"; problem: "unfit" | "taken" }
  | { field: "code"; problem: "too-long"; length: number; most: number };

const MAX_NAME = 99;
/** As the sandbox takes them. */
const USERNAMES: Readonly<Record<MessengerName, RegExp>> = { telegram: /^[a-z]\w{3,31}$/i, max: /^[\w-]{1,64}$/ };

/** The link to ask for, or everything that is wrong with the draft. */
export function checkNewLink(draft: LinkDraft): { link: NewLink; problems: LinkProblem[] } {
  const { messenger } = draft;
  const mostChars = MOST_CODE_CHARS[messenger];
  const name = draft.name.trim();
  const bot = usernameIn(draft.bot);
  const code = draft.code.trim();
  const problems: LinkProblem[] = [];
  if (name === "") problems.push({ field: "name", problem: "missing" });
  // A character outside the basic plane counts once.
  const { length } = [...name];
  if (length > MAX_NAME) problems.push({ field: "name", problem: "too-long", length });
  if (bot !== "" && !USERNAMES[messenger].test(bot)) problems.push({ field: "bot", problem: "unfit" });
  if (!/^[\w-]*$/.test(code)) problems.push({ field: "code", problem: "unfit" });
  else if (code.length > mostChars) {
    problems.push({ field: "code", problem: "too-long", length: code.length, most: mostChars });
  }
  const utm = Object.fromEntries(
    UTM_FIELDS.map((field) => [field, draft.utm[field].trim()]).filter(([, value]) => value !== ""),
  );
  const link: NewLink = {
    name,
    ...(bot !== "" && { bot }),
    ...(messenger !== "telegram" && { messenger }),
    ...(code !== "" && { code }),
    ...(Object.keys(utm).length > 0 && { utm }),
  };
  return { link, problems };
}

/** People paste `@name` and whole addresses. */
function usernameIn(text: string): string {
  return text
    .trim()
    .replace(/^(?:https?:\/\/)?(?:t\.me|telegram\.me|max\.ru)\//i, "")
    .replace(/^@/, "")
    .replace(/[/?].*$/, "");
}
