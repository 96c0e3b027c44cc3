import type { Translations } from "../i18n/language.tsx";

const en = {
  title: "Nothing has arrived yet",
  environment: "Start your bot with this line in its environment:",
  copyLine: "Copy the line",
  afterwards: "Then send /start to the bot. Whatever it reports appears here right away.",
  noKey:
    "You need no account and no key: without a key, a Bot Tracker plugin uses one that works, unless the sandbox has a password.",
};

const ru: typeof en = {
  title: "Пока ничего не пришло",
  environment: "Запустите бота с этой переменной окружения:",
  copyLine: "Скопировать строку",
  afterwards: "Затем отправьте боту /start. Всё, что он сообщит, сразу появится здесь.",
  noKey:
    "Ни аккаунт, ни ключ не нужны: без ключа плагин Bot Tracker использует тот, который подходит, если у песочницы нет пароля.",
};

export const START_HERE_TEXTS: Translations<typeof en> = { en, ru };
