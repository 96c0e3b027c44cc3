import type { Translations } from "../../i18n/language.tsx";
import { russianPlural } from "../../i18n/russian-plural.ts";

const en = {
  outcomes: { ok: "Accepted", warned: "Warning", refused: "Refused", unanswered: "No response" },
  time: "Time",
  service: "Service",
  method: "Method",
  user: "User",
  outcome: "Outcome",
  says: "Content",
  caption: "Requests that arrived, newest first",
  details: (method: string, time: string) => `${method}, ${time}: details`,
  noMethod: "no method",

  activity: (count: number, written: string) =>
    `${written} ${count === 1 ? "request" : "requests"} about mere use of the bot`,
  since: (time: string) => `since ${time}`,
  activityRest: (count: string) => `The newest ${count} are shown; a filter by method shows them all.`,

  filters: "Filters",
  search: "Search",
  searchHint: "Method, user, error…",
  userId: "User id",
  allServices: "All services",
  allMethods: "All methods",
  allOutcomes: "All outcomes",
  clear: "Clear the filters",
  nothingFits: "Nothing matches these filters",
  nothingFitsHint: "Matching requests will appear here as they arrive.",
  unseen: (count: number, atLeast: boolean) =>
    `${count}${atLeast ? " or more" : ""} new ${count === 1 ? "request" : "requests"}`,
  unseenCame: "New requests have arrived.",
  showOlder: "Show more",
  showingOlder: "Loading…",

  howToFix: "How to fix it:",
  ownWords: "The service says:",
  body: "Body",
  bodyForm: "Body (a form)",
  bodyEmpty: "The request had no body.",
  bodyCut: "Only the first 64 KiB are shown.",
  copyBody: "Copy the body",
  headers: "Headers",
  answer: "Response",
  noAnswer: "None: the connection closed first.",
  key: "Key",
  noKey: "none",
  arrived: "Arrived",
  fault: "Fault",
  toFaults: "Go to the faults",
  number: "Number",
  allOfUser: "All requests of this user",
  toPerson: "Everything about this person",
  gone: "This request is no longer kept.",

  limits: "Limits",
  limitsHint: "How much of its limits each key has used",
  per: { second: "this second", hour: "this hour", day: "today" },
  perMs: (seconds: string) => `in ${seconds} s`,
  perSliding: { second: "last second", hour: "last hour", day: "last 24 hours" },
  used: (used: string, limit: string) => `${used} of ${limit}`,
  startsAnew: (when: string) => `resets ${when}`,
  frees: (when: string) => `frees up ${when}`,
  nearlyFull: "nearly full",
  full: "Full: further requests are refused",

  doubled: (count: number, written: string) =>
    `${written} ${count === 1 ? "start" : "starts"} reported twice in 24 hours`,
  doubledMeans:
    "Each would count as two in the ad system. Usual causes: an old call that was left behind when the bot moved to the tracker (which names it in the log), a raw update plus a start method, two trackers in one bot, or a webhook that Telegram repeats.",
  doubledShow: "Why, and which ones",
  doubledRest: (count: string) => `The newest ${count} are shown.`,

  legend: "What the services are",
  legendOf: {
    tgtrack: "tells the ad systems which ad brought whom: starts, stops, goals and sales of a Telegram bot",
    "tgtrack-max": "the same for bots in the MAX messenger, with its own keys",
    howusedbot: "charts usage: how many people use the bot, and how often",
  },
};

const ru: typeof en = {
  outcomes: { ok: "Принят", warned: "Замечание", refused: "Отказ", unanswered: "Без ответа" },
  time: "Время",
  service: "Сервис",
  method: "Метод",
  user: "Человек",
  outcome: "Итог",
  says: "Содержание",
  caption: "Пришедшие запросы, новые сверху",
  details: (method, time) => `${method}, ${time}: подробности`,
  noMethod: "без метода",

  activity: (count, written) =>
    `${written} ${russianPlural(count, "запрос", "запроса", "запросов")} о том, что ботом просто пользуются`,
  since: (time) => `с ${time}`,
  activityRest: (count) => `Показаны последние ${count}; все видны с фильтром по методу.`,

  filters: "Фильтры",
  search: "Поиск",
  searchHint: "Метод, id, ошибка…",
  userId: "Id человека",
  allServices: "Все сервисы",
  allMethods: "Все методы",
  allOutcomes: "Любой итог",
  clear: "Сбросить фильтры",
  nothingFits: "Под эти фильтры ничего не подходит",
  nothingFitsHint: "Подходящие запросы появятся здесь, как только придут.",
  unseen: (count, atLeast) =>
    `${count}${atLeast ? " или больше" : ""} ${russianPlural(count, "новый запрос", "новых запроса", "новых запросов")}`,
  unseenCame: "Пришли новые запросы.",
  showOlder: "Показать ещё",
  showingOlder: "Загрузка…",

  howToFix: "Что сделать:",
  ownWords: "Ответ сервиса:",
  body: "Тело",
  bodyForm: "Тело (форма)",
  bodyEmpty: "Тела у запроса не было.",
  bodyCut: "Показаны только первые 64 КиБ.",
  copyBody: "Скопировать тело",
  headers: "Заголовки",
  answer: "Ответ",
  noAnswer: "Нет: соединение закрылось раньше.",
  key: "Ключ",
  noKey: "без ключа",
  arrived: "Пришёл",
  fault: "Сбой",
  toFaults: "К сбоям",
  number: "Номер",
  allOfUser: "Все запросы этого человека",
  toPerson: "Всё об этом человеке",
  gone: "Этот запрос уже не хранится.",

  limits: "Лимиты",
  limitsHint: "Сколько из своих лимитов потратил каждый ключ",
  per: { second: "эта секунда", hour: "этот час", day: "сегодня" },
  perMs: (seconds) => `за ${seconds} с`,
  perSliding: { second: "за секунду", hour: "за час", day: "за 24 часа" },
  used: (used, limit) => `${used} из ${limit}`,
  startsAnew: (when) => `обнулится ${when}`,
  frees: (when) => `освободится ${when}`,
  nearlyFull: "почти исчерпан",
  full: "Исчерпан, дальше отказ",

  doubled: (count, written) =>
    `${russianPlural(count, "Задвоился", "Задвоились", "Задвоилось")} ${written} ${russianPlural(count, "старт", "старта", "стартов")} за 24 часа`,
  doubledMeans:
    "Рекламная система посчитала бы каждый за два. Обычные причины: старый вызов, забытый при переходе на трекер (трекер называет его в логе), апдейт целиком вместе с методом старта, два трекера в одном боте или вебхук, который Telegram повторяет.",
  doubledShow: "Почему и какие",
  doubledRest: (count) => `Показаны последние ${count}.`,

  legend: "Что это за сервисы",
  legendOf: {
    tgtrack:
      "сообщает рекламным системам, кого какая реклама привела: старты, блокировки, цели и продажи бота в Telegram",
    "tgtrack-max": "то же для ботов в мессенджере MAX, ключи у него свои",
    howusedbot: "показывает посещаемость: сколько людей пользуется ботом и как часто",
  },
};

export const REQUESTS_TEXTS: Translations<typeof en> = { en, ru };
