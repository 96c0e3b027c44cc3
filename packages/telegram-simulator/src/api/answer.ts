/** What the Bot API says to one call: its result, or an error in the Bot API's own words. */
export type ApiReply =
  | { ok: true; result: unknown; description?: string }
  | { ok: false; error_code: number; description: string; parameters?: { retry_after?: number } };

/**
 * What the simulator does with one call. `updates` keeps each update as the text it was fed as, so that a bot receives
 * it byte for byte; `dropped` closes the connection without a word.
 */
export type Answer =
  | { kind: "reply"; reply: ApiReply }
  | { kind: "updates"; texts: readonly string[]; lastId?: number | undefined }
  | { kind: "dropped" };

export function succeed(result: unknown, description?: string): Answer {
  return { kind: "reply", reply: { ok: true, result, ...(description !== undefined && { description }) } };
}

/** @param retryAfterSeconds Telegram's `parameters.retry_after`, for a 429 */
export function refuse(code: number, description: string, retryAfterSeconds?: number): Answer {
  const parameters = retryAfterSeconds === undefined ? {} : { parameters: { retry_after: retryAfterSeconds } };
  return { kind: "reply", reply: { ok: false, error_code: code, description, ...parameters } };
}

export function succeeded(answer: Answer): boolean {
  return answer.kind === "updates" || (answer.kind === "reply" && answer.reply.ok);
}

/** The HTTP status and body of an answer. The Bot API answers an error with its `error_code` as the status. */
export function toHttp(answer: Exclude<Answer, { kind: "dropped" }>): { status: number; body: string } {
  if (answer.kind === "updates") return { status: 200, body: `{"ok":true,"result":[${answer.texts.join(",")}]}` };
  const { reply } = answer;
  return { status: reply.ok ? 200 : reply.error_code, body: JSON.stringify(reply) };
}
