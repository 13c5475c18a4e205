import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { BlockProblem, CodeBlock } from "./read-code-blocks.ts";

/** Stands for a framework that the repository does not install. */
const NEXT_MODULES = join(import.meta.dirname, "next-modules.d.ts");

/** TypeScript's codes for an import of a module, or of an export, that does not exist. */
const IMPORT_ERRORS = new Set([2305, 2307, 2614, 2724, 2792, 2882]);

/**
 * Type-checks every `ts` block, and the syntax and imports of every `js` block, in one TypeScript program
 * (the library's own types cost seconds; they are loaded once).
 */
export function checkScriptBlocks(root: string, blocks: readonly CodeBlock[]): BlockProblem[] {
  if (blocks.length === 0) return [];
  // Each block becomes a file of the repository that exists in memory only, so that imports resolve as a reader's would.
  const files = new Map(blocks.map((block, index) => [join(root, `.docs-block-${index}.${block.language}`), block]));
  const options = readOptions(root);
  const program = ts.createProgram([...files.keys(), NEXT_MODULES], options, memoryHost(options, files));
  return [...files].flatMap(([name, block]) => {
    const source = program.getSourceFile(name);
    if (source === undefined) return [{ file: block.file, line: block.line, message: "the block could not be read" }];
    const semantic = program.getSemanticDiagnostics(source);
    return [
      ...program.getSyntacticDiagnostics(source),
      ...(block.language === "js" ? semantic.filter(({ code }) => IMPORT_ERRORS.has(code)) : semantic),
    ].map((diagnostic) => describe(block, source, diagnostic));
  });
}

/** Syntax errors of a script, without types or imports. */
export function checkScriptSyntax(code: string): string[] {
  const { diagnostics = [] } = ts.transpileModule(code, {
    fileName: "script.js",
    reportDiagnostics: true,
    compilerOptions: { allowJs: true, target: ts.ScriptTarget.ESNext },
  });
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

function readOptions(root: string): ts.CompilerOptions {
  const file = join(root, "tsconfig.json");
  const { config, error } = ts.readConfigFile(file, (path) => readFileSync(path, "utf8"));
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, "\n"));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  return {
    ...options,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    noUncheckedSideEffectImports: true,
    // The sources stand for the published packages, so that no build has to come first.
    paths: {
      "@rapport/browser": [join(root, "packages/sdk-browser/src/index.ts")],
      "@rapport/browser/react": [join(root, "packages/sdk-browser/src/react.tsx")],
      "@rapport/browser/*": [join(root, "packages/sdk-browser/src/*.ts")],
      "@rapport/node": [join(root, "packages/sdk-node/src/index.ts")],
      "@rapport/node/*": [join(root, "packages/sdk-node/src/*/index.ts")],
    },
  };
}

function memoryHost(options: ts.CompilerOptions, files: ReadonlyMap<string, CodeBlock>): ts.CompilerHost {
  const host = ts.createCompilerHost(options, true);
  // `export {}` makes a module of a block without imports: blocks must not see each other's names.
  const textOf = (name: string) => {
    const block = files.get(name);
    return block === undefined ? undefined : `${block.code}\nexport {};\n`;
  };
  return {
    ...host,
    fileExists: (name) => files.has(name) || host.fileExists(name),
    readFile: (name) => textOf(name) ?? host.readFile(name),
    getSourceFile: (name, languageVersion, ...rest) => {
      const text = textOf(name);
      if (text === undefined) return host.getSourceFile(name, languageVersion, ...rest);
      return ts.createSourceFile(name, text, languageVersion, true);
    },
  };
}

function describe(
  block: CodeBlock,
  source: ts.SourceFile,
  { start = 0, messageText, code }: ts.Diagnostic,
): BlockProblem {
  const line = block.line + source.getLineAndCharacterOfPosition(start).line;
  return { file: block.file, line, message: `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, " ")}` };
}
