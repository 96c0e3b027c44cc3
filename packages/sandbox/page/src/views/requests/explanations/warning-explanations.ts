import type { Translations } from "../../../i18n/translations.ts";
import type { Explanation } from "./explanation.ts";

const en = {
  doubledStart: {
    short: "One start, reported by two methods",
    means: "Two methods reported a start of the same person within a minute. The ad system would count two.",
    fix: "Report a start once: the raw update or a start method, not both. Look for a second plugin, or a second bot.use(tracker()).",
  },
  doubledUpdate: {
    short: "The same update again",
    means:
      "This update was already accepted. Telegram repeats it when the webhook responds too slowly or with an error.",
    fix: "A plugin drops repeats. Otherwise respond to the webhook at once, and check whether two bots share one token.",
  },
  doubledStop: {
    short: "The same stop again",
    means: "This stop was already accepted.",
    fix: "A plugin reports a stop once. Look for a broadcast that reports blocked people again every day.",
  },
  doubledEvent: {
    short: "The same event again",
    means: "An event with exactly this body was already accepted.",
    fix: 'Give the event a key, so that it counts once: trackEvent("sale", { key: orderId }).',
  },
  numericUserId: {
    short: "user_id is a number",
    means: "The documentation asks for a string. TGTrack may refuse numbers.",
    fix: "Send String(ctx.from.id). The plugins do.",
  },
  neitherStartNorStop: {
    short: "Neither a start nor a block",
    means: "TGTrack wants only starts and blocks. Everything else uses up the limit of 5,000 a day for nothing.",
    fix: "Drop the tgtrack.forward option, or narrow its filter.",
  },
  goalWithoutStart: {
    short: "A goal without a start",
    means: "No start of this person is known with this key, so there is no ad to credit with the goal.",
    fix: "Normal for people from before tracking was added. Otherwise check that the start was reported with the same key.",
  },
  goalTooLate: {
    short: "A goal after 21 days",
    means: "The start was more than 21 days ago, and TGTrack no longer passes the goal on.",
    fix: "Nothing to fix: the window is that long. The event itself is counted.",
  },
  strangePayload: {
    short: "A character no start link can have",
    means:
      "A start link may contain Latin letters, digits, _ and -. A Cyrillic letter that looks Latin is easy to miss.",
    fix: "Create the link again under Links, and copy it instead of typing it.",
  },
  longPayload: {
    short: "The payload is too long",
    means: "A start link holds at most 64 characters, one to a bot in MAX at most 128.",
    fix: "Use a shorter code. encodeStartPayload says when something does not fit.",
  },
  oldStop: {
    short: "The stop came after the next start",
    means: "The person has come back since, so this stop changes nothing.",
    fix: "Nothing to fix.",
  },
  registerTime: {
    short: "registerTime has no effect",
    means: "HowUsedBot's own sample uses the wrong name; the field is userRegisterTime.",
    fix: "Rename the field.",
  },
  deprecatedUpdate: {
    short: "requestType update is deprecated",
    means: "update is also what HowUsedBot assumes if requestType is missing.",
    fix: 'Send requestType: "event" with every event.',
  },
  otherWarning: {
    short: "Accepted with a warning",
    means: "The service accepted the request, but something about it is doubtful. Its response says what.",
    fix: "Check whether this is what the bot meant.",
  },
} satisfies Record<string, Explanation>;

const ru: Record<keyof typeof en, Explanation> = {
  doubledStart: {
    short: "Один старт двумя методами",
    means: "О старте этого человека в течение минуты сообщили два метода. Рекламная система посчитала бы два старта.",
    fix: "Сообщайте о старте один раз: либо апдейтом целиком, либо методом старта. Ищите второй плагин или второй bot.use(tracker()).",
  },
  doubledUpdate: {
    short: "Тот же апдейт ещё раз",
    means: "Этот апдейт уже принят. Telegram повторяет его, если вебхук отвечает медленно или с ошибкой.",
    fix: "Плагин повторы отбрасывает. Без него отвечайте на вебхук сразу и проверьте, не работают ли два бота с одним токеном.",
  },
  doubledStop: {
    short: "Та же блокировка ещё раз",
    means: "Эта блокировка уже принята.",
    fix: "Плагин сообщает о блокировке один раз. Ищите рассылку, которая каждый день заново сообщает о заблокировавших.",
  },
  doubledEvent: {
    short: "То же событие ещё раз",
    means: "Событие с точно таким телом уже принято.",
    fix: 'Дайте событию ключ, и оно будет учтено один раз: trackEvent("sale", { key: orderId }).',
  },
  numericUserId: {
    short: "user_id — число",
    means: "В документации это строка. Числа TGTrack может и не принять.",
    fix: "Отправляйте String(ctx.from.id). Плагины так и делают.",
  },
  neitherStartNorStop: {
    short: "Не старт и не блокировка",
    means: "TGTrack нужны только старты и блокировки. Всё остальное зря тратит лимит в 5000 запросов в сутки.",
    fix: "Уберите опцию tgtrack.forward или сузьте её фильтр.",
  },
  goalWithoutStart: {
    short: "Цель без старта",
    means: "С этим ключом старт этого человека неизвестен, передавать цель некуда.",
    fix: "Для тех, кто пришёл до подключения трекера, это нормально. Иначе проверьте, что о старте сообщили с тем же ключом.",
  },
  goalTooLate: {
    short: "Цель позже 21 дня",
    means: "Старт был больше 21 дня назад, и TGTrack цель уже не передаёт.",
    fix: "Исправлять нечего: такой срок у сервиса. Само событие учтено.",
  },
  strangePayload: {
    short: "Недопустимый символ в ссылке",
    means:
      "В ссылке на старт допустимы латиница, цифры, _ и -. Кириллическую букву, похожую на латинскую, легко не заметить.",
    fix: "Создайте ссылку заново в «Ссылках» и скопируйте её, а не набирайте.",
  },
  longPayload: {
    short: "Слишком длинный параметр старта",
    means: "В ссылку на старт помещается не больше 64 символов, в ссылку на бота в MAX — не больше 128.",
    fix: "Возьмите код короче. encodeStartPayload скажет, если что-то не помещается.",
  },
  oldStop: {
    short: "Блокировка пришла после нового старта",
    means: "Бота успели запустить снова, поэтому ничего не меняется.",
    fix: "Исправлять нечего.",
  },
  registerTime: {
    short: "registerTime не действует",
    means: "В примере самого HowUsedBot указано неверное имя; поле называется userRegisterTime.",
    fix: "Переименуйте поле.",
  },
  deprecatedUpdate: {
    short: "requestType update устарел",
    means: "update HowUsedBot подставляет и тогда, когда requestType не указан.",
    fix: 'С каждым событием отправляйте requestType: "event".',
  },
  otherWarning: {
    short: "Принято с замечанием",
    means: "Сервис принял запрос, но что-то в нём сомнительно. Что — сказано в его ответе.",
    fix: "Проверьте, так ли задумано.",
  },
};

/** What is doubtful about a request that was accepted. */
export const WARNING_EXPLANATIONS: Translations<Record<keyof typeof en, Explanation>> = { en, ru };
