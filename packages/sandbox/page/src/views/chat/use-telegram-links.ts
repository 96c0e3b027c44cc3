import type { LinkRow, LinksReply } from "#wire/links";
import { useReply } from "../../api/use-reply.ts";

/** The links to bots in Telegram that the sandbox knows, the newest first; undefined until it has said. */
export function useTelegramLinks(): LinkRow[] | undefined {
  const { reply } = useReply<LinksReply>("/api/page/links");
  return reply?.links.filter(({ messenger }) => messenger === "telegram");
}
