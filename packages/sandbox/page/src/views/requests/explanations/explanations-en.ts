import type { Explanation } from "./explanation.ts";

export const EXPLANATIONS_EN = {
  notJson: {
    short: "The body is not JSON",
    means: "The service could not read the body, so it saw nothing of what it says.",
    mend: "Send exactly what JSON.stringify gives. The plugins do; look for a request written by hand.",
  },
  emptyBody: {
    short: "The body is empty",
    means: "The request arrived without a body.",
    mend: "Send the fields of the method as a JSON object.",
  },
  notObject: {
    short: "The body is not an object",
    means: "The body is JSON, but a list, a text or a number instead of an object with fields.",
    mend: 'Send one object, such as {"user_id": "42", "target": "lead"}.',
  },
  noApiToken: {
    short: "The API token is missing",
    means: "HowUsedBot finds the token in the body's field apiToken, and it is not there.",
    mend: "Set HOWUSEDBOT_API_TOKEN or the option howUsedBot.apiToken. It is the API token, not the view token.",
  },
  badRequest: {
    short: "The request cannot be read",
    means: "Something needed is missing, or the body is not what the method expects.",
    mend: "Compare the body with the method's description. The same request will be refused again.",
  },
  unknownTgtrackKey: {
    short: "Unknown key",
    means: "TGTrack does not know the key in the address. A new key also ends the one before it.",
    mend: "Take the key from @tgTrack_bot into TGTRACK_API_KEY or the option tgtrack. Here the key sandbox always works; add others under Faults, Settings.",
  },
  unknownMaxKey: {
    short: "Unknown key",
    means: "TGTrack for MAX does not know the key in the address. Keys of Telegram bots do not work here.",
    mend: "Set TGTRACK_MAX_API_KEY or the option tgtrack. Here the key sandbox always works; add others under Faults, Settings.",
  },
  unknownApiToken: {
    short: "Unknown API token",
    means: "HowUsedBot does not know the token in the body.",
    mend: "Set HOWUSEDBOT_API_TOKEN or the option howUsedBot.apiToken. Here the token sandbox always works; add others under Faults, Settings.",
  },
  expiredKey: {
    short: "The key has expired",
    means: "Nothing is accepted with this key any more. A plugin holds everything back and loses nothing.",
    mend: "Renew the key and put it into TGTRACK_API_KEY or HOWUSEDBOT_API_TOKEN; what waited is sent with the new one.",
  },
  readOnlyKey: {
    short: "The key may only read",
    means: "The key is valid, but it may not report anything.",
    mend: "Use a key that may write: TGTRACK_API_KEY, or HOWUSEDBOT_API_TOKEN with the API token instead of the view token.",
  },
  integrationLevel: {
    short: "Not in this level of integration",
    means: "TGTrack believes the bot to be connected at a lower level, which does not have this method.",
    mend: "Connect the bot fully with @tgTrack_bot, or lower the option tgtrack.integration. Here the level is under Faults, Settings.",
  },
  forbidden: {
    short: "Not allowed",
    means: "The key is known, but has no right to this.",
    mend: "Check the rights of the key with the service. A plugin holds everything back until they are there.",
  },
  shortMethodName: {
    short: "The method's name begins with my_",
    means: "The documents' text leaves out the first part of the name; the address needs it.",
    mend: "Call my_bot_was_started and my_bot_was_stopped.",
  },
  methodElsewhere: {
    short: "Not a method of this messenger",
    means:
      "TGTrack has two addresses, one for Telegram and one for MAX, and this method belongs to the other, or is switched off here.",
    mend: "Check TGTRACK_URL and TGTRACK_MAX_URL, or use the plugin of the right messenger. Methods switched off stand under Faults, Settings.",
  },
  startMethodName: {
    short: "The start method has another name",
    means:
      "TGTrack's documents give this method three names, and they may not all exist. A plugin tries the other one by itself.",
    mend: "Set the option tgtrack.startMethod to the name that works. Methods switched off stand under Faults, Settings.",
  },
  unknownMethod: {
    short: "No such method",
    means: "The last part of the address is no method of TGTrack.",
    mend: "Look for a slip in the name. The address is <TGTRACK_URL>/<key>/<method>.",
  },
  notPost: {
    short: "Only POST works",
    means:
      "The request came with another HTTP method. In TGTrack's list 405 also stands for something that was not found.",
    mend: "Send it with POST and a JSON body.",
  },
  unknownPerson: {
    short: "This person is not known",
    means: "No start and no stop of this person has been reported with this key.",
    mend: "Report the start first. Ask with the key that the start was reported with.",
  },
  noTransition: {
    short: "No visit by a link in 7 days",
    means: "TGTrack tells only of visits by a tracking link in the last 7 days.",
    mend: "Nothing to mend: treat it as an answer. get_user_info looks further back.",
  },
  chatNotFound: {
    short: "The chat was not found",
    means: "The chat of this key is no longer there.",
    mend: "Connect the chat with the service again.",
  },
  notFound: {
    short: "Not found",
    means: "In TGTrack's list 405 means that what the request asks for is not there.",
    mend: "Check the ids in the body. The same request will be refused again.",
  },
  conflict: {
    short: "Already recorded",
    means: "The service has this one already and has not counted it twice.",
    mend: "Nothing to mend: a plugin takes it as delivered. If it happens often, look for what reports the same twice.",
  },
  tooLarge: {
    short: "The body is too large",
    means: "The body is larger than 1 MiB.",
    mend: "Send one update or event at a time, without files inside.",
  },
  mediaType: {
    short: "Wrong Content-Type",
    means: "The header does not say that the body is JSON, so it was not read.",
    mend: "Send the header Content-Type: application/json. HowUsedBot also takes a form.",
  },
  rebuiltUpdate: {
    short: "The update was rebuilt",
    means: "Telegram's field is called from; from_user is what some frameworks make of it.",
    mend: 'Forward the update exactly as Telegram sent it. The option tgtrack.integration: "limited" needs no raw update.',
  },
  notAnUpdate: {
    short: "Not an update of Telegram",
    means: "The body has to be the whole update as Telegram sent it, and a part that it always has is missing.",
    mend: "Forward the update untouched, before any other middleware changes it.",
  },
  webhookInUserMethod: {
    short: "This method takes a person's fields",
    means: "The documents speak of a webhook here, but the method takes user_id, first_name and the like.",
    mend: "Send the fields, or send the update to on_telegram_webhook.",
  },
  sambotWebhook: {
    short: "The field webhook is missing",
    means: "SamBot's method takes the update in the field webhook.",
    mend: "Put the update into webhook, or send it bare to on_telegram_webhook.",
  },
  userId: {
    short: "user_id is missing or not an id",
    means: 'TGTrack asks for the person\'s id as a text of digits, such as "42".',
    mend: "Send String(ctx.from.id). Whether a number is taken too is under Faults, Settings.",
  },
  dateInMs: {
    short: "The date is in milliseconds",
    means: "The services count time in seconds; in milliseconds it lies thousands of years ahead.",
    mend: "Send Math.floor(Date.now() / 1000), or a Date to the plugin.",
  },
  badDate: {
    short: "The date is not a number of seconds",
    means: "The date has to be a whole number of seconds since 1970.",
    mend: "Send Math.floor(Date.now() / 1000), or leave the date out.",
  },
  emptyName: {
    short: "The name of the goal or event is missing",
    means: "Without target or event_type the service does not know what happened.",
    mend: "Give the goal or event a name that is not empty.",
  },
  firstName: {
    short: "first_name is missing",
    means: "This method needs the first name of the person who started.",
    mend: "Send ctx.from.first_name. Telegram always has one.",
  },
  startValue: {
    short: "start_value is missing",
    means: "The start's payload has to be a text.",
    mend: "Send an empty text where the start had no payload.",
  },
  eventResult: {
    short: "Unknown event_result",
    means: "A step is in_progress, success or failure.",
    mend: "Send one of the three, or leave the field out: then it is in_progress.",
  },
  amount: {
    short: "The amount is not a number",
    means: "Revenue is a number above 0, a cost one below, without a currency.",
    mend: "Send a number such as 1500 or 99.5, not a text.",
  },
  labels: {
    short: "The labels have the wrong form",
    means: "Labels are a list of { name, value }, both texts.",
    mend: 'Turn numbers into texts: { name: "plan", value: String(12) }.',
  },
  eventLength: {
    short: "The event's name is too short or too long",
    means: "HowUsedBot takes names of 3 to 20 characters; its FAQ says 50.",
    mend: "Choose a shorter name. A plugin never cuts one, so as not to mix up two events. The limit is under Faults, Settings.",
  },
  botId: {
    short: "botId is missing or not a number",
    means: "HowUsedBot needs to know which bot it is: the digits before the colon of the bot's token.",
    mend: "Set HOWUSEDBOT_BOT_ID, or give the plugin the bot: tracker({ bot }).",
  },
  howUsedBotUserId: {
    short: "userId is missing or not a number",
    means: "HowUsedBot counts people by their Telegram id.",
    mend: "Send ctx.from.id.",
  },
  requestType: {
    short: "Unknown requestType",
    means: "HowUsedBot has event and getOnline, and the older update.",
    mend: 'Send requestType: "event" with every event.',
  },
  onlineSeconds: {
    short: "Too many seconds",
    means: "getOnline looks back 600 seconds at most.",
    mend: "Ask for 600 or fewer.",
  },
  params: {
    short: "A parameter is neither text nor number",
    means: "param_1, param_2 and param_3 are texts.",
    mend: "Turn objects and lists into a short text first.",
  },
  chatLink: {
    short: "Not a link to a MAX chat",
    means: "The link has to lead to a chat of MAX, such as https://max.ru/name.",
    mend: "Copy the link from the chat's own settings.",
  },
  invalidField: {
    short: "A field is missing or of the wrong type",
    means: "The body is JSON, but one of its fields is not as documented. The service's words name it.",
    mend: "Correct the field. The same request will be refused again, so a plugin puts it among the dead letters.",
  },
  secondFull: {
    short: "More than the limit in one second",
    means: "The key had used up its requests of this second. Nothing was recorded.",
    mend: "A plugin waits and sends it again. If it happens often, somebody else spends the same key: use one tracker for each key.",
  },
  hourFull: {
    short: "The hour's limit is used up",
    means: "The key had used up its requests of this hour, and nothing is accepted until the next.",
    mend: "Report starts, stops and goals only: look at tgtrack.forward. Real limits are raised by TGTrack's support, @varivan.",
  },
  dayFull: {
    short: "The day's limit is used up",
    means: "The key had used up its requests of this day, and nothing is accepted until the next.",
    mend: "Report starts, stops and goals only: look at tgtrack.forward. Real limits are raised by TGTrack's support, @varivan.",
  },
  tooMany: {
    short: "Too many requests",
    means: "A limit of the key was reached. Nothing was recorded.",
    mend: "A plugin waits and sends it again; nothing is lost. If it happens often, somebody else spends the same key.",
  },
  serverError: {
    short: "The service failed",
    means: "The fault lies with the service, not with the request.",
    mend: "Nothing to mend: a plugin tries again, ever more slowly, until the service is back.",
  },
  unavailable: {
    short: "The service is not available",
    means: "The service, or a server before it, takes no requests at the moment.",
    mend: "Nothing to mend: a plugin tries again, ever more slowly, until the service is back.",
  },
  otherError: {
    short: "Refused",
    means: "The services' documents do not know this code.",
    mend: "Read the service's words. A plugin puts what cannot be delivered among the dead letters.",
  },
  reset: {
    short: "The connection was reset",
    means: "The bot got no answer, and cannot know whether the request was recorded.",
    mend: "Nothing to mend: a plugin sends it again and counts it as ambiguous. For goals and sales, tgtrack.lostGoalAnswer decides.",
  },
  hang: {
    short: "The answer never came",
    means: "The bot waited until its time was up, and cannot know whether the request was recorded.",
    mend: "Nothing to mend: a plugin gives up after tgtrack.timeoutMs (10 s) and sends it again. The bot itself never waits for it.",
  },
  cut: {
    short: "The answer broke off",
    means: "The service did its work, but the end of its answer was lost.",
    mend: "Nothing to mend: a plugin sends it again, and the service may see it twice.",
  },
  noAnswer: {
    short: "No answer",
    means: "The connection ended before the answer did.",
    mend: "Nothing to mend: a plugin sends it again.",
  },
  notJsonAnswer: {
    short: "The answer was HTML",
    means:
      "Something between answered instead of the service, with a page instead of JSON. That is no success, even with HTTP 200.",
    mend: "Nothing to mend: a plugin sends it again.",
  },
  errorWith200: {
    short: "An error with HTTP 200",
    means: "The HTTP status says success, the body says error. The body counts.",
    mend: "Read the body before the status. The plugins do.",
  },
  late: {
    short: "Delayed on purpose",
    means: "A fault slows this service down.",
    mend: "Switch it off under Faults when you have seen enough.",
  },
  fault: {
    short: "A fault on purpose",
    means: "This answer was made by a fault that is, or was, switched on here. It is not the request's own doing.",
    mend: "Switch it off under Faults when you have seen enough.",
  },
  doubledStart: {
    short: "One start, reported by two methods",
    means: "Two methods reported a start of the same person within a minute. The ad system would count two.",
    mend: "Report a start once: the raw update or a start method, not both. Look for a second plugin, or a second bot.use(tracker()).",
  },
  doubledUpdate: {
    short: "The same update again",
    means: "This update was accepted before. Telegram repeats it when the webhook answers too slowly or with an error.",
    mend: "A plugin leaves repeats out. Otherwise answer the webhook at once, and look for two bots on one token.",
  },
  doubledStop: {
    short: "The same stop again",
    means: "This stop was accepted before.",
    mend: "A plugin reports a stop once. Look for a broadcast that reports blocked people each day anew.",
  },
  doubledEvent: {
    short: "The same event again",
    means: "An event with this very body was accepted before.",
    mend: 'Give the event a key, so that it counts once: trackEvent("sale", { key: orderId }).',
  },
  numericUserId: {
    short: "user_id is a number",
    means: "The documents ask for a text. TGTrack may refuse numbers.",
    mend: "Send String(ctx.from.id). The plugins do.",
  },
  neitherStartNorStop: {
    short: "Neither a start nor a block",
    means: "TGTrack asks for starts and blocks only. Everything else spends the limit of 5,000 a day for nothing.",
    mend: "Leave the option tgtrack.forward away, or narrow its filter.",
  },
  goalWithoutStart: {
    short: "A goal without a start",
    means: "No start of this person is known with this key, so there is no ad to tell of the goal.",
    mend: "Normal for people from before the tracking. Otherwise check that the start was reported with the same key.",
  },
  goalTooLate: {
    short: "A goal after 21 days",
    means: "The start is more than 21 days ago, and TGTrack no longer passes the goal on.",
    mend: "Nothing to mend: that is the length of the window. The event itself is counted.",
  },
  strangePayload: {
    short: "A letter no start link can have",
    means:
      "A start link takes Latin letters, digits, _ and -. A Cyrillic letter that looks Latin is easily overlooked.",
    mend: "Make the link anew, in Links, and copy it instead of typing it.",
  },
  longPayload: {
    short: "The payload is too long",
    means: "A start link takes 64 characters at most.",
    mend: "Use a shorter code. encodeStartPayload says when something does not fit.",
  },
  oldStop: {
    short: "The stop came after the next start",
    means: "The person has come back since, so this stop changes nothing.",
    mend: "Nothing to mend.",
  },
  registerTime: {
    short: "registerTime has no effect",
    means: "HowUsedBot's own sample has the wrong name; the field is userRegisterTime.",
    mend: "Rename the field.",
  },
  deprecatedUpdate: {
    short: "requestType update is out of date",
    means: "update is also what HowUsedBot takes where requestType is missing.",
    mend: 'Send requestType: "event" with every event.',
  },
  otherWarning: {
    short: "Accepted with a warning",
    means: "The service took the request, but something about it is doubtful. Its words say what.",
    mend: "See whether the bot meant it so.",
  },
} satisfies Record<string, Explanation>;

export type ExplanationId = keyof typeof EXPLANATIONS_EN;
