import { StartPayloadError } from "../errors/start-payload-error.ts";
import { fromBase64Url, toBase64Url } from "../support/base64url.ts";
import { withOwnErrors } from "../support/with-own-errors.ts";
import type { MessengerId } from "./messenger-id.ts";

/**
 * How many characters of `A-Za-z0-9_-` a start link carries. Sources: the Bot API's deep links; dev.max.ru/help/deeplinks,
 * which names no alphabet for MAX, so that only those are written that no address changes.
 */
export const START_PAYLOAD_CHARS: Readonly<Record<MessengerId, number>> = { telegram: 64, max: 128 };

/** Names this library and the version of the form. Ad services' codes, such as `PJaf5568712cd`, begin with a letter. */
const PREFIX = "_1";

/** Between names and values. UTF-8 has no such byte, so no text can hold it. */
const SEPARATOR = 0xff;

const CHECKSUM_BYTES = 2;

/** Whether a start link can carry it: 1 to 64 characters of `A-Za-z0-9_-`, to a bot in MAX 1 to 128. */
export function isStartPayload(payload: string, messenger: MessengerId = "telegram"): boolean {
  return typeof payload === "string" && /^[\w-]+$/.test(payload) && payload.length <= START_PAYLOAD_CHARS[messenger];
}

/**
 * Packs names and values into a start payload that `decodeStartPayload` gives back. About 44 bytes of UTF-8 fit,
 * for a bot in MAX about 92, counting one for each gap between a name and a value; the order of the fields does not
 * matter.
 *
 * A payload is readable by anybody who has the link and can be changed by them: put no secret into it and trust it no
 * more than other input. Codes of ad services are to be passed on as they are, never packed.
 *
 * @throws {StartPayloadError} when the fields do not fit (it says by how many characters), or hold half of a
 *   surrogate pair, which is no text.
 *
 * @example
 * encodeStartPayload({ from: "blog", post: "17" }, { messenger: "max" });
 */
export function encodeStartPayload(
  fields: Record<string, string>,
  options: { messenger?: MessengerId | undefined } = {},
): string {
  const { payload, mostChars } = withOwnErrors(
    (problem) => new StartPayloadError(`These fields cannot be packed into a start payload: ${problem}`),
    () => ({ payload: pack(fields), mostChars: START_PAYLOAD_CHARS[options.messenger ?? "telegram"] }),
  );
  const excess = payload.length - mostChars;
  if (excess > 0) {
    throw new StartPayloadError(
      `A start payload holds at most ${mostChars} characters of A-Za-z0-9_-, but these fields need ` +
        `${payload.length}: ${excess} too many. Shorten their names or values by ${Math.ceil((excess * 3) / 4)} ` +
        "bytes of UTF-8, or keep the values in the bot and link to them by a short id.",
      excess,
    );
  }
  return payload;
}

/**
 * The fields of a payload that `encodeStartPayload` made, for whichever messenger; undefined for any other. Never throws,
 * whatever is given.
 */
export function decodeStartPayload(payload: string): Record<string, string> | undefined {
  if (typeof payload !== "string" || !payload.startsWith(PREFIX) || !isStartPayload(payload, "max")) return undefined;
  const bytes = fromBase64Url(payload.slice(PREFIX.length));
  const fields = bytes && unpack(bytes);
  // Packing again finds all that a lenient reader lets through: a wrong checksum, broken UTF-8, a name given twice.
  return fields !== undefined && pack(fields) === payload ? fields : undefined;
}

function pack(fields: Record<string, string>): string {
  const utf8 = new TextEncoder();
  const content: number[] = [];
  for (const [name, value] of Object.entries(fields).sort(byName)) {
    if (typeof value !== "string" || !name.isWellFormed() || !value.isWellFormed()) {
      throw new StartPayloadError(
        "Names and values of a start payload must be well-formed strings, but " +
          `${typeof value === "string" ? "one holds half of a surrogate pair" : `a value is a ${typeof value}`}. ` +
          "Turn numbers into strings, and cut strings by characters, not by code units.",
      );
    }
    if (content.length > 0) content.push(SEPARATOR);
    // Not spread into one call, which a value of a megabyte would break.
    for (const byte of utf8.encode(name)) content.push(byte);
    content.push(SEPARATOR);
    for (const byte of utf8.encode(value)) content.push(byte);
  }
  const checksum = crc16(content);
  return PREFIX + toBase64Url(Uint8Array.from([checksum >> 8, checksum & 0xff].concat(content)));
}

function unpack(bytes: Uint8Array): Record<string, string> | undefined {
  if (bytes.length < CHECKSUM_BYTES) return undefined;
  if (bytes.length === CHECKSUM_BYTES) return {};
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  const texts = split(bytes.subarray(CHECKSUM_BYTES)).map((part) => utf8.decode(part));
  const entries: [string, string][] = [];
  for (let i = 0; i < texts.length; i += 2) {
    const name = texts[i];
    const value = texts[i + 1];
    if (name === undefined || value === undefined) return undefined;
    entries.push([name, value]);
  }
  // Unlike an assignment, this makes a field named `__proto__` a field like any other.
  return Object.fromEntries(entries);
}

function split(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let to = bytes.indexOf(SEPARATOR); to !== -1; to = bytes.indexOf(SEPARATOR, from)) {
    parts.push(bytes.subarray(from, to));
    from = to + 1;
  }
  parts.push(bytes.subarray(from));
  return parts;
}

function byName([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1;
}

/** CRC-16/IBM-3740. Node's own CRC-32 lives in `node:zlib`, which takes longer to load than all of this package. */
function crc16(bytes: readonly number[]): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}
