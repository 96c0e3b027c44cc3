import { globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isPlaceholder, project } from "./project.ts";

// Usage: check-metadata.ts [--write | --release]. --write mends what is wrong, --release also refuses the placeholders.
const [mode] = process.argv.slice(2);
const place = `${project.owner}/${project.repository}`;
const address = `https://github.com/${place}`;

/** What a package.json says of where it comes from. Provenance is refused for a package whose repository differs. */
function fieldsOf(folder: string): Readonly<Record<string, unknown>> {
  const inRoot = folder === ".";
  return {
    homepage: inRoot ? `${address}#readme` : `${address}/tree/main/${folder}#readme`,
    bugs: `${address}/issues`,
    repository: { type: "git", url: `git+${address}.git`, ...(inRoot ? {} : { directory: folder }) },
  };
}

function withFields(manifest: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, unknown>>): object {
  const { homepage: _homepage, bugs: _bugs, repository: _repository, ...rest } = manifest;
  // After the licence, where readers of a package.json look for them.
  return Object.fromEntries(
    Object.entries(rest).flatMap((entry) => (entry[0] === "license" ? [entry, ...Object.entries(fields)] : [entry])),
  );
}

const faults: string[] = [];
for (const path of ["package.json", ...globSync("packages/*/package.json").sort()]) {
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  const fields = fieldsOf(dirname(path).replaceAll("\\", "/"));
  const wrong = Object.keys(fields).filter((name) => !isDeepStrictEqual(manifest[name], fields[name]));
  if (wrong.length === 0) continue;
  if (mode === "--write") writeFileSync(path, `${JSON.stringify(withFields(manifest, fields), null, 2)}\n`);
  else faults.push(`${path}: ${wrong.join(", ")} differ from .ci/project.ts. Run "pnpm run check:metadata --write".`);
}

const policy = readFileSync("SECURITY.md", "utf8");
for (const expected of [`${address}/security/advisories/new`, project.securityContact]) {
  if (!policy.includes(expected)) faults.push(`SECURITY.md should name ${expected}, as .ci/project.ts does.`);
}

if (mode === "--release") {
  if (isPlaceholder()) faults.push("The owner or the security contact in .ci/project.ts is a placeholder: no release.");
  const host = process.env["GITHUB_REPOSITORY"];
  if (host !== undefined && host !== place) faults.push(`This is ${host}, but the packages say ${place}: no release.`);
}

for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log(`Every package says that it comes from ${place}${isPlaceholder() ? " (a placeholder)" : ""}.`);
