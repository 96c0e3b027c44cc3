import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import type { Language, Translations } from "./translations.ts";

export type { Language, Translations };

interface LanguageChoice {
  language: Language;
  choose(language: Language): void;
}

const STORED_AS = "bot-tracker-language";
const LanguageContext = createContext<LanguageChoice>({ language: "en", choose: () => undefined });

export function LanguageProvider({ children }: { children: ComponentChildren }) {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choice = useMemo(
    () => ({
      language,
      choose: (chosen: Language) => {
        localStorage.setItem(STORED_AS, chosen);
        setLanguage(chosen);
      },
    }),
    [language],
  );
  return <LanguageContext.Provider value={choice}>{children}</LanguageContext.Provider>;
}

export function useLanguage(): LanguageChoice {
  return useContext(LanguageContext);
}

/** The texts of a view in the chosen language. */
export function useTexts<Texts>(translations: Translations<Texts>): Texts {
  return translations[useLanguage().language];
}

/** What was chosen before, else the first language of the browser's list that there are texts for. */
function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get("lang") ?? localStorage.getItem(STORED_AS);
  if (asked === "en" || asked === "ru") return asked;
  for (const tag of navigator.languages) {
    if (tag.startsWith("ru")) return "ru";
    if (tag.startsWith("en")) return "en";
  }
  return "en";
}
