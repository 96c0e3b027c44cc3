import { html } from "hono/html";

type Html = ReturnType<typeof html>;
type Language = "en" | "ru";

/** Why a page is not shown: the password is missing or wrong, or there were so many wrong ones that the next has to wait. */
export type PasswordProblem = { kind: "needed" } | { kind: "wait"; seconds: number };

const TEXTS: Readonly<Record<Language, (problem: PasswordProblem) => { title: string; text: string }>> = {
  en: (problem) =>
    problem.kind === "needed"
      ? {
          title: "This sandbox asks for a password",
          text: "It was chosen when the sandbox was started, or printed by it. Any user name will do. Reload the page to enter it.",
        }
      : {
          title: "Too many wrong passwords",
          text: `They came from this address. Try again in ${problem.seconds} s.`,
        },
  ru: (problem) =>
    problem.kind === "needed"
      ? {
          title: "Песочница запрашивает пароль",
          text: "Его задали при её запуске, или она сама его напечатала. Имя пользователя — любое. Обновите страницу, чтобы ввести пароль.",
        }
      : {
          title: "Слишком много неверных паролей",
          text: `Они пришли с этого адреса. Попробуйте снова через ${problem.seconds} с.`,
        },
};

export const PASSWORD_PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** What a browser shows once somebody has closed its own dialog, in the first of their languages that there are texts for. */
export function passwordPage(problem: PasswordProblem, acceptLanguage: string): Html {
  const language: Language = /(?:^|,)\s*(ru|en)\b/i.exec(acceptLanguage)?.[1]?.toLowerCase() === "ru" ? "ru" : "en";
  const { title, text } = TEXTS[language](problem);
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 34rem; margin: 15vh auto 0; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
</style>
</head>
<body><main><h1>${title}</h1><p>${text}</p></main></body>
</html>`;
}
