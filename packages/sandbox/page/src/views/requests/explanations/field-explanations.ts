import type { Translations } from "../../../i18n/translations.ts";
import type { Explanation } from "./explanation.ts";

const en = {
  userId: {
    short: "user_id is missing or not an id",
    means: 'TGTrack expects the user\'s id as a string of digits, such as "42".',
    fix: "Send String(ctx.from.id). Whether a number is accepted too is set under Settings.",
  },
  dateInMs: {
    short: "The date is in milliseconds",
    means: "The services expect seconds; in milliseconds the date lies thousands of years ahead.",
    fix: "Send Math.floor(Date.now() / 1000), or pass a Date to the plugin.",
  },
  badDate: {
    short: "The date is not a number of seconds",
    means: "The date has to be an integer: seconds since 1970.",
    fix: "Send Math.floor(Date.now() / 1000), or leave the date out.",
  },
  emptyName: {
    short: "The name of the goal or event is missing",
    means: "Without target or event_type the service does not know what happened.",
    fix: "Give the goal or event a non-empty name.",
  },
  firstName: {
    short: "first_name is missing",
    means: "This method needs the first name of the person who started.",
    fix: "Send ctx.from.first_name. In Telegram it is always there.",
  },
  startValue: {
    short: "start_value is missing",
    means: "The start's payload has to be a string.",
    fix: "Send an empty string if the start had no payload.",
  },
  eventResult: {
    short: "Unknown event_result",
    means: "A step is in_progress, success or failure.",
    fix: "Send one of the three, or omit the field: in_progress is the default.",
  },
  amount: {
    short: "The amount is not a number",
    means: "Revenue is a number above 0, a cost one below 0; there is no currency.",
    fix: "Send a number such as 1500 or 99.5, not a string.",
  },
  labels: {
    short: "Malformed labels",
    means: "Labels are an array of { name, value }, both strings.",
    fix: 'Turn numbers into strings: { name: "plan", value: String(12) }.',
  },
  eventLength: {
    short: "The event's name is too short or too long",
    means: "HowUsedBot accepts names of 3 to 20 characters; its FAQ says 50.",
    fix: "Choose a shorter name. A plugin never truncates one, or two events could become one. The limit is set under Settings.",
  },
  botId: {
    short: "botId is missing or not a number",
    means: "HowUsedBot needs to know which bot it is: the digits before the colon in the bot's token.",
    fix: "Set HOWUSEDBOT_BOT_ID, or pass the bot to the plugin: tracker({ bot }).",
  },
  howUsedBotUserId: {
    short: "userId is missing or not a number",
    means: "HowUsedBot counts people by their Telegram id.",
    fix: "Send ctx.from.id.",
  },
  requestType: {
    short: "Unknown requestType",
    means: "HowUsedBot knows event and getOnline, and the older update.",
    fix: 'Send requestType: "event" with every event.',
  },
  onlineSeconds: {
    short: "Too many seconds",
    means: "getOnline looks back at most 600 seconds.",
    fix: "Ask for 600 or fewer.",
  },
  params: {
    short: "A parameter is neither a string nor a number",
    means: "param_1, param_2 and param_3 are strings.",
    fix: "Turn objects and arrays into a short string first.",
  },
  chatLink: {
    short: "Not a link to a MAX chat",
    means: "The link has to point to a MAX chat, such as https://max.ru/name.",
    fix: "Copy the link from the chat's own settings.",
  },
  invalidField: {
    short: "A field is missing or of the wrong type",
    means: "The body is JSON, but one of its fields is not as documented. The service's response names it.",
    fix: "Correct the field. The same request will be refused again, so a plugin moves it to the dead letters.",
  },
} satisfies Record<string, Explanation>;

const ru: Record<keyof typeof en, Explanation> = {
  userId: {
    short: "user_id нет или это не id",
    means: 'TGTrack ждёт id человека строкой из цифр, например "42".',
    fix: "Отправляйте String(ctx.from.id). Принимать ли число, настраивается в разделе «Настройки».",
  },
  dateInMs: {
    short: "Дата в миллисекундах",
    means: "Сервисы считают время в секундах; в миллисекундах получается дата через тысячи лет.",
    fix: "Отправляйте Math.floor(Date.now() / 1000), а плагину — объект Date.",
  },
  badDate: {
    short: "Дата задана не в секундах",
    means: "Дата — это целое число секунд с 1970 года.",
    fix: "Отправляйте Math.floor(Date.now() / 1000) или не указывайте дату.",
  },
  emptyName: {
    short: "Нет названия цели или события",
    means: "Без target или event_type сервис не поймёт, что произошло.",
    fix: "Дайте цели или событию непустое название.",
  },
  firstName: {
    short: "Нет first_name",
    means: "Этому методу нужно имя того, кто запустил бота.",
    fix: "Отправляйте ctx.from.first_name — в Telegram оно есть всегда.",
  },
  startValue: {
    short: "Нет start_value",
    means: "Параметр старта должен быть строкой.",
    fix: "Если параметра не было, отправьте пустую строку.",
  },
  eventResult: {
    short: "Неизвестный event_result",
    means: "Результат шага — in_progress, success или failure.",
    fix: "Отправьте одно из трёх или уберите поле: по умолчанию in_progress.",
  },
  amount: {
    short: "Сумма — не число",
    means: "Выручка — число больше нуля, затраты — меньше. Валюты у суммы нет.",
    fix: "Отправляйте число, например 1500 или 99.5, а не строку.",
  },
  labels: {
    short: "Метки не того вида",
    means: "Метки — массив объектов { name, value }, где оба поля — строки.",
    fix: 'Превратите числа в строки: { name: "plan", value: String(12) }.',
  },
  eventLength: {
    short: "Недопустимая длина названия события",
    means: "HowUsedBot принимает от 3 до 20 символов; в его FAQ написано 50.",
    fix: "Выберите название покороче. Плагин сам не обрезает, чтобы два события не слились в одно. Предел задаётся в разделе «Настройки».",
  },
  botId: {
    short: "botId нет или это не число",
    means: "HowUsedBot должен знать, какой это бот: botId — цифры до двоеточия в токене бота.",
    fix: "Задайте HOWUSEDBOT_BOT_ID или передайте плагину бота: tracker({ bot }).",
  },
  howUsedBotUserId: {
    short: "userId нет или это не число",
    means: "HowUsedBot считает людей по их id в Telegram.",
    fix: "Отправляйте ctx.from.id.",
  },
  requestType: {
    short: "Неизвестный requestType",
    means: "У HowUsedBot есть event и getOnline, а ещё устаревший update.",
    fix: 'С каждым событием отправляйте requestType: "event".',
  },
  onlineSeconds: {
    short: "Слишком много секунд",
    means: "getOnline смотрит назад не дальше 600 секунд.",
    fix: "Запрашивайте не больше 600 секунд.",
  },
  params: {
    short: "Параметр — не строка и не число",
    means: "param_1, param_2 и param_3 — строки.",
    fix: "Сначала превратите объект или массив в короткую строку.",
  },
  chatLink: {
    short: "Не ссылка на чат MAX",
    means: "Ссылка должна вести в чат MAX, например https://max.ru/name.",
    fix: "Скопируйте ссылку из настроек самого чата.",
  },
  invalidField: {
    short: "Поля нет или оно не того типа",
    means: "Тело — JSON, но одно из полей не такое, как в документации. Какое именно, сказано в ответе сервиса.",
    fix: "Исправьте поле. Повтор не поможет, поэтому плагин переносит запрос в недоставленные.",
  },
};

/** Which field of a body is wrong. */
export const FIELD_EXPLANATIONS: Translations<Record<keyof typeof en, Explanation>> = { en, ru };
