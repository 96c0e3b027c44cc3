import { parseAst } from "rolldown/parseAst";

/** A class at the top of a file. */
interface TopLevelClass {
  readonly name: string;
  /** Its name and code, the same in whichever file it stands. */
  readonly text: string;
}

/** The classes that a built file declares. */
export function classesOf(code: string): TopLevelClass[] {
  return parseAst(code).body.flatMap((statement) => {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (declaration?.type === "ClassDeclaration") return [named(declaration.id, declaration)];
    if (declaration?.type !== "VariableDeclaration") return [];
    return declaration.declarations.flatMap(({ id, init }) =>
      init?.type === "ClassExpression" && id.type === "Identifier" ? [named(id, init)] : [],
    );
  });

  function named(id: { name: string } | null, { body }: { body: { start: number; end: number } }): TopLevelClass {
    // Shortened names depend on what else stands in the file.
    const text = code.slice(body.start, body.end).replaceAll(/[\w$]+/g, (word) => (word.length < 3 ? "_" : word));
    const name = id?.name ?? "default";
    return { name, text: `${name} ${text}` };
  }
}
