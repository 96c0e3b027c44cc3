/** How much of its Telegram the sandbox keeps for the chat. The README's table says the same. */
export const MOST_CHAT = {
  people: 1_000,
  bots: 100,
  /** Of one conversation; the oldest go. */
  messages: 200,
  updates: 100,
  /** Of a message's text; Telegram's own limit. */
  textChars: 4_096,
  /** Of names, titles, phone numbers, and of what a button says. */
  nameChars: 256,
  /** Of a button's `callback_data` (Telegram allows 64 bytes) and of its address. */
  dataChars: 64,
  urlChars: 1_024,
  /** Under one message. Telegram takes 100. */
  buttons: 100,
  /** Of an update as the page shows it. */
  updateChars: 16_384,
  /** All conversations together, in bytes: 32 MiB. The one longest without a word goes first. */
  bytes: 33_554_432,
} as const;
