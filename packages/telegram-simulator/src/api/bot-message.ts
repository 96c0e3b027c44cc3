import type { ApiParams } from "./params.ts";
import type { BotProfile, TelegramChat } from "./profiles.ts";

/** A message the bot sent, as Telegram gives it back (Bot API: Message). */
export interface BotMessage {
  message_id: number;
  from: BotProfile | Pick<BotProfile, "id" | "is_bot" | "first_name" | "username">;
  chat: TelegramChat;
  date: number;
  [field: string]: unknown;
}

/** What a message made by this call carries beside its frame; `sendVoice` carries a voice, and so on. */
export function messageContent(method: string, params: ApiParams): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  for (const field of ["text", "entities", "caption", "caption_entities"]) {
    if (params[field] !== undefined) content[field] = params[field];
  }
  const markup = params.reply_markup;
  // Telegram repeats the buttons under a message and never a keyboard.
  if (typeof markup === "object" && markup !== null && "inline_keyboard" in markup) content.reply_markup = markup;
  return { ...content, ...attachment(method, params) };
}

function attachment(method: string, params: ApiParams): Record<string, unknown> {
  const file = { file_id: "AgACAgIAAxkBAAIB", file_unique_id: "AQADAgAT", file_size: 1024 };
  switch (method.toLowerCase().replace(/^send/, "")) {
    case "photo":
      return { photo: [{ ...file, width: 320, height: 240 }] };
    case "document":
      return { document: { ...file, file_name: "document" } };
    case "audio":
    case "voice":
      return { [method.slice("send".length).toLowerCase()]: { ...file, duration: 1 } };
    case "video":
    case "animation":
      return { [method.slice("send".length).toLowerCase()]: { ...file, width: 320, height: 240, duration: 1 } };
    case "videonote":
      return { video_note: { ...file, length: 240, duration: 1 } };
    case "sticker":
      return { sticker: { ...file, type: "regular", width: 512, height: 512, is_animated: false, is_video: false } };
    case "location":
      return { location: { latitude: Number(params.latitude), longitude: Number(params.longitude) } };
    case "contact":
      return { contact: { phone_number: params.phone_number, first_name: params.first_name } };
    case "dice":
      return { dice: { emoji: params.emoji ?? "🎲", value: 4 } };
    case "invoice":
      return { invoice: invoiceFrom(params) };
    default:
      return {};
  }
}

function invoiceFrom({ title, description, start_parameter, currency, prices }: ApiParams): Record<string, unknown> {
  const amounts = Array.isArray(prices) ? prices.map((price: { amount?: unknown }) => Number(price.amount)) : [];
  const total_amount = amounts.reduce((sum, amount) => sum + amount, 0);
  return { title, description, start_parameter: start_parameter ?? "", currency, total_amount };
}
