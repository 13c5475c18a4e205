import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";

const CONSOLE_SOURCES = join(import.meta.dirname, "../../../console/src");
export const TRANSLATIONS = ["es", "hi", "fr", "ar"] as const;

/** A text that the console's sources ask for; `isPlural` where it is asked for with a number. */
export type UsedText = { text: string; isPlural: boolean; where: string };
/** A translation, or its forms by plural category. */
export type Translation = string | Record<string, string>;

/** Every source of the console that is no test, parsed. */
export function readConsoleSources(): ts.SourceFile[] {
  return readdirSync(CONSOLE_SOURCES, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => parseSource(file, readFileSync(join(CONSOLE_SOURCES, file), "utf8")));
}

export function parseSource(name: string, text: string): ts.SourceFile {
  return ts.createSourceFile(
    name,
    text,
    ts.ScriptTarget.Latest,
    true,
    name.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
}

/** The texts of one source; a call whose text is no literal is a fault, because nobody can tell whether it is translated. */
export function findUsedTexts(source: ts.SourceFile): { texts: UsedText[]; faults: string[] } {
  const texts: UsedText[] = [];
  const faults: string[] = [];
  visitNodes(source, (node) => {
    const call = textCall(node);
    if (!call) return;
    const where = placeOf(node);
    const [first, second, third] = call.arguments;
    const isPlural = call.name === "tn";
    const text = isPlural ? third : first;
    if (text && ts.isStringLiteralLike(text)) texts.push({ text: text.text, isPlural, where });
    else if (!where.startsWith("lib/")) faults.push(`${where} asks for a text that is no literal`);
    if (isPlural && !(second && ts.isStringLiteralLike(second))) faults.push(`${where} has no literal for one`);
  });
  return { texts, faults };
}

/** The dictionaries of a language, by the name of their file. */
export function readDictionaries(language: string): Map<string, Record<string, Translation>> {
  const folder = join(CONSOLE_SOURCES, "texts", language);
  return new Map(
    readdirSync(folder).map((file) => [basename(file, ".json"), JSON.parse(readFileSync(join(folder, file), "utf8"))]),
  );
}

export function visitNodes(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => visitNodes(child, visit));
}

export function placeOf(node: ts.Node): string {
  const source = node.getSourceFile();
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

function textCall(node: ts.Node): { name: string; arguments: ts.NodeArray<ts.Expression> } | undefined {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const name = node.expression.text;
  return ["t", "tx", "tn"].includes(name) ? { name, arguments: node.arguments } : undefined;
}
