import type { UpdateRule } from "#wire/chat";
import type { Language } from "../../i18n/translations.ts";
import { REASONS_RU } from "./reasons-ru.ts";

/** What the tracker made of an update, and by which rule. */
export interface RuleText {
  title: string;
  why: string;
}

/** Why the update led to this start, stop or use, or to nothing. */
export function ruleText(rule: UpdateRule, language: Language): RuleText {
  const texts = language === "ru" ? RU : EN;
  switch (rule.kind) {
    case "start":
      return texts.start[rule.payloadKind](rule.payload);
    case "activity":
      return texts.activity[rule.of];
    case "nothing":
      return { title: texts.nothing, why: texts.reason(rule.reason) };
    default:
      return texts[rule.kind];
  }
}

const EN = {
  start: {
    "deep-link": (payload: string) => ({
      title: `A start by ${payload}`,
      why: "/start in a private chat is a start, and what stands after it tells which ad brought the person. TGTrack gets the update itself, HowUsedBot the event start with the payload.",
    }),
    none: () => ({
      title: "A start without a link",
      why: "/start in a private chat is a start. There is no payload, so that no ad is credited with it.",
    }),
    typed: (payload: string) => ({
      title: `A start with something typed: ${payload}`,
      why: "/start in a private chat is a start. A link carries only letters, digits, _ and -, so that somebody wrote this by hand.",
    }),
    messenger: () => ({
      title: "A start by Telegram itself",
      why: "Telegram put the payload there, no ad did: it is reported as a start without one.",
    }),
  },
  stop: {
    title: "A stop",
    why: "my_chat_member went from member to kicked in the private chat: the person has blocked the bot. Both services are told.",
  },
  unblock: {
    title: "Nothing is sent",
    why: "my_chat_member went from kicked to member. That is no start: most apps send /start right after, and that one counts.",
  },
  activity: {
    message: {
      title: "Attendance",
      why: "A message in a private chat shows that the person uses the bot: HowUsedBot gets common. TGTrack is told of starts, stops, goals and events alone.",
    },
    button: {
      title: "Attendance",
      why: "A button that is pressed shows that the person uses the bot: HowUsedBot gets common. Anything else is the bot's own, such as a goal that it reports.",
    },
    edit: {
      title: "Attendance",
      why: "An edited message shows that the person uses the bot: HowUsedBot gets common. An edited /start is no second start.",
    },
    contact: {
      title: "Attendance and a phone number",
      why: "A message in a private chat: HowUsedBot gets common. With contactShared among autoEvents, a person's own number is a goal as well.",
    },
    payment: {
      title: "Attendance and a payment",
      why: "A message in a private chat: HowUsedBot gets common. With payments among autoEvents, the payment is reported with its amount as well.",
    },
  },
  checkout: {
    title: "Nothing is sent",
    why: "pre_checkout_query is a question: no money has moved. What counts is the message with successful_payment.",
  },
  nothing: "Nothing is sent",
  reason: (reason: string) => `The tracker ignores it: ${reason}.`,
};

const RU: typeof EN = {
  start: {
    "deep-link": (payload) => ({
      title: `Старт по метке ${payload}`,
      why: "/start в личном чате — это старт, а метка после него говорит, какая реклама привела человека. TGTrack получает сам апдейт, HowUsedBot — событие start с меткой.",
    }),
    none: () => ({
      title: "Старт без ссылки",
      why: "/start в личном чате — это старт. Метки нет, поэтому он не засчитывается ни одной рекламе.",
    }),
    typed: (payload) => ({
      title: `Старт, метка набрана руками: ${payload}`,
      why: "/start в личном чате — это старт. В ссылке бывают только латиница, цифры, _ и -, значит, это написали руками.",
    }),
    messenger: () => ({
      title: "Старт от самого Telegram",
      why: "Метку поставил Telegram, а не реклама: сообщается старт без метки.",
    }),
  },
  stop: {
    title: "Остановка",
    why: "my_chat_member в личном чате сменился с member на kicked: человек заблокировал бота. Об этом узнают оба сервиса.",
  },
  unblock: {
    title: "Ничего не отправляется",
    why: "my_chat_member сменился с kicked на member. Это не старт: большинство приложений сразу шлют /start, он и считается.",
  },
  activity: {
    message: {
      title: "Посещение",
      why: "Сообщение в личном чате показывает, что человек пользуется ботом: HowUsedBot получает common. TGTrack узнаёт только о стартах, остановках, целях и событиях.",
    },
    button: {
      title: "Посещение",
      why: "Нажатая кнопка показывает, что человек пользуется ботом: HowUsedBot получает common. Остальное сообщает сам бот, например цель.",
    },
    edit: {
      title: "Посещение",
      why: "Изменённое сообщение показывает, что человек пользуется ботом: HowUsedBot получает common. Изменённый /start — не второй старт.",
    },
    contact: {
      title: "Посещение и номер телефона",
      why: "Сообщение в личном чате: HowUsedBot получает common. Если в autoEvents есть contactShared, собственный номер человека — ещё и цель.",
    },
    payment: {
      title: "Посещение и оплата",
      why: "Сообщение в личном чате: HowUsedBot получает common. Если в autoEvents есть payments, об оплате сообщается и отдельно, с суммой.",
    },
  },
  checkout: {
    title: "Ничего не отправляется",
    why: "pre_checkout_query — это вопрос, деньги ещё не списаны. Считается сообщение с successful_payment.",
  },
  nothing: "Ничего не отправляется",
  reason: (reason) => `Трекер его пропускает: ${REASONS_RU[reason] ?? reason}.`,
};
