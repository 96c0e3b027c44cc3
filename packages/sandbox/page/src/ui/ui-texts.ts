import type { Translations } from "../i18n/language.tsx";

const en = {
  copy: "Copy",
  copied: "Copied",
  loading: "Loading…",
  noAnswer: "The sandbox does not answer. Is it still running?",
  password: "The sandbox needs its password. Reload the page to enter it.",
  failed: "The sandbox could not answer:",
  tryAgain: "Try again",
  cancel: "Cancel",
  sortBy: "Sort by",
  ascending: "Ascending",
  descending: "Descending",
  subRows: "What it is made up of",
  madeUp: "Made up",
  madeUpNote: (from: string, to: string) =>
    `What happened from ${from} to ${to} is made up, so that there is something to see. So are the costs that are marked so. Whatever else came since is what the bots reported.`,
  mixedMoney: (currencies: string) =>
    `The amounts are in several currencies (${currencies}) and are added up as they are: sums of money and ROMI are not to be relied on. If each bot has one, choose a bot.`,
};

const ru: typeof en = {
  copy: "Скопировать",
  copied: "Скопировано",
  loading: "Загрузка…",
  noAnswer: "Песочница не отвечает. Она ещё запущена?",
  password: "Песочница запрашивает пароль. Обновите страницу, чтобы ввести его.",
  failed: "Песочница не смогла ответить:",
  tryAgain: "Повторить",
  cancel: "Отмена",
  sortBy: "Сортировка",
  ascending: "По возрастанию",
  descending: "По убыванию",
  subRows: "Из чего складывается",
  madeUp: "Выдумано",
  madeUpNote: (from, to) =>
    `Всё, что было с ${from} по ${to}, выдумано, чтобы было на что посмотреть, как и расходы с такой пометкой. Всё остальное, что пришло позже, сообщили сами боты.`,
  mixedMoney: (currencies) =>
    `Суммы — в разных валютах (${currencies}) и складываются без пересчёта: на итоги в деньгах и ROMI полагаться нельзя. Если у каждого бота валюта своя, выберите одного бота.`,
};

export const UI_TEXTS: Translations<typeof en> = { en, ru };
