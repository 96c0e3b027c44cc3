import type { Translations } from "../i18n/language.tsx";

const en = {
  title: "Nothing has arrived yet",
  environment: "Start your bot with this line in its environment:",
  copyLine: "Copy the line",
  afterwards: "Then send the bot /start. What it reports appears here by itself.",
  noKey: "No account and no key is needed: without a key, a Bot Tracker plugin uses the key sandbox.",
};

const ru: typeof en = {
  title: "Пока ничего не пришло",
  environment: "Запустите бота с этой строкой в окружении:",
  copyLine: "Скопировать строку",
  afterwards: "Затем отправьте боту /start. Всё, что он сообщит, появится здесь само.",
  noKey: "Ни аккаунт, ни ключ не нужны: без ключа плагин Bot Tracker берёт ключ sandbox.",
};

export const START_HERE_TEXTS: Translations<typeof en> = { en, ru };
