export type Language = "en" | "ru";

/** Everything the page says. */
export interface Texts {
  title: string;
  /** Whose requests these are, by the messenger's name. */
  ofBots: (messenger: string) => string;
  intro: string;
  chooseKey: string;
  typeKey: string;
  show: string;
  noKey: string;
  time: string;
  service: string;
  method: string;
  user: string;
  status: string;
  error: string;
  body: string;
  statusHint: string;
  emptyTitle: string;
  emptyHint: string;
  nothingForKey: string;
  fault: string;
  noAnswer: string;
}

const en: Texts = {
  title: "Bot Tracker sandbox",
  ofBots: (messenger) => `${messenger} bots`,
  intro: "The last 100 requests of a key, newest first. Times are UTC.",
  chooseKey: "Key",
  typeKey: "or enter a whole key",
  show: "Show",
  noKey: "(no key)",
  time: "Time",
  service: "Service",
  method: "Method",
  user: "User",
  status: "Status",
  error: "Error or warning",
  body: "Body",
  statusHint: "Status 0 means that the request was accepted; any other number is an error code.",
  emptyTitle: "Nothing has arrived yet",
  emptyHint: "Start your bot with this line in its environment, then send /start to it:",
  nothingForKey: "Nothing has arrived with this key.",
  fault: "Fault",
  noAnswer: "no answer",
};

const ru: Texts = {
  title: "Песочница Bot Tracker",
  ofBots: (messenger) => `Боты в ${messenger}`,
  intro: "Последние 100 запросов ключа, новые сверху. Время по UTC.",
  chooseKey: "Ключ",
  typeKey: "или введите ключ целиком",
  show: "Показать",
  noKey: "(без ключа)",
  time: "Время",
  service: "Сервис",
  method: "Метод",
  user: "Человек",
  status: "Статус",
  error: "Ошибка или замечание",
  body: "Тело",
  statusHint: "Статус 0 — запрос принят; любое другое число — код ошибки.",
  emptyTitle: "Пока ничего не пришло",
  emptyHint: "Запустите бота с этой переменной окружения и отправьте ему /start:",
  nothingForKey: "С этим ключом ничего не приходило.",
  fault: "Сбой",
  noAnswer: "без ответа",
};

export const TEXTS: Readonly<Record<Language, Texts>> = { en, ru };
