/** In Russian why the tracker ignores an update, by its own words: those of `IGNORED` in core's room `telegram`. */
export const REASONS_RU: Readonly<Record<string, string>> = {
  "this kind of update reports no start, stop or activity in a private chat":
    "апдейт этого вида не говорит ни о старте, ни об остановке, ни о посещении в личном чате",
  "it happened in a group or a channel, not in a private chat": "это случилось в группе или канале, а не в личном чате",
  "it names nobody who did it": "в нём не сказано, кто это сделал",
  "a bot did it, not a person": "это сделал бот, а не человек",
  "it happened in somebody's own chat, not in the bot's": "это случилось в чужом чате, а не в чате с ботом",
  "the status is the same as before": "статус остался прежним",
  "it would be activity, which no destination wants": "это посещение, а о них ни один сервис не спрашивает",
  "it does not have the Bot API's shape": "он устроен не так, как апдейты Bot API",
  "in a private chat the only statuses are `member` and `kicked`":
    "в личном чате бывают только статусы member и kicked",
  "`my_chat_member` is about somebody other than this bot": "my_chat_member говорит не об этом боте",
};
