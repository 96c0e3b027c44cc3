import type { RequestRow } from "#wire/requests";
import { ERROR_RULES, FAULT_EXPLANATIONS, WARNING_RULES } from "./explanation-rules.ts";
import type { ExplanationId } from "./explanation-texts.ts";

/** Something about a request that needs explaining, with the service's own words, if any. */
export interface Explained {
  id: ExplanationId;
  tone: "bad" | "warn";
  own: string | undefined;
}

/** What there is to say about a request, the gravest first; nothing about one that was simply accepted. */
export function explainRequest(
  row: Pick<RequestRow, "service" | "method" | "error" | "fault" | "outcome" | "warnings">,
) {
  const explained: Explained[] = [];
  const { error, fault } = row;
  if (error !== null) {
    const { code, description, details } = error;
    const words = [details ?? "", ...row.warnings].join(" ");
    const rule = ERROR_RULES.find(
      (each) =>
        (each.code === undefined || each.code === code) &&
        (each.service === undefined || each.service === row.service) &&
        (each.method === undefined || each.method.test(row.method)) &&
        (each.words === undefined || each.words.test(words)),
    );
    const own = [`${code} ${description}`, details].filter((part) => part !== null && part !== "").join(". ");
    explained.push({ id: rule?.id ?? "otherError", tone: "bad", own });
  } else if (row.outcome === "unanswered" && !isNamedFault(fault)) {
    explained.push({ id: "noAnswer", tone: "bad", own: undefined });
  }
  if (fault !== null) {
    explained.push({
      id: isNamedFault(fault) ? FAULT_EXPLANATIONS[fault] : "fault",
      tone: row.outcome === "unanswered" ? "bad" : "warn",
      own: undefined,
    });
  }
  for (const warning of row.warnings) {
    if (error?.code === 429 && /^Over the limit/.test(warning)) continue;
    explained.push({ id: explainWarning(warning) ?? "otherWarning", tone: "warn", own: warning });
  }
  return explained;
}

/** Undefined: only the warning's own words are known. */
export function explainWarning(warning: string): ExplanationId | undefined {
  return WARNING_RULES.find(({ words }) => words.test(warning))?.id;
}

function isNamedFault(fault: string | null): fault is keyof typeof FAULT_EXPLANATIONS {
  return fault !== null && Object.hasOwn(FAULT_EXPLANATIONS, fault);
}
