import type { Translations } from "../i18n/language.tsx";

const en = {
  subtitle: "sandbox",
  views: "Views",
  skip: "Skip to the content",
  bot: "Bot",
  allBots: "All bots",
  language: "Language",
  toDark: "Dark theme",
  toLight: "Light theme",
  live: "Live",
  notLive: "Not connected",
  more: "More",
  faultsOn: "on",
  address: "Address for the bot",
  copyAddress: "Copy the environment variable for this sandbox",
  kept: (count: string) => `${count} requests kept`,
  inMemory: "in memory",
  inFile: "in a file",
  nothingHere: "There is no such page",
  toRequests: "Go to the requests",
};

const ru: typeof en = {
  subtitle: "песочница",
  views: "Разделы",
  skip: "Перейти к содержанию",
  bot: "Бот",
  allBots: "Все боты",
  language: "Язык",
  toDark: "Тёмная тема",
  toLight: "Светлая тема",
  live: "На связи",
  notLive: "Нет связи",
  more: "Ещё",
  faultsOn: "включено",
  address: "Для бота",
  copyAddress: "Скопировать переменную окружения с адресом песочницы",
  kept: (count: string) => `Запросов: ${count}`,
  inMemory: "(в памяти)",
  inFile: "(в файле)",
  nothingHere: "Такой страницы нет",
  toRequests: "К запросам",
};

export const APP_TEXTS: Translations<typeof en> = { en, ru };
