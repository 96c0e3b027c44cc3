import { expect, test } from "vitest";
import { IGNORED } from "../../../../packages/core/src/telegram/ignored-signals.ts";
import { ruleText } from "../../../../packages/sandbox/page/src/views/chat/rule-texts.ts";

test.for(Object.values(IGNORED))("the chat says in Russian, in Russian words, that $reason", ({ reason }) => {
  const { why } = ruleText({ kind: "nothing", reason }, "ru");
  expect(why).not.toContain(reason);
  expect(why).toMatch(/^Трекер его пропускает: .*[а-яё]{4}/);
  expect(ruleText({ kind: "nothing", reason }, "en").why).toContain(reason);
});

test("a reason that is not known is told as it is", () => {
  expect(ruleText({ kind: "nothing", reason: "of the weather" }, "ru").why).toBe(
    "Трекер его пропускает: of the weather.",
  );
});
