/** Not the name of any GitHub account or organisation, since those have no underscore. */
const unset = "OWNER_NOT_SET";

/**
 * Where this project lives and who answers for it: the one place that says so. `check:metadata --write` puts a change
 * into every package.json, and the check fails where one of them, or SECURITY.md, says something else.
 *
 * PLACEHOLDERS: the project has no home yet. A release is refused while one of them stands.
 */
export const project: Readonly<Record<"owner" | "repository" | "securityContact", string>> = {
  owner: unset,
  repository: "bot-tracker",
  /** For those who cannot report a vulnerability on GitHub. Nobody can register a domain that ends in .invalid. */
  securityContact: "security@owner-not-set.invalid",
};

export function isPlaceholder(): boolean {
  return project.owner === unset || project.securityContact.endsWith(".invalid");
}
