import type { ComponentChildren } from "preact";
import { useStatus } from "../api/status.tsx";
import { useFormats } from "../i18n/formats.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { APP_TEXTS } from "./app-texts.ts";
import { useTheme } from "./theme.ts";

/** The sandbox's address with `children` beside it, the language and the colours. */
export function SideFoot({ children }: { children?: ComponentChildren }) {
  const texts = useTexts(APP_TEXTS);
  const formats = useFormats();
  const { language, choose } = useLanguage();
  const { theme, choose: chooseTheme } = useTheme();
  const { reply } = useStatus();
  return (
    <>
      {reply === undefined ? (
        children
      ) : (
        <div class="address">
          <div class="row">
            <p class="muted">{texts.address}</p>
            {children}
          </div>
          <div class="row">
            <code>{reply.url.replace(/^https?:\/\//, "")}</code>
            <CopyButton text={`BOT_TRACKER_SANDBOX=${reply.url}`} label={texts.copyAddress} iconOnly />
          </div>
          <p class="muted">
            {texts.kept(formats.number(reply.requests))} {reply.storage.kind === "file" ? texts.inFile : texts.inMemory}
          </p>
        </div>
      )}
      <div class="row">
        <Segmented
          label={texts.language}
          value={language}
          options={[
            { value: "en", text: "EN" },
            { value: "ru", text: "RU" },
          ]}
          onChange={choose}
        />
        <button
          type="button"
          class="button quiet"
          aria-label={theme === "dark" ? texts.toLight : texts.toDark}
          onClick={() => chooseTheme(theme === "dark" ? "light" : "dark")}
        >
          <Icon name={theme === "dark" ? "sun" : "moon"} />
        </button>
      </div>
    </>
  );
}
