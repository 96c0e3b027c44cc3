import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../.ci/packages/public-package.ts";
import { codeBlocks } from "../../readme/markdown.ts";
import type { Shell } from "./shell.ts";

interface Home {
  readonly owner: string;
  readonly contact: string;
}

/** As `.ci/project.ts` has them while the project has no home. */
const PLACEHOLDERS: Home = { owner: "OWNER_NOT_SET", contact: "security@owner-not-set.invalid" };
const HOME: Home = { owner: "an-owner-for-a-test", contact: "security@example.org" };

/** A clone of what is committed, as somebody who releases has one. */
export async function cloneProject(shell: Shell, folder: string): Promise<void> {
  await shell.run(`git clone --quiet "${ROOT}" "${folder}"\ncd "${folder}"\ngit checkout --quiet -B main`, ROOT);
  await shell.run("pnpm install --frozen-lockfile", folder);
}

/** The clone of a project without a home, whether or not this one has found its own. */
export function forgetOwner(clone: string): void {
  writeHome(clone, PLACEHOLDERS);
}

/** Something to release, as the commit that a release was made of has nothing left. */
export function addChange(clone: string): void {
  const change = '---\n"@bot-tracker/core": patch\n---\n\nA change for a test.\n';
  writeFileSync(join(clone, ".changeset/a-change-for-a-test.md"), change);
}

/** The first step of CONTRIBUTING's list: the project gets an owner. */
export async function setOwner(shell: Shell, clone: string): Promise<void> {
  writeHome(clone, HOME);
  await shell.run("pnpm run check:metadata --write\npnpm run check:metadata", clone);
}

/** The lines of its fourth step but for `.ci/run`, which this test is a part of, and the push. */
export function releaseLines(): string[] {
  const page = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");
  const [, section = ""] = page.split("\n## A release\n");
  const [block] = codeBlocks(section).filter(({ language }) => language === "sh");
  return (block?.code ?? "")
    .split("\n")
    .filter((line) => line !== ".ci/run" && !line.startsWith("git push"))
    .map((line) => line.replace(/^npx -y pnpm@12/, "pnpm"));
}

function writeHome(clone: string, { owner, contact }: Home): void {
  edit(join(clone, ".ci/project.ts"), [
    [/\bowner: [^,\n]+,/, `owner: "${owner}",`],
    [/\bsecurityContact: [^,\n]+,/, `securityContact: "${contact}",`],
  ]);
  edit(join(clone, "SECURITY.md"), [
    [/(?<=github\.com\/)[^/\s]+(?=\/[^/\s]+\/security\/advisories\/new)/, owner],
    [/(?<=write to )\S+@\S+\w/, contact],
  ]);
}

/** Throws where a change finds nothing: the file is no longer written as it was when this was. */
function edit(path: string, changes: readonly (readonly [from: RegExp, to: string])[]): void {
  const after = changes.reduce(
    (text, [from, to]) => {
      if (!from.test(text)) throw new Error(`${path} should hold something like ${from}, but does not.`);
      return text.replace(from, to);
    },
    readFileSync(path, "utf8"),
  );
  writeFileSync(path, after);
}
