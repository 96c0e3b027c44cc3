import type { SourcesReply } from "#wire/sources";
import { useStatus } from "../../api/status.tsx";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { totalOf } from "./source-tree.ts";
import { SOURCES_TEXTS } from "./sources-texts.ts";

interface DeletedNoteProps {
  reply: SourcesReply;
  /** Where the period begins. */
  fromMs: number;
}

/** Says where costs are compared with less than what they brought: they are kept longer than anything else. */
export function DeletedNote({ reply: { sources, others }, fromMs }: DeletedNoteProps) {
  const texts = useTexts(SOURCES_TEXTS);
  const formats = useFormats();
  const status = useStatus().reply;
  const { cost, otherCosts } = totalOf(sources, others);
  if (status === undefined || (cost === 0 && otherCosts.length === 0)) return null;
  const keptFromMs = status.nowMs - status.kept.maxAgeMs;
  return fromMs < keptFromMs ? <p class="note warn">{texts.deletedBefore(formats.dateTime(keptFromMs))}</p> : null;
}
