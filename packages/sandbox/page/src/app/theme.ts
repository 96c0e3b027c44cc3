import { useEffect, useState } from "preact/hooks";

export type Theme = "light" | "dark";

const STORED_AS = "bot-tracker-theme";

/** What was chosen before, else what the browser prefers. */
export function useTheme(): { theme: Theme; choose(theme: Theme): void } {
  const [theme, setTheme] = useState<Theme>(firstTheme);
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  return {
    theme,
    choose: (chosen) => {
      localStorage.setItem(STORED_AS, chosen);
      setTheme(chosen);
    },
  };
}

function firstTheme(): Theme {
  const stored = localStorage.getItem(STORED_AS);
  if (stored === "light" || stored === "dark") return stored;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
