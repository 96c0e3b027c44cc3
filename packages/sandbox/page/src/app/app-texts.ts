import type { Translations } from "../i18n/language.tsx";

const en = {
  subtitle: "sandbox",
  views: "Views",
  skip: "Skip to the content",
  bot: "Bot",
  allBots: "All keys",
  language: "Language",
  toDark: "Dark colours",
  toLight: "Light colours",
  live: "Live",
  notLive: "Not connected",
  nothingHere: "There is no such page",
  toRequests: "Go to the requests",
};

const ru: typeof en = {
  subtitle: "песочница",
  views: "Разделы",
  skip: "К содержанию",
  bot: "Бот",
  allBots: "Все ключи",
  language: "Язык",
  toDark: "Тёмные цвета",
  toLight: "Светлые цвета",
  live: "На связи",
  notLive: "Нет связи",
  nothingHere: "Такой страницы нет",
  toRequests: "К запросам",
};

export const APP_TEXTS: Translations<typeof en> = { en, ru };
