/** For every test file: an outbox that a test names no folder for is not made where the tests are run. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "bot-tracker-"));
process.env["BOT_TRACKER_DIR"] = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
