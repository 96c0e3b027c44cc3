import { expect, test } from "vitest";
import { summarisePreview } from "../../../../packages/sandbox/page/src/views/requests/summarise-preview.ts";

test("of an event it says what other columns do not", () => {
  expect(
    summarisePreview(
      '{"botId":1,"apiToken":"sandbox","requestType":"event","event":"start","userId":5,"param_1":"PJ1"}',
    ),
  ).toEqual([
    { name: "event", value: "start" },
    { name: "param_1", value: "PJ1" },
  ]);
});

test("of an update it says the kind, and the text where it is near the start", () => {
  expect(summarisePreview('{"update_id":7,"message":{"text":"/start PJ1","from":{"id":5}}}')).toEqual([
    { name: "message", value: "/start PJ1" },
  ]);
  expect(summarisePreview('{"update_id":7,"my_chat_member":{"chat":{"id":5')).toEqual([
    { name: "my_chat_member", value: "" },
  ]);
});

test("a number cut off by the end of the preview is left out rather than shown too short", () => {
  expect(summarisePreview('{"user_id":"5","target":"lead","amount":15')).toEqual([{ name: "target", value: "lead" }]);
});

test("of a form it says the fields", () => {
  expect(summarisePreview("botId=1&apiToken=sandbox&event=menu&param_1=%D0%BA")).toEqual([
    { name: "event", value: "menu" },
    { name: "param_1", value: "к" },
  ]);
});

test("where other columns say everything it has nothing to add", () => {
  expect(summarisePreview('{"user_id":"5"}')).toEqual([]);
});

test("anything else is left as it is", () => {
  expect(summarisePreview("oops")).toBeUndefined();
  expect(summarisePreview("")).toBeUndefined();
});
