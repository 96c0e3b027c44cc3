import type { TelegramUser } from "@bot-tracker/telegram-simulator";

const NAMES = {
  en: {
    first: ["Anna", "Boris", "Vera", "Gleb", "Daria", "Egor", "Zoe", "Ivan", "Kira", "Leo", "Maria", "Nikita", "Olga"],
    last: ["Winter", "Frost", "Berg", "Stone", "Rivers", "Summers", "Blake", "Reed", "Hart"],
  },
  ru: {
    first: ["Анна", "Борис", "Вера", "Глеб", "Дарья", "Егор", "Зоя", "Иван", "Кира", "Лев", "Мария", "Никита", "Ольга"],
    last: ["Ким", "Шевченко", "Белых", "Дубровских", "Черных", "Франко", "Седых", "Гранде", "Живаго"],
  },
} as const;

/**
 * The `nth` person that is made, from 0: each of the first 117 has another name. Everybody has a username but every
 * fourth, as in Telegram.
 */
export function madePerson(id: number, nth: number, language: "en" | "ru"): TelegramUser {
  const { first, last } = NAMES[language];
  const firstName = first[nth % first.length] ?? "";
  const lastName = last[nth % last.length] ?? "";
  const latin = NAMES.en.first[nth % first.length] ?? "";
  return {
    id,
    first_name: firstName,
    last_name: lastName,
    ...(nth % 4 !== 3 && { username: `${latin.toLowerCase()}_${nth + 1}` }),
    language_code: language,
  };
}
