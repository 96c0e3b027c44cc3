/** A bot that ends right after it has begun, beside an outbox whose erasing an earlier one has not finished. */
import { Eraser } from "../../../../packages/core/src/outbox/sqlite/eraser.ts";
import { systemPorts } from "../../../../packages/core/src/support/ports.ts";
import { nodeSqlite } from "./sqlite-fixtures.ts";

const path = process.argv[2] ?? "";
const messages = { warn: (_topic: string, message: string) => void process.stdout.write(message) };
new Eraser({ sqlite: nodeSqlite(), path, isAtPath: () => true, ports: systemPorts, messages }).resume();
