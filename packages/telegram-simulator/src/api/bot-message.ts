import { type ApiParams, textParam } from "./params.ts";
import type { BotProfile, TelegramChat } from "./profiles.ts";

/** A message the bot sent, as Telegram gives it back (Bot API: Message). */
export interface BotMessage {
  message_id: number;
  from: BotProfile | Pick<BotProfile, "id" | "is_bot" | "first_name" | "username">;
  chat: TelegramChat;
  date: number;
  [field: string]: unknown;
}

/**
 * What a message made by this call carries beside its frame; `sendVoice` carries a voice, and so on. Files are
 * placeholders: they have ids and sizes as Telegram gives them, and no content.
 */
export function messageContent(method: string, params: ApiParams, messageId: number): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  for (const field of ["text", "entities", "caption", "caption_entities"]) {
    if (params[field] !== undefined) content[field] = params[field];
  }
  if (/^html$/i.test(String(params.parse_mode))) {
    for (const field of ["text", "caption"]) if (field in content) content[field] = withoutTags(String(content[field]));
  }
  const markup = params.reply_markup;
  // Telegram repeats the buttons under a message and never a keyboard.
  if (isRecord(markup) && "inline_keyboard" in markup) content.reply_markup = markup;
  return { ...content, ...attachment(method.toLowerCase().replace(/^send/, ""), params, messageId) };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function attachment(kind: string, params: ApiParams, messageId: number): Record<string, unknown> {
  const file = (size: number, suffix = "") => ({ ...fileIds(params[kind], messageId, suffix), file_size: size });
  switch (kind) {
    case "photo":
      // A sent file_id gives the same photo again; each size of it has an id of its own.
      return {
        photo: [
          { ...file(1_200, "s"), width: 90, height: 68 },
          { ...file(14_000, "m"), width: 320, height: 240 },
          { ...file(58_000), width: 800, height: 600 },
        ],
      };
    case "document":
      return { document: { ...file(1_024), file_name: nameOf(params.document) ?? "document" } };
    case "audio":
    case "voice":
      return { [kind]: { ...file(1_024), duration: 1 } };
    case "video":
    case "animation":
      return { [kind]: { ...file(1_024), width: 320, height: 240, duration: 1 } };
    case "videonote":
      return { video_note: { ...file(1_024), length: 240, duration: 1 } };
    case "sticker":
      return {
        sticker: { ...file(1_024), type: "regular", width: 512, height: 512, is_animated: false, is_video: false },
      };
    case "location":
      return { location: { latitude: Number(params.latitude), longitude: Number(params.longitude) } };
    case "venue": {
      const location = { latitude: Number(params.latitude), longitude: Number(params.longitude) };
      return { venue: { location, title: params.title, address: params.address } };
    }
    case "contact":
      return { contact: { phone_number: params.phone_number, first_name: params.first_name } };
    case "dice":
      return { dice: { emoji: params.emoji ?? "🎲", value: 4 } };
    case "poll":
      return { poll: pollFrom(params, messageId) };
    case "invoice":
      return { invoice: invoiceFrom(params) };
    default:
      return {};
  }
}

/** Of the file that was sent by its id, else of a new one. They only look like Telegram's, and are as unique. */
function fileIds(given: unknown, messageId: number, suffix: string): { file_id: string; file_unique_id: string } {
  const isId = typeof given === "string" && /^[\w-]{1,200}$/.test(given);
  const id = isId ? given : `SIMULATED-${messageId}`;
  return { file_id: `${id}${suffix && `-${suffix}`}`, file_unique_id: `u${id.slice(-16)}${suffix}` };
}

function nameOf(given: unknown): string | undefined {
  return isRecord(given) && typeof given.file === "string" ? given.file : undefined;
}

function pollFrom({ question, options }: ApiParams, messageId: number): Record<string, unknown> {
  const texts: unknown[] = Array.isArray(options) ? options.slice(0, 12) : [];
  return {
    id: String(messageId),
    question,
    options: texts.map((option) => ({ text: isRecord(option) ? option.text : option, voter_count: 0 })),
    total_voter_count: 0,
    is_closed: false,
    is_anonymous: true,
    type: "regular",
    allows_multiple_answers: false,
  };
}

function invoiceFrom(params: ApiParams): Record<string, unknown> {
  const { title, description, currency, prices } = params;
  const amounts = Array.isArray(prices)
    ? prices.map((price: { amount?: unknown } | null) => Number(price?.amount))
    : [];
  const total_amount = amounts.reduce((sum, amount) => sum + amount, 0);
  return { title, description, start_parameter: textParam(params, "start_parameter") ?? "", currency, total_amount };
}

const ENTITIES: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&" };

/** Telegram gives the text back without its markup. Which part was bold and so on is not told here. */
function withoutTags(html: string): string {
  return html
    .replace(/<\/?[a-z][^<>]*>/gi, "")
    .replace(/&(?:lt|gt|quot|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}
