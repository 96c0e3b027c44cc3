import { describe, expect, test } from "vitest";
import {
  type FaultDraft,
  FIRST_DRAFT,
  toFault,
} from "../../../../packages/sandbox/page/src/views/faults/fault-draft.ts";
import { toSource } from "../../../../packages/sandbox/page/src/views/faults/to-source.ts";
import { checkFault } from "../../../../packages/sandbox/src/faults/check-fault.ts";

function draft(changes: Partial<FaultDraft>): FaultDraft {
  return { ...FIRST_DRAFT, ...changes };
}

describe("the form of any fault", () => {
  test("leaves out what was left empty", () => {
    expect(toFault(FIRST_DRAFT)).toEqual({ kind: "error", code: 503, recorded: false });
  });

  test("takes seconds and percent, and a comma in a number", () => {
    const scope = { times: "3", durationSeconds: "1,5", sharePercent: "30", service: "tgtrack", method: " add_event " };
    expect(toFault(draft({ kind: "hang", recorded: true, ...scope } as Partial<FaultDraft>))).toEqual({
      kind: "hang",
      recorded: true,
      match: { service: "tgtrack", method: "add_event" },
      times: 3,
      durationMs: 1_500,
      share: 0.3,
    });
  });

  test("makes a range of a delay only where both ends are given", () => {
    const delays = { requestMinMs: "200", requestMaxMs: "", replyMinMs: "100", replyMaxMs: "300" };
    expect(toFault(draft({ kind: "latency", ...delays }))).toEqual({
      kind: "latency",
      requestMs: 200,
      replyMs: { minMs: 100, maxMs: 300 },
    });
  });

  test.for(["error", "ok-with-error", "non-json", "reset", "hang", "latency", "cut", "slow-body"] as const)(
    "%s, filled in as it comes, is a fault that the sandbox takes",
    (kind) => {
      expect(checkFault(toFault(draft({ kind })))).toMatchObject({ kind });
    },
  );

  test("hands on what is no number, so that the sandbox says what is wrong with it", () => {
    expect(() => checkFault(toFault(draft({ code: "abc" })))).toThrow(/code must be an integer.*"abc"/);
  });

  test("is shown as the line of a test", () => {
    expect(toSource(toFault(draft({ service: "howusedbot" })))).toBe(
      '{ kind: "error", code: 503, recorded: false, match: { service: "howusedbot" } }',
    );
  });
});
