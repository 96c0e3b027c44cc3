import type { ComponentChildren } from "preact";
import type { ApiError } from "../api/api-error.ts";
import type { Loaded } from "../api/use-reply.ts";
import { useTexts } from "../i18n/language.tsx";
import { UI_TEXTS } from "./ui-texts.ts";

interface LoadedViewProps<Reply> {
  of: Loaded<Reply>;
  children: (reply: Reply) => ComponentChildren;
}

/** What was loaded, what went wrong, or both: figures from before stay readable while the sandbox is away. */
export function LoadedView<Reply>({ of: { reply, error, reload }, children }: LoadedViewProps<Reply>) {
  const texts = useTexts(UI_TEXTS);
  return (
    <>
      {error !== undefined && (
        <div class="note bad" role="alert">
          <p>{wordsFor(error, texts)}</p>
          <button type="button" class="button" onClick={reload}>
            {texts.tryAgain}
          </button>
        </div>
      )}
      {reply !== undefined && children(reply)}
      {reply === undefined && error === undefined && <p class="muted">{texts.loading}</p>}
    </>
  );
}

function wordsFor({ status, message }: ApiError, texts: (typeof UI_TEXTS)["en"]): string {
  if (status === 0) return texts.noAnswer;
  return status === 401 ? texts.password : `${texts.failed} ${message}`;
}
