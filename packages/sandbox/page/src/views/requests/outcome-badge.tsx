import type { RequestOutcome } from "#wire/requests";
import { useTexts } from "../../i18n/language.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { REQUESTS_TEXTS } from "./requests-texts.ts";

const LOOKS: Readonly<Record<RequestOutcome, { tone: string; icon: IconName }>> = {
  ok: { tone: "good", icon: "check" },
  warned: { tone: "warn", icon: "warning" },
  refused: { tone: "bad", icon: "close" },
  unanswered: { tone: "bad", icon: "silence" },
};

/** How a request ended, in a word, a colour and a shape. */
export function OutcomeBadge({ outcome, code }: { outcome: RequestOutcome; code?: number | undefined }) {
  const texts = useTexts(REQUESTS_TEXTS);
  const { tone, icon } = LOOKS[outcome];
  return (
    <span class={`badge ${tone} outcome`}>
      <Icon name={icon} />
      {texts.outcomes[outcome]}
      {code !== undefined && <span class="outcome-code">{code}</span>}
    </span>
  );
}
