import type { Translations } from "../../../i18n/translations.ts";
import type { Explanation } from "./explanation.ts";

const en = {
  unknownTgtrackKey: {
    short: "Unknown key",
    means: "TGTrack does not know the key in the address. Creating a new key revokes the previous one.",
    fix: "Put the key from @tgTrack_bot into TGTRACK_API_KEY or the tgtrack option. Without a password the key sandbox works here too; add others under Settings.",
  },
  unknownMaxKey: {
    short: "Unknown key",
    means: "TGTrack for MAX does not know the key in the address. Keys of Telegram bots do not work here.",
    fix: "Use the key of the MAX bot in the address. Without a password the key sandbox works here too; add others under Settings.",
  },
  unknownApiToken: {
    short: "Unknown API token",
    means: "HowUsedBot does not know the token in the body.",
    fix: "Set HOWUSEDBOT_API_TOKEN or the option howUsedBot.apiToken. Without a password the token sandbox works here too; add others under Settings.",
  },
  expiredKey: {
    short: "The key has expired",
    means: "Nothing is accepted with this key any more. A plugin keeps everything queued and loses nothing.",
    fix: "Renew the key and put it into TGTRACK_API_KEY or HOWUSEDBOT_API_TOKEN; whatever is queued is sent with the new one.",
  },
  readOnlyKey: {
    short: "The key is read-only",
    means: "The key is valid, but it may not report anything.",
    fix: "Use a key with write access: TGTRACK_API_KEY, or HOWUSEDBOT_API_TOKEN with the API token instead of the view token.",
  },
  integrationLevel: {
    short: "Not available at this integration level",
    means: "TGTrack believes the bot to be connected at a lower level, which does not include this method.",
    fix: "Connect the bot fully with @tgTrack_bot, or lower the tgtrack.integration option. Here the level is set under Settings.",
  },
  forbidden: {
    short: "Not allowed",
    means: "The key is known, but has no permission for this.",
    fix: "Check the key's permissions with the service. A plugin keeps everything queued until it has them.",
  },
} satisfies Record<string, Explanation>;

const ru: Record<keyof typeof en, Explanation> = {
  unknownTgtrackKey: {
    short: "Неизвестный ключ",
    means: "TGTrack не знает ключ из адреса. Новый ключ отменяет прежний.",
    fix: "Возьмите ключ в @tgTrack_bot и задайте TGTRACK_API_KEY или опцию tgtrack. Если пароль не задан, здесь подходит и ключ sandbox; другие добавьте в разделе «Настройки».",
  },
  unknownMaxKey: {
    short: "Неизвестный ключ",
    means: "TGTrack для MAX не знает ключ из адреса. Ключи Telegram-ботов здесь не подходят.",
    fix: "Подставьте в адрес ключ бота в MAX. Если пароль не задан, здесь подходит и ключ sandbox; другие добавьте в разделе «Настройки».",
  },
  unknownApiToken: {
    short: "Неизвестный API-токен",
    means: "HowUsedBot не знает токен из тела запроса.",
    fix: "Задайте HOWUSEDBOT_API_TOKEN или опцию howUsedBot.apiToken. Если пароль не задан, здесь подходит и токен sandbox; другие добавьте в разделе «Настройки».",
  },
  expiredKey: {
    short: "Ключ просрочен",
    means: "С этим ключом больше ничего не принимают. Плагин держит всё в очереди и ничего не теряет.",
    fix: "Продлите ключ и задайте его в TGTRACK_API_KEY или HOWUSEDBOT_API_TOKEN: всё накопленное уйдёт с новым.",
  },
  readOnlyKey: {
    short: "Ключ только для чтения",
    means: "Ключ действует, но передавать с ним ничего нельзя.",
    fix: "Возьмите ключ с правом записи: TGTRACK_API_KEY или HOWUSEDBOT_API_TOKEN (API-токен, а не токен просмотра).",
  },
  integrationLevel: {
    short: "Недоступно на этом уровне интеграции",
    means: "TGTrack считает, что бот подключён на более низком уровне, а там этого метода нет.",
    fix: "Подключите бота полностью в @tgTrack_bot или понизьте опцию tgtrack.integration. Здесь уровень меняется в разделе «Настройки».",
  },
  forbidden: {
    short: "Нет прав",
    means: "Ключ известен, но такого права у него нет.",
    fix: "Проверьте права ключа в сервисе. Пока их нет, плагин держит всё в очереди.",
  },
};

/** Why a key or a token was refused. */
export const KEY_EXPLANATIONS: Translations<Record<keyof typeof en, Explanation>> = { en, ru };
