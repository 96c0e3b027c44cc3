import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { project } from "../../../.ci/project.ts";
import { codeBlocks } from "../../readme/markdown.ts";
import { ROOT } from "../support/outside-folder.ts";
import type { Shell } from "./shell.ts";

const OWNER = "an-owner-for-a-test";
const CONTACT = "security@example.org";
const GIT = "git -c user.name=releaser -c user.email=releaser@example.org";

/** A clone of what is committed, as somebody who releases has one. */
export async function cloneProject(shell: Shell, folder: string): Promise<void> {
  await shell.run(`git clone --quiet "${ROOT}" "${folder}"\ncd "${folder}"\ngit checkout --quiet -B main`, ROOT);
  await shell.run("pnpm install --frozen-lockfile", folder);
}

/** The first step of CONTRIBUTING's list: the project gets an owner. */
export async function setOwner(shell: Shell, clone: string): Promise<void> {
  edit(join(clone, ".ci/project.ts"), [
    ["owner: unset", `owner: "${OWNER}"`],
    [project.securityContact, CONTACT],
  ]);
  edit(join(clone, "SECURITY.md"), [
    [`/${project.owner}/`, `/${OWNER}/`],
    [project.securityContact, CONTACT],
  ]);
  await shell.run("pnpm run check:metadata --write\npnpm run check:metadata", clone);
}

/** The lines of its third step but for `.ci/run`, which this test is a part of, and the push. */
export function releaseLines(): string[] {
  const page = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");
  const [, section = ""] = page.split("\n## A release\n");
  const [block] = codeBlocks(section).filter(({ language }) => language === "sh");
  return (block?.code ?? "")
    .split("\n")
    .filter((line) => line !== ".ci/run" && !line.startsWith("git push"))
    .map((line) => line.replace(/^npx -y pnpm@12/, "pnpm").replace(/^git/, GIT));
}

function edit(path: string, changes: readonly (readonly [from: string, to: string])[]): void {
  const before = readFileSync(path, "utf8");
  const after = changes.reduce((text, [from, to]) => text.replaceAll(from, to), before);
  writeFileSync(path, after);
}
