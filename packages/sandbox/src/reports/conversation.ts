import { readBody } from "../bodies/read-body.ts";
import type { Chat } from "../chat/chat.ts";
import { type TieRequest, tieRequests } from "../chat/tie-requests.ts";
import type { Queries } from "../database/queries.ts";
import type { ConversationReply, TiedRequest } from "../wire/chat.ts";
import { chatPerson } from "./chat.ts";
import { getOrMake } from "./get-or-make.ts";
import { REQUEST_COLUMNS, type RequestRowParts, requestRow, type StoredRequest } from "./request-row.ts";

/** Of the newest requests about a person so many are compared with the updates. */
const MAX_REQUESTS = 300;
/** An update that a person makes in the chat is shorter, whatever they write. */
const MAX_BODY = 65_536;

const REQUESTS =
  `SELECT ${REQUEST_COLUMNS}, headers, substr(body, 1, ${MAX_BODY}) AS body FROM requests ` +
  "WHERE user_id = ? AND service <> 'tgtrack-max' ORDER BY id DESC LIMIT ?";

/** What a person and a bot said, and what the services were told of it; undefined where nobody has such an id. */
export function conversationReport(
  chat: Chat,
  queries: Queries,
  { bot, person: personId }: { bot: number; person: number },
  parts: RequestRowParts,
): ConversationReply | undefined {
  const profile = chat.people.get(personId);
  if (profile === undefined) return undefined;
  const conversation = chat.conversations.find(bot, personId);
  const rows = queries.all<StoredRequest & { headers: string; body: string }>(REQUESTS, [
    String(personId),
    MAX_REQUESTS,
  ]);
  const updates = chat.conversations
    .ofPerson(personId)
    .flatMap(({ botId, updates: own }) => own.map((update) => ({ ...update, botId })))
    .map((update) => ({ ...update, wasDelivered: update.delivery === "delivered" || update.delivery === "taken" }))
    .toSorted((a, b) => a.at - b.at);
  const ties = tieRequests(updates, rows.toReversed().map(toTieRequest));

  const requestsOf = new Map<number, TiedRequest[]>();
  for (const row of rows.toReversed()) {
    const tie = ties.get(row.id);
    if (tie === undefined || tie.update.botId !== bot) continue;
    getOrMake(requestsOf, tie.update.updateId, () => []).push({ ...requestRow(row, parts), tie: tie.tie });
  }
  return {
    person: chatPerson(chat, profile, bot),
    messages: [...(conversation?.messages ?? [])],
    keyboard: conversation?.keyboard ?? null,
    updates: (conversation?.updates ?? [])
      .map((update) => ({ ...update, requests: requestsOf.get(update.updateId) ?? [] }))
      .toReversed(),
    others: rows.filter(({ id }) => !ties.has(id)).map((row) => requestRow(row, parts)),
  };
}

function toTieRequest(row: StoredRequest & { headers: string; body: string }): TieRequest {
  const { id, at, service, method, headers, body: bodyText } = row;
  const body = readBody(service, { headers: JSON.parse(headers) as Record<string, string>, bodyText });
  return { id, at, service, method, body: body.kind === "value" ? body.value : undefined };
}
