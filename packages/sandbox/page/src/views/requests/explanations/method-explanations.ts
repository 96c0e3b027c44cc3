import type { Translations } from "../../../i18n/translations.ts";
import type { Explanation } from "./explanation.ts";

const en = {
  shortMethodName: {
    short: "The method's name begins with my_",
    means: "TGTrack's documentation sometimes omits the first part of the name; the address needs it.",
    fix: "Call my_bot_was_started and my_bot_was_stopped.",
  },
  methodElsewhere: {
    short: "Not a method of this messenger",
    means:
      "TGTrack has one address for Telegram and one for MAX. This method belongs to the other one, or is switched off here.",
    fix: "Check the address: TGTRACK_URL is for Telegram bots. Methods switched off are listed under Settings.",
  },
  startMethodName: {
    short: "The start method has another name",
    means:
      "TGTrack's documentation gives this method three names, and not all of them may exist. A plugin tries the other name by itself.",
    fix: "Set the tgtrack.startMethod option to the name that works. Methods switched off are listed under Settings.",
  },
  unknownMethod: {
    short: "No such method",
    means: "The last part of the address is not a TGTrack method.",
    fix: "Check the name for a typo. The address is <TGTRACK_URL>/<key>/<method>.",
  },
  notPost: {
    short: "Only POST works",
    means: "The request used another HTTP method. In TGTrack's list, 405 also stands for something that was not found.",
    fix: "Send it with POST and a JSON body.",
  },
  unknownPerson: {
    short: "Unknown person",
    means: "No start and no stop of this person has been reported with this key.",
    fix: "Report the start first, and ask with the key it was reported with.",
  },
  noTransition: {
    short: "No visit through a link in 7 days",
    means: "TGTrack only tells about visits through a tracking link in the last 7 days.",
    fix: "Nothing to fix: treat it as an answer. get_user_info looks further back.",
  },
  chatNotFound: {
    short: "Chat not found",
    means: "The key's chat no longer exists.",
    fix: "Connect the chat to the service again.",
  },
  notFound: {
    short: "Not found",
    means: "In TGTrack's list, 405 means that whatever the request asks for is not there.",
    fix: "Check the ids in the body. The same request will be refused again.",
  },
  conflict: {
    short: "Already recorded",
    means: "The service already has this one and has not counted it twice.",
    fix: "Nothing to fix: a plugin treats it as delivered. If it happens often, look for what reports the same thing twice.",
  },
} satisfies Record<string, Explanation>;

const ru: Record<keyof typeof en, Explanation> = {
  shortMethodName: {
    short: "Имя метода начинается с my_",
    means: "В тексте документации начало имени пропущено, а в адресе оно обязательно.",
    fix: "Вызывайте my_bot_was_started и my_bot_was_stopped.",
  },
  methodElsewhere: {
    short: "Метод другого мессенджера",
    means: "У TGTrack один адрес для Telegram и другой для MAX. Этот метод есть только на другом или отключён здесь.",
    fix: "Проверьте адрес: TGTRACK_URL — для ботов в Telegram. Отключённые методы перечислены в разделе «Настройки».",
  },
  startMethodName: {
    short: "Метод старта называется иначе",
    means: "В документации TGTrack у этого метода три имени, и работать могут не все. Плагин сам попробует другое.",
    fix: "Задайте рабочее имя в опции tgtrack.startMethod. Отключённые методы перечислены в разделе «Настройки».",
  },
  unknownMethod: {
    short: "Такого метода нет",
    means: "Последняя часть адреса — не метод TGTrack.",
    fix: "Проверьте, нет ли опечатки. Адрес имеет вид <TGTRACK_URL>/<ключ>/<метод>.",
  },
  notPost: {
    short: "Нужен POST",
    means: "Запрос пришёл с другим HTTP-методом. В списке TGTrack код 405 означает ещё и «не найдено».",
    fix: "Отправляйте POST с JSON в теле.",
  },
  unknownPerson: {
    short: "Человек неизвестен",
    means: "С этим ключом о его старте или блокировке не сообщали.",
    fix: "Сначала сообщите о старте и спрашивайте с тем же ключом.",
  },
  noTransition: {
    short: "За 7 дней переходов нет",
    means: "TGTrack помнит переходы по ссылкам только за последние 7 дней.",
    fix: "Исправлять нечего: это и есть ответ. get_user_info смотрит дальше в прошлое.",
  },
  chatNotFound: {
    short: "Чат не найден",
    means: "Чата, к которому привязан ключ, больше нет.",
    fix: "Подключите чат к сервису заново.",
  },
  notFound: {
    short: "Не найдено",
    means: "В списке TGTrack код 405 означает, что запрошенного нет.",
    fix: "Проверьте id в теле. Повтор того же запроса не поможет.",
  },
  conflict: {
    short: "Уже записано",
    means: "У сервиса это уже есть, и второй раз он не посчитал.",
    fix: "Исправлять нечего: плагин считает это доставленным. Если это бывает часто, ищите, что сообщает одно и то же дважды.",
  },
};

/** Why a method was refused, or what it did not find. */
export const METHOD_EXPLANATIONS: Translations<Record<keyof typeof en, Explanation>> = { en, ru };
