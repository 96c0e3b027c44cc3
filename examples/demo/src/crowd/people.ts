import type { TelegramUser } from "@bot-tracker/telegram-simulator";

const FIRST_NAMES = ["Анна", "Иван", "Мария", "Олег", "Дарья", "Павел", "Софья", "Руслан", "Вера", "Тимур", "Алина"];
const LAST_INITIALS = ["А.", "Б.", "В.", "Г.", "Д.", "К.", "Л.", "М.", "Н.", "П.", "Р.", "С.", "Т."];
const SENTENCES = [
  "А сколько длится урок?",
  "Здравствуйте!",
  "Можно начать завтра?",
  "Спасибо, очень понятно",
  "А рассрочка есть?",
  "Где посмотреть программу?",
];

/** The person with this number: the same number is the same person. */
export function personOf(number: number): TelegramUser {
  return {
    id: 900_000_000 + number,
    first_name: pick(FIRST_NAMES, number),
    last_name: pick(LAST_INITIALS, number),
    ...(number % 3 > 0 && { username: `person_${number}` }),
    language_code: "ru",
  };
}

export function phoneOf(person: TelegramUser): string {
  return `+7${person.id + 8_300_000_000}`;
}

export function sentenceOf(person: TelegramUser): string {
  return pick(SENTENCES, person.id);
}

function pick(list: readonly string[], number: number): string {
  return list[number % list.length] as string;
}
