import type { Translations } from "../../../i18n/translations.ts";
import type { Explanation } from "./explanation.ts";

const en = {
  secondFull: {
    short: "More than the limit in one second",
    means: "The key had used up its requests for this second. Nothing was recorded.",
    fix: "A plugin waits and resends it. If it happens often, something else is using the same key: use one tracker per key.",
  },
  hourFull: {
    short: "Hourly limit used up",
    means: "The key had used up its requests for this hour; nothing is accepted until the next.",
    fix: "Report only starts, stops and goals: check tgtrack.forward. The real limits are raised by TGTrack's support, @varivan.",
  },
  dayFull: {
    short: "Daily limit used up",
    means: "The key had used up its requests for this day; nothing is accepted until the next.",
    fix: "Report only starts, stops and goals: check tgtrack.forward. The real limits are raised by TGTrack's support, @varivan.",
  },
  tooMany: {
    short: "Too many requests",
    means: "A limit of the key was reached. Nothing was recorded.",
    fix: "A plugin waits and resends it; nothing is lost. If it happens often, something else is using the same key.",
  },
  serverError: {
    short: "The service failed",
    means: "The problem is in the service, not in the request.",
    fix: "Nothing to fix: a plugin keeps retrying, at longer intervals, until the service recovers.",
  },
  unavailable: {
    short: "The service is unavailable",
    means: "The service, or a server in front of it, accepts no requests at the moment.",
    fix: "Nothing to fix: a plugin keeps retrying, at longer intervals, until the service recovers.",
  },
  otherError: {
    short: "Refused",
    means: "The services' documentation does not list this code.",
    fix: "Read the service's response. A plugin moves what cannot be delivered to the dead letters.",
  },
} satisfies Record<string, Explanation>;

const ru: Record<keyof typeof en, Explanation> = {
  secondFull: {
    short: "Превышен лимит за секунду",
    means: "В эту секунду ключ уже исчерпал свои запросы. Ничего не записано.",
    fix: "Плагин подождёт и отправит снова. Если это бывает часто, этим ключом пользуется кто-то ещё: на один ключ нужен один трекер.",
  },
  hourFull: {
    short: "Лимит на час исчерпан",
    means: "Ключ исчерпал запросы этого часа, и до следующего ничего не примут.",
    fix: "Сообщайте только о стартах, блокировках и целях: проверьте tgtrack.forward. Настоящий лимит может поднять поддержка TGTrack, @varivan.",
  },
  dayFull: {
    short: "Лимит на сутки исчерпан",
    means: "Ключ исчерпал запросы этих суток, и до следующих ничего не примут.",
    fix: "Сообщайте только о стартах, блокировках и целях: проверьте tgtrack.forward. Настоящий лимит может поднять поддержка TGTrack, @varivan.",
  },
  tooMany: {
    short: "Слишком много запросов",
    means: "Достигнут лимит ключа. Ничего не записано.",
    fix: "Плагин подождёт и отправит снова, ничего не потеряется. Если это бывает часто, этим ключом пользуется кто-то ещё.",
  },
  serverError: {
    short: "Сбой на стороне сервиса",
    means: "Дело в сервисе, а не в запросе.",
    fix: "Исправлять нечего: плагин повторяет всё реже, пока сервис не заработает.",
  },
  unavailable: {
    short: "Сервис недоступен",
    means: "Сервис или сервер перед ним сейчас не принимает запросы.",
    fix: "Исправлять нечего: плагин повторяет всё реже, пока сервис не заработает.",
  },
  otherError: {
    short: "Отказ",
    means: "Такого кода в документации сервисов нет.",
    fix: "Прочитайте ответ сервиса. То, что доставить нельзя, плагин переносит в недоставленные.",
  },
};

/** What the service could not do, and what a limit means. */
export const SERVICE_EXPLANATIONS: Translations<Record<keyof typeof en, Explanation>> = { en, ru };
