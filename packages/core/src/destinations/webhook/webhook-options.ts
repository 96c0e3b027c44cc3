import type { BatchLimits } from "../../delivery/sender.ts";
import { TrackerConfigError } from "../../errors/tracker-config-error.ts";
import { shown } from "../../support/checked.ts";
import { hiddenSecrets } from "../../support/secrets/hidden-secrets.ts";
import { checkTimeoutMs } from "../service-options.ts";
import { TELEGRAM_SECRET_HEADER } from "./telegram-form.ts";
import { WEBHOOK_SIGNATURE_HEADER } from "./webhook-signature.ts";

export interface WebhookOptions {
  /** Where batches are posted to. It may hold a query, but no user and password: put these into `headers`. */
  url: string;
  /**
   * Shows the receiver where a request came from: it signs every batch, and with `form: "telegram"` it is the secret
   * token itself, of `A-Za-z0-9_-` as `setWebhook` takes it. 8 to 256 characters. @default no signature, no token
   */
  secret?: string | undefined;
  /** Names its rows in the outbox: keep it, and give each webhook of a tracker its own. @default "webhook" */
  name?: string | undefined;
  /** Send the raw updates (all that the tracker sees) instead of starts, stops, goals and events. @default false */
  updates?: boolean | undefined;
  /**
   * `"telegram"`, with `updates: true` alone: each update in a request of its own, as Telegram itself posts it, for a
   * receiver that takes it for Telegram. @default "batches"
   */
  form?: "batches" | "telegram" | undefined;
  /**
   * When a batch leaves: at 100 items or 512 KiB, or 1,000 ms after its first item, unless said otherwise here. Not with
   * `form: "telegram"`.
   */
  batch?: Partial<BatchLimits> | undefined;
  /** From the start of a request to the end of its answer. @default 10_000 */
  timeoutMs?: number | undefined;
  /** Sent with every request, `authorization` for instance. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** The wall clock, which dates the signatures. @default Date.now */
  nowMs?: (() => number) | undefined;
}

/** The options, checked and completed. */
export interface WebhookSettings {
  url: string;
  secret: string | undefined;
  name: string;
  updates: boolean;
  form: "batches" | "telegram";
  /** Undefined: one update per request. */
  batch: BatchLimits | undefined;
  timeoutMs: number;
  /** With names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Whatever must appear in no message: the secret, and what an address or a header may hold of one. */
  secrets: readonly string[];
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const OWN_HEADERS: ReadonlySet<string> = new Set([
  "content-type",
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "upgrade",
  "expect",
  WEBHOOK_SIGNATURE_HEADER.toLowerCase(),
]);

/** A part of an address that is a name rather than a token: small letters alone, and not many. */
const PLAIN_NAME = /^(?=.{0,15}$)[a-z]+(?:[-_][a-z]+)*$/;
/** A shorter secret is guessed, and cannot be told from ordinary words in what a receiver answers. */
const SHORTEST_SECRET = 8;

/** @throws {TrackerConfigError} on the first invalid option; the message holds no part of a secret. */
export function checkWebhookOptions(options: WebhookOptions): WebhookSettings {
  const url = checkUrl(options.url);
  const updates = checkUpdates(options.updates);
  const form = checkForm(options);
  const secret = form === "telegram" ? checkSecretToken(options.secret) : checkSigningSecret(options.secret);
  const headers = checkHeaders(options.headers ?? {}, form);
  const parts = [...pathSecrets(url), ...url.searchParams.values(), ...Object.values(headers).flatMap(headerSecrets)];
  return {
    url: url.href,
    secret,
    name: checkName(options.name ?? "webhook"),
    updates,
    form,
    batch: form === "telegram" ? undefined : checkBatch(options.batch),
    timeoutMs: checkTimeoutMs("webhook({ timeoutMs })", options.timeoutMs ?? 10_000),
    headers,
    secrets: hiddenSecrets([...(secret === undefined ? [] : [secret]), ...parts.filter((part) => part !== "")]),
  };
}

function checkUrl(url: unknown): URL {
  const expected = "webhook({ url }) needs an address that begins with https:// or http://";
  const example = 'such as "https://example.com/bot-events"';
  if (typeof url !== "string") throw new TrackerConfigError(`${expected}, got ${typeof url}. Give it one ${example}.`);
  if (!URL.canParse(url)) {
    throw new TrackerConfigError(`${expected}, got a string that is not an address. Give it a whole one ${example}.`);
  }
  const parsed = new URL(url);
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") {
    throw new TrackerConfigError(`${expected}, got one that begins with ${parsed.protocol} Give it one ${example}.`);
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new TrackerConfigError(
      `${expected} and holds no user and password, got one for ${parsed.host} that does. ` +
        "Take them out and send them as `headers: { authorization }`.",
    );
  }
  return parsed;
}

function checkUpdates(updates: unknown): boolean {
  if (updates === undefined || typeof updates === "boolean") return updates === true;
  throw new TrackerConfigError(`webhook({ updates }) needs true or false, got ${shown(updates)}.`);
}

function checkForm({ form, updates, batch }: WebhookOptions): WebhookSettings["form"] {
  if (form === undefined || form === "batches") return "batches";
  if (form !== "telegram") {
    throw new TrackerConfigError(`webhook({ form }) needs "batches" or "telegram", got ${shown(form)}.`);
  }
  if (updates !== true) {
    throw new TrackerConfigError(
      'webhook({ form: "telegram" }) posts updates as Telegram does, so that it needs `updates: true` beside it, got ' +
        `${shown(updates)}. Add it, or leave \`form\` out for batches of starts, stops, goals and events.`,
    );
  }
  if (batch !== undefined) {
    throw new TrackerConfigError(
      'webhook({ form: "telegram" }) posts each update in a request of its own, got a `batch` beside it. Leave one of ' +
        "them out.",
    );
  }
  return "telegram";
}

function checkBatch(batch: WebhookOptions["batch"]): BatchLimits {
  return {
    maxItems: checkWhole("maxItems", batch?.maxItems ?? 100, 1),
    maxBytes: checkWhole("maxBytes", batch?.maxBytes ?? 512 * 1024, 1),
    maxWaitMs: checkWhole("maxWaitMs", batch?.maxWaitMs ?? 1_000, 0),
  };
}

/** What `setWebhook` takes, as a receiver made for Telegram knows no other. Never quoted: it is a secret. */
function checkSecretToken(secret: unknown): string | undefined {
  if (secret === undefined || (typeof secret === "string" && /^[\w-]{8,256}$/.test(secret))) return secret;
  const length = typeof secret === "string" ? secret.length : 0;
  const given =
    typeof secret !== "string"
      ? typeof secret
      : length < SHORTEST_SECRET || length > 256
        ? `${length} characters`
        : `another character at place ${secret.search(/[^\w-]/) + 1}`;
  throw new TrackerConfigError(
    'webhook({ form: "telegram", secret }) needs 8 to 256 characters of A-Za-z0-9_-, as `secret_token` of setWebhook ' +
      `does, got ${given}. Check the variable it is read from, or leave it out to send without a token.`,
  );
}

function checkSigningSecret(secret: unknown): string | undefined {
  if (secret === undefined) return undefined;
  if (typeof secret === "string" && secret.trim().length >= SHORTEST_SECRET && secret.isWellFormed()) return secret;
  const given =
    typeof secret !== "string"
      ? typeof secret
      : secret.isWellFormed() && secret.trim() !== ""
        ? `${secret.trim().length} characters`
        : "an empty or broken one";
  throw new TrackerConfigError(
    `webhook({ secret }) needs a non-empty string of at least ${SHORTEST_SECRET} characters, got ${given}. ` +
      "Check the variable it is read from, or leave it out to send without a signature.",
  );
}

function checkName(name: unknown): string {
  if (typeof name === "string" && /^[\w.:-]{1,64}$/.test(name)) return name;
  throw new TrackerConfigError(
    `webhook({ name }) needs 1 to 64 letters, digits, "_", "-", "." or ":", got ${shown(name)}.`,
  );
}

function checkWhole(field: string, value: unknown, least: number): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
  throw new TrackerConfigError(
    `webhook({ batch: { ${field} } }) needs an integer from ${least} on, got ${shown(value)}.`,
  );
}

function checkHeaders(
  headers: Readonly<Record<string, unknown>>,
  form: WebhookSettings["form"],
): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name)) {
      throw new TrackerConfigError(
        "webhook({ headers }) has a name that HTTP does not allow. Use letters, digits and hyphens.",
      );
    }
    if (OWN_HEADERS.has(name.toLowerCase())) {
      throw new TrackerConfigError(`webhook({ headers }) cannot set ${name}, which the tracker sets. Leave it out.`);
    }
    if (form === "telegram" && name.toLowerCase() === TELEGRAM_SECRET_HEADER.toLowerCase()) {
      throw new TrackerConfigError(`webhook({ headers }) cannot set ${name} here. Give its value as \`secret\`.`);
    }
    if (typeof value !== "string" || !HEADER_VALUE.test(value)) {
      throw new TrackerConfigError(
        `webhook({ headers }) needs a string on one line without letters beyond Latin-1 for ${name}, ` +
          `got ${typeof value === "string" ? "another string" : typeof value}.`,
      );
    }
    checked[name.toLowerCase()] = value;
  }
  return checked;
}

/** The whole path, and each part of it that looks like a token. */
function pathSecrets({ pathname }: URL): string[] {
  const parts = pathname.split("/").filter((part) => part.length >= SHORTEST_SECRET && !PLAIN_NAME.test(part));
  return pathname === "/" ? [] : [pathname, ...parts.flatMap((part) => [part, decodedPart(part)])];
}

function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A header's value, and what follows its scheme: `Bearer abc` gives away as much as `abc`. */
function headerSecrets(value: string): string[] {
  return [value, ...value.split(" ").slice(1)];
}
