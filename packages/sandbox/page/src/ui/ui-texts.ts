import type { Translations } from "../i18n/language.tsx";

const en = {
  copy: "Copy",
  copied: "Copied",
  loading: "Loading…",
  noAnswer: "The sandbox does not answer. Is it still running?",
  password: "The sandbox asks for its password. Reload the page to give it.",
  failed: "The sandbox could not answer:",
  tryAgain: "Try again",
  cancel: "Cancel",
  sortBy: "Sort by",
  ascending: "Ascending",
  descending: "Descending",
};

const ru: typeof en = {
  copy: "Копировать",
  copied: "Скопировано",
  loading: "Загрузка…",
  noAnswer: "Песочница не отвечает. Она ещё запущена?",
  password: "Песочница спрашивает пароль. Обновите страницу, чтобы его ввести.",
  failed: "Песочница не смогла ответить:",
  tryAgain: "Ещё раз",
  cancel: "Отмена",
  sortBy: "Сортировать",
  ascending: "По возрастанию",
  descending: "По убыванию",
};

export const UI_TEXTS: Translations<typeof en> = { en, ru };
