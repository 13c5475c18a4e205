import { join } from "node:path";
import ts from "typescript";
import type { ReferencePage } from "./reference-pages.ts";
import { renderDeclaration } from "./render-declaration.ts";

/** One page of the reference: its file name and its text. */
export type RenderedPage = { file: string; text: string };

/**
 * The API reference of the clients, from the types and doc comments of their entries: what an application can import, as the
 * compiler sees it. The same sources give the same text.
 */
export function renderReference(root: string, pages: readonly ReferencePage[]): RenderedPage[] {
  const files = pages.flatMap(({ entries }) => entries.map(({ source }) => join(root, source)));
  const program = ts.createProgram(files, readOptions(root));
  return pages.map(({ file, title, entries }) => {
    const sections = entries.map(({ name, source }) => renderEntry(program, name, join(root, source)));
    const text = `# ${title}\n\nWritten by \`npm run docs:reference\` from the sources; a test holds it to them.\n\n${sections.join("\n\n")}\n`;
    return { file, text };
  });
}

function readOptions(root: string): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  return ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root).options;
}

function renderEntry(program: ts.Program, name: string, file: string): string {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} exports nothing that can be described`);
  const declarations = checker
    .getExportsOfModule(module)
    .toSorted((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1))
    .map((symbol) => renderSymbol(checker, symbol));
  return [`## \`${name}\``, ...declarations].join("\n\n");
}

function renderSymbol(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const doc = ts.displayPartsToString(target.getDocumentationComment(checker)).trim();
  const code = `\`\`\`typescript\n${renderDeclaration(checker, target, symbol.name)}\n\`\`\``;
  return [`### ${symbol.name}`, ...(doc ? [doc] : []), code].join("\n\n");
}
