import type { Translations } from "../../i18n/language.tsx";

const en = {
  bots: "Bots",
  botsHint: "Requests name a bot by its key only. A name given here is shown in its place.",
  botName: (key: string) => `Name of the bot with the key ${key}`,
  save: "Save",
  money: "Money",
  moneyHint:
    "Payments that the tracker reports say in which currency they are. Where they do not, the amounts of every bot are taken to be in the one that is set here. Nothing is converted.",
  currency: "Currency of the amounts",
  currencyUnfit: "Expected three letters, such as RUB, or nothing.",
  intro:
    "What the services' documentation leaves open, and how this sandbox behaves. Changes apply from the next request.",
  failed: "Could not change it:",

  limits: "Limits",
  errors: "Responses",
  methods: "Methods and fields",

  tgtrackLimits: "TGTrack's limits",
  tgtrackLimitsHint:
    "3 per second, 500 per hour and 5,000 per day are documented; whether the counters reset on the clock or slide is not.",
  howUsedBotLimits: "HowUsedBot's limits",
  howUsedBotLimitsHint: "None are documented. Try what would happen if there were some.",
  limitModes: { fixed: "Fixed", sliding: "Sliding", none: "None", custom: "Custom" },
  retryAfter: "Send Retry-After with a 429",
  retryAfterHint: "Is a client told how long to wait? The documentation does not say.",
  errorStatus: "HTTP status of errors",
  errorStatusHint: "The documentation shows the code in the body only. Is the HTTP status the same, or always 200?",
  errorStatuses: { code: "The code", "always-200": "Always 200" },
  repeats: "Repeats",
  repeatsHint:
    "Is a repeated update or stop accepted, or refused with 409, which the documentation lists but never explains?",
  repeatModes: { warn: "Warn", conflict: "Refuse with 409" },
  integration: "Integration level",
  integrationHint:
    "The level at which TGTrack believes the bot to be connected; methods of a higher level are refused with 403.",
  integrations: { minimal: "Minimal", limited: "Limited", full: "Full" },
  absentMethods: "Switched-off methods",
  absentMethodsHint:
    "The documentation gives the start method three names. Which of them exist? The ticked ones are refused with 404.",
  strictUserIds: "Refuse numbers as user_id",
  strictUserIdsHint: "TGTrack documents ids as strings. What if a number arrives? With this setting: 422.",
  maxEventLength: "Longest HowUsedBot event name",
  maxEventLengthHint: "Its API page says 20 characters, its FAQ 50.",
  eventLengths: { "20": "20", "50": "50" },
  acceptAnyKey: "Accept any key",
  acceptAnyKeyHint: "Handy when the bot has its real key set. Otherwise unknown keys are refused with 401.",

  clock: "The sandbox's clock",
  clockHint: "Move it forward to see the hourly limit reset, or a goal miss its 21 days. It cannot go back.",
  clockNow: "It is",
  ahead: (time: string) => `${time} ahead of this machine`,
  notAhead: "the same as on this machine",
  hour: "+1 hour",
  day: "+1 day",
  goalWindow: "+21 days",
  days: (count: number) => `${count} d`,
  hours: (count: number) => `${count} h`,
  minutes: (count: number) => `${count} min`,

  keys: "Valid keys",
  keysHint:
    "Without a password the key sandbox works too. Add others, also as HowUsedBot API tokens, to see what each may do.",
  newKey: "Key",
  keyState: "Access",
  keyStates: { active: "Full", expired: "None: expired (402)", "read-only": "Read only (403)" },
  addKey: "Add the key",
  keyMissing: "Enter the key first.",
  keyAdded: "The key works now.",
  keysSeen: "Keys seen so far",

  reset: "Start over",
  resetHint:
    "Deletes requests, people, used limits and faults. Keys, links, ad costs, the currency, names of bots, these settings and the clock stay.",
  resetAction: "Reset everything",
  resetQuestion: "Delete everything that has arrived?",
  resetWarning: "This cannot be undone. Requests that are still waiting for an answer are dropped.",
  resetDone: "Everything has been deleted.",
};

const ru: typeof en = {
  bots: "Боты",
  botsHint: "В запросах бот известен только по ключу. Имя, заданное здесь, будет показано вместо него.",
  botName: (key) => `Имя бота с ключом ${key}`,
  save: "Сохранить",
  money: "Деньги",
  moneyHint:
    "Платежи, о которых сообщает трекер, сами называют свою валюту. Если не называют, суммы любого бота считаются в той, что задана здесь. Пересчёта между валютами нет.",
  currency: "Валюта сумм",
  currencyUnfit: "Нужны три буквы, например RUB, или пустое поле.",
  intro:
    "О чём документация сервисов молчит и как в таких случаях ведёт себя песочница. Изменения действуют со следующего запроса.",
  failed: "Не удалось изменить:",

  limits: "Лимиты",
  errors: "Ответы",
  methods: "Методы и поля",

  tgtrackLimits: "Лимиты TGTrack",
  tgtrackLimitsHint:
    "3 в секунду, 500 в час и 5000 в сутки — из документации. Обнуляются ли счётчики по часам или окно скользит, там не сказано.",
  howUsedBotLimits: "Лимиты HowUsedBot",
  howUsedBotLimitsHint: "В документации их нет. Можно посмотреть, что было бы с ними.",
  limitModes: { fixed: "По часам", sliding: "Скользящие", none: "Нет", custom: "Свои" },
  retryAfter: "Отправлять Retry-After вместе с 429",
  retryAfterHint: "Сообщает ли сервис, сколько ждать? В документации ответа нет.",
  errorStatus: "Статус HTTP у ошибок",
  errorStatusHint: "В документации код указан только в теле. Совпадает ли с ним статус HTTP или там всегда 200?",
  errorStatuses: { code: "Как код", "always-200": "Всегда 200" },
  repeats: "Повторы",
  repeatsHint: "Примет ли сервис тот же апдейт ещё раз или ответит 409? Этот код в списке есть, а объяснения нет.",
  repeatModes: { warn: "С замечанием", conflict: "Отвечать 409" },
  integration: "Уровень интеграции",
  integrationHint: "На каком уровне, по данным TGTrack, подключён бот; на методы уровнем выше будет ответ 403.",
  integrations: { minimal: "Минимальный", limited: "Средний", full: "Полный" },
  absentMethods: "Отключённые методы",
  absentMethodsHint: "У метода старта в документации три имени. Какие из них работают? На отмеченные будет ответ 404.",
  strictUserIds: "Не принимать число в user_id",
  strictUserIdsHint: "В документации TGTrack id — строка. А если придёт число? С этой настройкой будет ответ 422.",
  maxEventLength: "Максимальная длина названия события в HowUsedBot",
  maxEventLengthHint: "На странице API — 20 символов, в FAQ — 50.",
  eventLengths: { "20": "20", "50": "50" },
  acceptAnyKey: "Принимать любой ключ",
  acceptAnyKeyHint: "Удобно, когда у бота уже задан настоящий ключ. Иначе на незнакомый ключ будет ответ 401.",

  clock: "Часы песочницы",
  clockHint: "Переведите их вперёд, и часовой лимит обнулится, а цель не уложится в 21 день. Назад перевести нельзя.",
  clockNow: "Сейчас",
  ahead: (time) => `на ${time} впереди часов этой машины`,
  notAhead: "как на этой машине",
  hour: "+1 час",
  day: "+1 день",
  goalWindow: "+21 день",
  days: (count) => `${count} д`,
  hours: (count) => `${count} ч`,
  minutes: (count) => `${count} мин`,

  keys: "Рабочие ключи",
  keysHint:
    "Если пароль не задан, подходит и ключ sandbox. Можно добавить и другие, в том числе как API-токены HowUsedBot, и проверить, что разрешено каждому.",
  newKey: "Ключ",
  keyState: "Доступ",
  keyStates: { active: "Полный", expired: "Никакого: просрочен (402)", "read-only": "Только чтение (403)" },
  addKey: "Добавить ключ",
  keyMissing: "Сначала введите ключ.",
  keyAdded: "Ключ уже работает.",
  keysSeen: "Какие ключи уже приходили",

  reset: "Начать заново",
  resetHint:
    "Удалит запросы, людей, расход лимитов и сбои. Ключи, ссылки, расходы на рекламу, валюта, имена ботов, эти настройки и часы останутся.",
  resetAction: "Сбросить всё",
  resetQuestion: "Удалить всё, что пришло?",
  resetWarning: "Отменить это нельзя. Запросы, которые ещё ждут ответа, оборвутся.",
  resetDone: "Всё удалено.",
};

export const SETTINGS_TEXTS: Translations<typeof en> = { en, ru };
