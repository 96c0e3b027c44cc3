import { html } from "hono/html";
import type { KeyRedaction } from "../keys/key-redaction.ts";
import { shownMethod } from "../keys/shown-method.ts";
import type { KeyName } from "../keys/stored-keys.ts";
import type { RecordedRequest } from "../wire/recorded-request.ts";
import type { MessengerName } from "../wire/service-name.ts";
import { type Language, TEXTS, type Texts } from "./last-events-texts.ts";
import { PAGE_STYLE } from "./page-style.ts";

type Html = ReturnType<typeof html>;

type Redaction = Pick<KeyRedaction, "shown">;

export interface RequestsPageData {
  language: Language;
  /** Whose bots' requests are shown. */
  messenger: MessengerName;
  /** Where the sandbox is reached, for the line to paste. */
  url: string;
  keys: readonly KeyName[];
  /** The hash of the key that is shown; undefined when none has been seen or asked for. */
  keyId: string | undefined;
  redaction: Redaction;
  /** Newest first. */
  requests: readonly RecordedRequest[];
}

/** The whole page. `html` escapes every value put into it. */
export function requestsPage(data: RequestsPageData): Html {
  const texts = TEXTS[data.language];
  return html`<!doctype html>
<html lang="${data.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${texts.title}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header><h1>${texts.title}</h1><nav>${messengerLinks(data, texts)}</nav><nav>${languageLink("en", "English", data)} ${languageLink("ru", "Русский", data)}</nav></header>
<main>
${keyForm(data, texts)}
${data.requests.length === 0 ? emptyNote(data, texts) : requestTable(data, texts)}
</main>
</body>
</html>`;
}

const PAGES: readonly { messenger: MessengerName; name: string; path: string }[] = [
  { messenger: "telegram", name: "Telegram", path: "/last_events/" },
  { messenger: "max", name: "MAX", path: "/API/last_events/" },
];

function messengerLinks({ messenger: shown, language }: RequestsPageData, texts: Texts): Html[] {
  return PAGES.map(({ messenger, name, path }) =>
    messenger === shown
      ? html`<strong>${texts.ofBots(name)}</strong> `
      : html`<a href="${path}?lang=${language}">${texts.ofBots(name)}</a> `,
  );
}

function languageLink(language: Language, name: string, data: RequestsPageData): Html {
  if (language === data.language) return html`<strong lang="${language}">${name}</strong>`;
  const query = new URLSearchParams({ ...(data.keyId !== undefined && { key: data.keyId }), lang: language });
  return html`<a href="?${query.toString()}" lang="${language}" hreflang="${language}">${name}</a>`;
}

function keyForm(data: RequestsPageData, texts: Texts): Html {
  const options = data.keys.map(({ hash, label }) => {
    const shown = label === "" ? texts.noKey : label;
    return hash === data.keyId
      ? html`<option value="${hash}" selected>${shown}</option>`
      : html`<option value="${hash}">${shown}</option>`;
  });
  return html`<form method="get">
<label>${texts.chooseKey} <select name="key">${options}</select></label>
<label>${texts.typeKey} <input name="typed" autocomplete="off" spellcheck="false"></label>
<input type="hidden" name="lang" value="${data.language}">
<button>${texts.show}</button>
</form>`;
}

function emptyNote(data: RequestsPageData, texts: Texts): Html {
  if (data.keys.length > 0) return html`<p>${texts.nothingForKey}</p>`;
  return html`<h2>${texts.emptyTitle}</h2><p>${texts.emptyHint}</p><pre>BOT_TRACKER_SANDBOX=${data.url}</pre>`;
}

function requestTable({ requests, redaction }: RequestsPageData, texts: Texts): Html {
  const heads = [texts.time, texts.service, texts.method, texts.user, texts.status, texts.error, texts.body];
  return html`<p>${texts.intro}</p>
<div class="scroll"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${requests.map((request) => requestRow(request, texts, redaction))}</tbody>
</table></div>
<p class="hint">${texts.statusHint}</p>`;
}

function requestRow(request: RecordedRequest, texts: Texts, redaction: Redaction): Html {
  const shown = (text: string) => redaction.shown(text, request.key);
  const { at, service, key, method, userId, warnings } = request;
  const time = new Date(at).toISOString();
  return html`<tr class="${request.accepted ? "accepted" : "refused"}">
<td><time datetime="${time}">${time.slice(0, 19).replace("T", " ")}</time></td>
<td>${service}</td><td>${shown(shownMethod(method, key))}</td><td>${shown(userId ?? "")}</td><td>${statusOf(request, texts)}</td>
<td>${errorLine(request, shown)}${faultLine(request, texts)}${warnings.map((warning) => html`<p class="warning">${shown(warning)}</p>`)}</td>
<td>${bodyCell(shown(request.bodyText), texts)}</td>
</tr>`;
}

/** The body as it came, without keys and without the far end of a huge one. */
function bodyCell(shown: string, texts: Texts): Html | string {
  if (shown === "") return "";
  return html`<details><summary>${texts.show}</summary><pre>${shown}</pre></details>`;
}

/** 0 for a request that was fine, as TGTrack's own page of last requests shows it. */
function statusOf({ error, status }: RecordedRequest, texts: Texts): string {
  if (error !== undefined) return String(error.code);
  return status === null ? texts.noAnswer : "0";
}

function errorLine({ error }: RecordedRequest, shown: (text: string) => string): Html | string {
  if (error === undefined) return "";
  const { description, details } = error;
  return html`<p>${shown(details === undefined ? description : `${description}: ${details}`)}</p>`;
}

function faultLine({ fault }: RecordedRequest, texts: Texts): Html | string {
  return fault === undefined ? "" : html`<p>${texts.fault}: ${fault}</p>`;
}
