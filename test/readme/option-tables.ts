/** The names that the tables of a section list in their first column, by the section's heading. */
export function optionTables(markdown: string): Map<string, string[]> {
  const tables = new Map<string, string[]>();
  let names: string[] = [];
  for (const line of markdown.split("\n")) {
    const heading = /^##+ (.+)$/.exec(line)?.[1];
    if (heading !== undefined) {
      names = [];
      tables.set(heading, names);
    }
    const name = /^\| `(\w+)` \|/.exec(line)?.[1];
    if (name !== undefined) names.push(name);
  }
  return tables;
}
