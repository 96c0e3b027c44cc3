import type { Translations } from "../../../i18n/translations.ts";
import type { Explanation } from "./explanation.ts";

const en = {
  reset: {
    short: "The connection was reset",
    means: "The bot got no response and cannot know whether the request was recorded.",
    fix: "Nothing to fix: a plugin resends it and counts it as ambiguous. For goals and sales, tgtrack.lostGoalAnswer decides.",
  },
  hang: {
    short: "No response ever came",
    means: "The bot waited until its timeout and cannot know whether the request was recorded.",
    fix: "Nothing to fix: a plugin gives up after tgtrack.timeoutMs (10 s) and resends it. The bot itself never waits for it.",
  },
  cut: {
    short: "The response was cut off",
    means: "The service did its work, but the end of its response was lost.",
    fix: "Nothing to fix: a plugin resends it, and the service may see it twice.",
  },
  noAnswer: {
    short: "No response",
    means: "The connection closed before the response arrived.",
    fix: "Nothing to fix: a plugin resends it.",
  },
  notJsonAnswer: {
    short: "The response was HTML",
    means:
      "Something in between responded instead of the service, with a page instead of JSON. That is not a success, even with HTTP 200.",
    fix: "Nothing to fix: a plugin resends it.",
  },
  errorWith200: {
    short: "An error with HTTP 200",
    means: "The HTTP status says success, the body says error. The body is what counts.",
    fix: "Read the body before the status. The plugins do.",
  },
  late: {
    short: "Deliberate delay",
    means: "A fault is slowing this service down.",
    fix: "Switch it off under Faults when you have seen enough.",
  },
  fault: {
    short: "A deliberate fault",
    means: "This response comes from a fault that is, or was, switched on here. The request itself is not to blame.",
    fix: "Switch it off under Faults when you have seen enough.",
  },
} satisfies Record<string, Explanation>;

const ru: Record<keyof typeof en, Explanation> = {
  reset: {
    short: "Соединение сброшено",
    means: "Бот не получил ответа и не знает, записан ли запрос.",
    fix: "Исправлять нечего: плагин отправит снова и посчитает запрос в ambiguous. Для целей и продаж решает tgtrack.lostGoalAnswer.",
  },
  hang: {
    short: "Ответ так и не пришёл",
    means: "Бот ждал до тайм-аута и не знает, записан ли запрос.",
    fix: "Исправлять нечего: плагин прекращает ждать через tgtrack.timeoutMs (10 с) и отправляет снова. Сам бот этого не ждёт.",
  },
  cut: {
    short: "Ответ оборвался",
    means: "Сервис всё обработал, но конец ответа потерялся.",
    fix: "Исправлять нечего: плагин отправит снова, и сервис может увидеть запрос дважды.",
  },
  noAnswer: {
    short: "Нет ответа",
    means: "Соединение закрылось раньше, чем пришёл ответ.",
    fix: "Исправлять нечего: плагин отправит снова.",
  },
  notJsonAnswer: {
    short: "Вместо ответа пришёл HTML",
    means: "Вместо сервиса ответил кто-то по пути — страницей, а не JSON. Это не успех, даже с HTTP 200.",
    fix: "Исправлять нечего: плагин отправит снова.",
  },
  errorWith200: {
    short: "Ошибка с HTTP 200",
    means: "Статус HTTP говорит об успехе, тело — об ошибке. Верить нужно телу.",
    fix: "Сначала читайте тело, потом статус. Плагины так и делают.",
  },
  late: {
    short: "Намеренная задержка",
    means: "Сервис замедлен включённым сбоем.",
    fix: "Выключите его в «Сбоях», когда он больше не нужен.",
  },
  fault: {
    short: "Намеренный сбой",
    means: "Этот ответ создал сбой, включённый здесь. Сам запрос не виноват.",
    fix: "Выключите его в «Сбоях», когда он больше не нужен.",
  },
};

/** What happened to a response. */
export const RESPONSE_EXPLANATIONS: Translations<Record<keyof typeof en, Explanation>> = { en, ru };
