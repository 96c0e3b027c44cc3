import type { Translations } from "../../../i18n/translations.ts";
import type { Explanation } from "./explanation.ts";

const en = {
  notJson: {
    short: "The body is not JSON",
    means: "The service could not read the body, so it understood none of it.",
    fix: "Send exactly what JSON.stringify returns. The plugins do; look for a request made by hand.",
  },
  emptyBody: {
    short: "The body is empty",
    means: "The request arrived without a body.",
    fix: "Send the method's fields as a JSON object.",
  },
  notObject: {
    short: "The body is not an object",
    means: "The body is JSON, but an array, a string or a number instead of an object with fields.",
    fix: 'Send one object, such as {"user_id": "42", "target": "lead"}.',
  },
  noApiToken: {
    short: "The API token is missing",
    means: "HowUsedBot expects the token in the body's apiToken field, and it is not there.",
    fix: "Set HOWUSEDBOT_API_TOKEN or the option howUsedBot.apiToken. It is the API token, not the view token.",
  },
  badRequest: {
    short: "The request cannot be read",
    means: "Something required is missing, or the body is not what the method expects.",
    fix: "Compare the body with the method's description. The same request will be refused again.",
  },
  tooLarge: {
    short: "The body is too large",
    means: "The body is larger than 1 MiB.",
    fix: "Send one update or event at a time, without files inside.",
  },
  mediaType: {
    short: "Wrong Content-Type",
    means: "The header does not say that the body is JSON, so it was not read.",
    fix: "Send the header Content-Type: application/json. HowUsedBot also accepts a form.",
  },
  rebuiltUpdate: {
    short: "The update was rebuilt",
    means: "Telegram's field is called from; from_user is what some frameworks turn it into.",
    fix: 'Forward the update exactly as Telegram sent it. With the option tgtrack.integration: "limited" no raw update is needed.',
  },
  notAnUpdate: {
    short: "Not a Telegram update",
    means: "The body has to be the whole update as Telegram sent it, and a part that is always there is missing.",
    fix: "Forward the update untouched, before any middleware changes it.",
  },
  webhookInUserMethod: {
    short: "This method takes the user's fields",
    means: "The documentation mentions a webhook here, but the method takes user_id, first_name and so on.",
    fix: "Send the fields, or send the update to on_telegram_webhook.",
  },
  sambotWebhook: {
    short: "The webhook field is missing",
    means: "SamBot's method takes the update in the webhook field.",
    fix: "Put the update into webhook, or send it unwrapped to on_telegram_webhook.",
  },
} satisfies Record<string, Explanation>;

const ru: Record<keyof typeof en, Explanation> = {
  notJson: {
    short: "Тело — не JSON",
    means: "Сервис не смог разобрать тело запроса и ничего из него не узнал.",
    fix: "Отправляйте ровно то, что вернул JSON.stringify. Плагины так и делают; ищите запрос, написанный вручную.",
  },
  emptyBody: {
    short: "Тело пустое",
    means: "Запрос пришёл без тела.",
    fix: "Отправьте поля метода в виде JSON-объекта.",
  },
  notObject: {
    short: "Тело — не объект",
    means: "Пришёл JSON, но это массив, строка или число, а не объект с полями.",
    fix: 'Отправьте один объект, например {"user_id": "42", "target": "lead"}.',
  },
  noApiToken: {
    short: "Нет API-токена",
    means: "HowUsedBot ищет токен в поле apiToken, а его там нет.",
    fix: "Задайте HOWUSEDBOT_API_TOKEN или опцию howUsedBot.apiToken. Нужен именно API-токен, а не токен просмотра.",
  },
  badRequest: {
    short: "Запрос не разобран",
    means: "Чего-то не хватает или тело не такое, какого ждёт метод.",
    fix: "Сверьте тело с описанием метода. Повтор того же запроса не поможет.",
  },
  tooLarge: {
    short: "Тело слишком большое",
    means: "Тело больше 1 МиБ.",
    fix: "Отправляйте по одному обновлению или событию, без файлов внутри.",
  },
  mediaType: {
    short: "Не тот Content-Type",
    means: "В заголовке не сказано, что тело — JSON, поэтому его не стали читать.",
    fix: "Добавьте заголовок Content-Type: application/json. HowUsedBot принимает и форму.",
  },
  rebuiltUpdate: {
    short: "Апдейт пересобран",
    means: "У Telegram поле называется from; from_user — это то, во что его превращает фреймворк.",
    fix: 'Пересылайте апдейт ровно таким, каким он пришёл. С опцией tgtrack.integration: "limited" он не нужен.',
  },
  notAnUpdate: {
    short: "Это не апдейт Telegram",
    means: "Телом должен быть апдейт целиком, как его прислал Telegram, а здесь не хватает обязательной части.",
    fix: "Пересылайте апдейт нетронутым, пока его не изменил другой middleware.",
  },
  webhookInUserMethod: {
    short: "Методу нужны поля пользователя",
    means: "В документации здесь упомянут webhook, но метод принимает user_id, first_name и остальные поля.",
    fix: "Отправьте поля или передайте апдейт в on_telegram_webhook.",
  },
  sambotWebhook: {
    short: "Нет поля webhook",
    means: "Метод SamBot принимает апдейт в поле webhook.",
    fix: "Положите апдейт в webhook или отправьте его без обёртки в on_telegram_webhook.",
  },
};

/** Why a body could not be read. */
export const BODY_EXPLANATIONS: Translations<Record<keyof typeof en, Explanation>> = { en, ru };
