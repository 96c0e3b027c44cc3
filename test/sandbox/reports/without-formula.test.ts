import { expect, it } from "vitest";
import { withoutFormula } from "../../../packages/sandbox/src/wire/without-formula.ts";

it.for([
  "=1",
  "+7",
  "-5",
  "@sum",
  "\t=1",
  "\rx",
  "\nx",
  " =1",
  "\u00a0=1",
  "\ufeff=1",
  "\u200b+1",
  "\u0000-1",
  "＝1",
  "＋1",
  "－1",
  "＠x",
])("a text that a spreadsheet may work out begins with an apostrophe: %j", (text) => {
  expect(withoutFormula(text)).toBe(`'${text}`);
});

it.for(["", "Осень 🍂", "'=1", '",=1', ";=1", "%0A=1", "a-b", "5 - 3"])("any other is left as it is: %j", (text) => {
  expect(withoutFormula(text)).toBe(text);
});
