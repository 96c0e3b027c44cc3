import type { FaultKind } from "#wire/fault";
import type { ServiceName } from "#wire/service-name";
import type { ExplanationId } from "./explanation-texts.ts";

interface ErrorRule {
  code?: number;
  service?: ServiceName;
  method?: RegExp;
  /** Looked for in the details and the warnings. */
  words?: RegExp;
  id: ExplanationId;
}

/** The first match wins. The last rule of each code catches everything else. */
export const ERROR_RULES: readonly ErrorRule[] = [
  { code: 400, words: /not valid JSON/, id: "notJson" },
  { code: 400, words: /body is empty/, id: "emptyBody" },
  { code: 400, words: /must be a JSON object/, id: "notObject" },
  { code: 400, words: /apiToken/, id: "noApiToken" },
  { code: 400, id: "badRequest" },
  { code: 401, service: "howusedbot", id: "unknownApiToken" },
  { code: 401, service: "tgtrack-max", id: "unknownMaxKey" },
  { code: 401, id: "unknownTgtrackKey" },
  { code: 402, id: "expiredKey" },
  { code: 403, words: /is read-only/, id: "readOnlyKey" },
  { code: 403, words: /integration/, id: "integrationLevel" },
  { code: 403, id: "forbidden" },
  { code: 404, words: /Did you mean/, id: "shortMethodName" },
  { code: 404, method: /^user_(did_start_bot|id_start_bot|id_subscribe)$/, id: "startMethodName" },
  { code: 404, words: /not available here/, id: "methodElsewhere" },
  { code: 404, id: "unknownMethod" },
  { code: 405, words: /with POST/, id: "notPost" },
  { code: 405, words: /No start or stop/, id: "unknownPerson" },
  { code: 405, words: /No transition/, id: "noTransition" },
  { code: 405, words: /chat not found/, id: "chatNotFound" },
  { code: 405, id: "notFound" },
  { code: 409, id: "conflict" },
  { code: 413, id: "tooLarge" },
  { code: 415, id: "mediaType" },
  { code: 422, words: /from_user/, id: "rebuiltUpdate" },
  { code: 422, words: /user's fields, not a webhook/, id: "webhookInUserMethod" },
  { code: 422, words: /^webhook must/, id: "sambotWebhook" },
  { code: 422, words: /milliseconds/, id: "dateInMs" },
  { code: 422, words: /unix seconds/, id: "badDate" },
  { code: 422, method: /webhook/, id: "notAnUpdate" },
  { code: 422, words: /^user_id /, id: "userId" },
  { code: 422, words: /^(target|event_type) /, id: "emptyName" },
  { code: 422, words: /^first_name /, id: "firstName" },
  { code: 422, words: /^start_value /, id: "startValue" },
  { code: 422, words: /^event_result /, id: "eventResult" },
  { code: 422, words: /^amount /, id: "amount" },
  { code: 422, words: /^labels/, id: "labels" },
  { code: 422, words: /^event must/, id: "eventLength" },
  { code: 422, words: /^botId /, id: "botId" },
  { code: 422, words: /^userId /, id: "howUsedBotUserId" },
  { code: 422, words: /^requestType /, id: "requestType" },
  { code: 422, words: /^seconds /, id: "onlineSeconds" },
  { code: 422, words: /^param_/, id: "params" },
  { code: 422, words: /^url must|chat link|found in link/, id: "chatLink" },
  { code: 422, id: "invalidField" },
  { code: 429, words: /in 1000 ms/, id: "secondFull" },
  { code: 429, words: /in 3600000 ms/, id: "hourFull" },
  { code: 429, words: /in 86400000 ms/, id: "dayFull" },
  { code: 429, id: "tooMany" },
  { code: 500, id: "serverError" },
  { code: 502, id: "unavailable" },
  { code: 503, id: "unavailable" },
  { code: 504, id: "unavailable" },
];

export const WARNING_RULES: readonly { words: RegExp; id: ExplanationId }[] = [
  { words: /^Doubled start/, id: "doubledStart" },
  { words: /^Doubled: the stop/, id: "doubledStop" },
  { words: /^Doubled: an event/, id: "doubledEvent" },
  { words: /^Doubled/, id: "doubledUpdate" },
  // The details of a refused start, which the list of doubled starts shows in a warning's place.
  { words: /^Already accepted/, id: "conflict" },
  { words: /^user_id is a number/, id: "numericUserId" },
  { words: /^Neither a start nor a block/, id: "neitherStartNorStop" },
  { words: /^No start of user/, id: "goalWithoutStart" },
  { words: /more than 21 days/, id: "goalTooLate" },
  { words: /^start_value holds/, id: "strangePayload" },
  { words: /^start_value has/, id: "longPayload" },
  { words: /older than the last start/, id: "oldStop" },
  { words: /^registerTime/, id: "registerTime" },
  { words: /is deprecated/, id: "deprecatedUpdate" },
];

/** The faults with an explanation of their own; an error is explained by its code. */
export const FAULT_EXPLANATIONS = {
  reset: "reset",
  hang: "hang",
  cut: "cut",
  "non-json": "notJsonAnswer",
  "ok-with-error": "errorWith200",
  latency: "late",
  "slow-body": "late",
} as const satisfies Partial<Record<FaultKind, ExplanationId>>;
