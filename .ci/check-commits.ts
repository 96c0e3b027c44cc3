import { spawnSync } from "node:child_process";

/** The last commit from before this rule. */
const lastUnchecked = "91f83191f0fcb0379ca26c197a45dc7db472dafe";
const maxLength = 72;
const areaFirst = /^[a-z][a-z0-9 ,/.-]*: \S/;

function git(...args: readonly string[]): { readonly ok: boolean; readonly lines: readonly string[] } {
  const { status, stdout } = spawnSync("git", args, { encoding: "utf8" });
  return { ok: status === 0, lines: (stdout ?? "").split("\n").filter((line) => line !== "") };
}

const known = git("cat-file", "-e", `${lastUnchecked}^{commit}`).ok;
// A shallow clone may begin after it, and then holds nothing that is older than the rule.
if (!known) console.log(`This clone does not reach back to ${lastUnchecked.slice(0, 7)}: checking the commits it has.`);

// Merges are left out: their subjects are written by GitHub.
const log = git("log", "--no-merges", "--format=%h %s", "HEAD", ...(known ? [`^${lastUnchecked}`] : []));
if (!log.ok) throw new Error("git log failed: is this a clone with at least one commit?");

for (const line of log.lines) {
  const subject = line.slice(line.indexOf(" ") + 1);
  const faults: string[] = [];
  if (!areaFirst.test(subject)) faults.push('does not begin with its area, such as "redis: "');
  if (subject.length > maxLength) faults.push(`has ${subject.length} characters of at most ${maxLength}`);
  if (faults.length === 0) continue;
  console.error(`${line}\n  The subject ${faults.join(", and ")}.`);
  process.exitCode = 1;
}
console.log(`${log.lines.length} commit subjects checked.`);
