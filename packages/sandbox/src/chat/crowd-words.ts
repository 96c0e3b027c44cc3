/** What people write to a bot that they came to by an ad. */
export const CROWD_WORDS: Readonly<Record<"en" | "ru", readonly string[]>> = {
  en: ["Hello!", "How much is it?", "I saw your ad", "Is there a free lesson?", "Thanks, I will think about it", "👍"],
  ru: ["Здравствуйте!", "Сколько стоит?", "Увидел вашу рекламу", "Есть бесплатный урок?", "Спасибо, подумаю", "👍"],
};
