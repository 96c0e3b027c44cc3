/**
 * A process that shares an outbox, or deletes it under itself. Usage: node vanished-child.ts <what> <path>
 * `share`: puts a delivery for each line on stdin, named by it, and ends with stdin. `exit`, `close`: puts one, deletes
 * the folder, puts another, and is gone, or closes first.
 */

import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { delivery, putOne } from "../outbox-fixtures.ts";
import { openSqlite } from "./sqlite-fixtures.ts";

const [what, path = ""] = process.argv.slice(2);
const { outbox, said } = openSqlite({ path });

if (what === "share") {
  for await (const name of createInterface({ input: process.stdin })) {
    await putOne(outbox, delivery(name));
    console.log(name);
  }
  outbox.close();
  console.log(JSON.stringify(said));
} else {
  await putOne(outbox, delivery("before"));
  rmSync(dirname(path), { recursive: true });
  const put = putOne(outbox, delivery("after"));
  if (what === "exit") process.exit();
  await put;
  outbox.close();
}
