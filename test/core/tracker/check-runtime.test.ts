import { expect, test } from "vitest";
import { checkRuntime } from "../../../packages/core/src/tracker/check-runtime.ts";

test.for(["22.19.0", "22.23.3", "24.0.0", "26.10.0"])("Node %s will do", (version) => {
  expect(() => checkRuntime(version)).not.toThrow();
});

test.for(["18.20.0", "20.20.2", "22.18.9"])("Node %s is refused by a sentence that names what is needed", (version) => {
  expect(() => checkRuntime(version)).toThrow(`needs Node 22.19 or newer, and this is Node ${version}`);
});
