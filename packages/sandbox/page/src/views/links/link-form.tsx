import { useRef, useState } from "preact/hooks";
import type { LinkRow } from "#wire/links";
import { MOST_CODE_CHARS } from "#wire/service-name";
import { ApiError } from "../../api/api-error.ts";
import { sendJson } from "../../api/fetch-json.ts";
import { useTexts } from "../../i18n/language.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { checkNewLink, type LinkDraft, type LinkProblem, UTM_FIELDS, type UtmField } from "./check-new-link.ts";
import { LINKS_TEXTS } from "./links-texts.ts";

const BOT_STORED_AS = "bot-tracker-link-bot";
const MESSENGER_STORED_AS = "bot-tracker-link-messenger";

/** As they call themselves, in every language. */
const MESSENGERS = [
  { value: "telegram", text: "Telegram" },
  { value: "max", text: "MAX" },
] as const;

/** More of them are refused by the sandbox. */
const MAX_UTM = 200;

function emptyDraft(): LinkDraft {
  return {
    name: "",
    bot: localStorage.getItem(BOT_STORED_AS) ?? "",
    messenger: localStorage.getItem(MESSENGER_STORED_AS) === "max" ? "max" : "telegram",
    code: "",
    utm: { source: "", medium: "", campaign: "", content: "", term: "" },
  };
}

/** Asks for a link; `onMade` gets it. The bot's name stays for the next one. */
export function LinkForm({ onMade }: { onMade(link: LinkRow): void }) {
  const texts = useTexts(LINKS_TEXTS);
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<LinkDraft>(emptyDraft);
  const [problems, setProblems] = useState<readonly LinkProblem[]>([]);
  const [failure, setFailure] = useState<ApiError>();
  const [isSending, setSending] = useState(false);

  const change = (part: Partial<LinkDraft>) => {
    setDraft({ ...draft, ...part });
    setProblems(problems.filter(({ field }) => !(field in part)));
  };
  const show = (found: readonly LinkProblem[]) => {
    setProblems(found);
    // After the fields have been marked.
    setTimeout(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
  };
  const send = async () => {
    const { link, problems: found } = checkNewLink(draft);
    setFailure(undefined);
    show(found);
    if (found.length > 0) return;
    setSending(true);
    try {
      const made = await sendJson<LinkRow>("POST", "/api/page/links", link);
      localStorage.setItem(BOT_STORED_AS, link.bot ?? "");
      localStorage.setItem(MESSENGER_STORED_AS, draft.messenger);
      setDraft(emptyDraft());
      onMade(made);
    } catch (error) {
      const told = error instanceof ApiError ? error : new ApiError(0, String(error));
      if (told.status === 409) show([{ field: "code", problem: "taken" }]);
      else setFailure(told);
    } finally {
      setSending(false);
    }
  };

  const wordsFor = (field: LinkProblem["field"]): string | undefined => {
    const problem = problems.find((each) => each.field === field);
    switch (problem?.field) {
      case "name":
        return problem.problem === "missing" ? texts.nameMissing : texts.nameTooLong(problem.length);
      case "bot":
        return draft.messenger === "max" ? texts.maxBotUnfit : texts.botUnfit;
      case "code":
        if (problem.problem === "too-long") return texts.codeTooLong(problem.length, problem.most);
        return problem.problem === "taken" ? texts.codeTaken : texts.codeUnfit;
      case undefined:
        return undefined;
    }
  };
  const utmLabels: Record<UtmField, string> = {
    source: texts.utmSource,
    medium: texts.utmMedium,
    campaign: texts.utmCampaign,
    content: texts.utmContent,
    term: texts.utmTerm,
  };

  return (
    <form
      ref={form}
      class="card stack link-form"
      aria-labelledby="new-link"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSending) void send();
      }}
    >
      <h2 id="new-link">{texts.newLink}</h2>
      <TextField
        label={texts.name}
        hint={texts.nameHint}
        error={wordsFor("name")}
        value={draft.name}
        required
        onInput={(name) => change({ name })}
      />
      <Segmented
        label={texts.messenger}
        value={draft.messenger}
        options={MESSENGERS}
        onChange={(messenger) => {
          setDraft({ ...draft, messenger });
          // What fits depends on it.
          setProblems(problems.filter(({ field }) => field === "name"));
        }}
      />
      <TextField
        label={texts.bot}
        hint={texts.botHint}
        error={wordsFor("bot")}
        value={draft.bot}
        placeholder="@my_bot"
        verbatim
        onInput={(bot) => change({ bot })}
      />
      <TextField
        label={texts.code}
        hint={texts.codeHint(MOST_CODE_CHARS[draft.messenger])}
        error={wordsFor("code")}
        value={draft.code}
        verbatim
        onInput={(code) => change({ code })}
      />
      <details class="link-utm">
        <summary>{texts.utm}</summary>
        <div class="stack">
          <p class="hint muted">{texts.utmHint}</p>
          {UTM_FIELDS.map((field) => (
            <TextField
              key={field}
              label={utmLabels[field]}
              value={draft.utm[field]}
              maxLength={MAX_UTM}
              verbatim
              onInput={(value) => change({ utm: { ...draft.utm, [field]: value } })}
            />
          ))}
        </div>
      </details>
      {failure !== undefined && (
        <p class="note bad" role="alert">
          {failure.status === 0 ? texts.noAnswer : failure.message}
        </p>
      )}
      <button type="submit" class="button primary" aria-disabled={isSending}>
        {texts.make}
      </button>
    </form>
  );
}
