import { useEffect, useState } from "preact/hooks";
import { useTexts } from "../i18n/language.tsx";
import { copyText } from "./copy-text.ts";
import { Icon } from "./icon.tsx";
import { UI_TEXTS } from "./ui-texts.ts";

const SHOWN_MS = 2_000;

interface CopyButtonProps {
  text: string;
  /** What is copied, for those who cannot see what is beside the button. */
  label: string;
  /** Without a label, where there is little room. */
  iconOnly?: boolean;
}

/** Copies a text. */
export function CopyButton({ text, label, iconOnly }: CopyButtonProps) {
  const texts = useTexts(UI_TEXTS);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => void copyText(text).then(() => setCopied(true));
  // Beside the button, not in it: what a status says is no part of a button's name.
  return (
    <>
      <button type="button" class="button" aria-label={label} onClick={copy}>
        <Icon name={copied ? "check" : "copy"} />
        {iconOnly !== true && <span>{copied ? texts.copied : texts.copy}</span>}
      </button>
      <span class="visually-hidden" role="status">
        {copied && texts.copied}
      </span>
    </>
  );
}
