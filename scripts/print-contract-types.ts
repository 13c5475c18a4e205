import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** Root of the repository, from any package's folder. */
const ROOT = join(process.cwd(), "../..");

/** Contract files whose types the SDKs show to their users; of those with names only these. */
const SHOWN: Readonly<Record<string, readonly string[] | undefined>> = {
  messages: undefined,
  recommendations: undefined,
  profiles: undefined,
  intents: ["UserIntents"],
  segments: ["UserSegments"],
  triggers: ["Crossing", "Trigger", "TriggerInput"],
};

const FLAGS = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias;

/**
 * Writes the types of the contracts as plain declarations, without the zod schemas they are inferred from, and answers
 * the folder. The published declarations are bundled from it: an application needs neither zod nor our contracts.
 */
export function printContractTypes(): string {
  const folder = join(process.cwd(), ".cache/contracts");
  // Not below node_modules: the bundler of declarations leaves everything there outside.
  mkdirSync(folder, { recursive: true });
  const pathOf = (name: string) => join(ROOT, `packages/contracts/src/${name}.ts`);
  const program = ts.createProgram(Object.keys(SHOWN).map(pathOf), readOptions());
  for (const [name, types] of Object.entries(SHOWN)) {
    const source = program.getSourceFile(pathOf(name));
    if (!source) throw new Error(`cannot read ${pathOf(name)}`);
    const lines = printModule(program.getTypeChecker(), source, types);
    writeFileSync(join(folder, `${name}.d.ts`), `${lines.join("\n")}\n`);
  }
  return folder;
}

function readOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  return ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, ROOT).options;
}

/** Exported types, and exported tables of constants, which are in upper case; schemas are left out. */
function printModule(checker: ts.TypeChecker, source: ts.SourceFile, types: readonly string[] | undefined): string[] {
  const module = checker.getSymbolAtLocation(source);
  return (module ? checker.getExportsOfModule(module) : []).flatMap((symbol) => {
    if (types && !types.includes(symbol.name)) return [];
    const doc = printDoc(symbol, checker);
    if (symbol.flags & ts.SymbolFlags.TypeAlias) {
      return `${doc}export type ${symbol.name} = ${printType(checker.getDeclaredTypeOfSymbol(symbol), checker)};`;
    }
    if (!/^[A-Z_]+$/.test(symbol.name) || symbol.name.endsWith("SCHEMAS")) return [];
    return `${doc}export declare const ${symbol.name}: ${printType(checker.getTypeOfSymbol(symbol), checker)};`;
  });
}

function printType(type: ts.Type, checker: ts.TypeChecker): string {
  const plain = () => checker.typeToString(type, undefined, FLAGS);
  if (type.isUnion() && type.types.some((member) => member.flags & ts.TypeFlags.Object)) {
    return type.types.map((member) => printType(member, checker)).join(" | ");
  }
  if (checker.isArrayType(type)) {
    const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    return element ? `Array<${printType(element, checker)}>` : plain();
  }
  const isObject = (type.flags & ts.TypeFlags.Object) !== 0 && !checker.isTupleType(type);
  if (!isObject || type.getCallSignatures().length > 0) return plain();
  const indexes = checker
    .getIndexInfosOfType(type)
    .map((index) => `[key: ${checker.typeToString(index.keyType)}]: ${printType(index.type, checker)};`);
  return `{\n${[...indexes, ...type.getProperties().map((property) => printProperty(property, checker))].join("\n")}\n}`;
}

function printProperty(property: ts.Symbol, checker: ts.TypeChecker): string {
  const optional = property.flags & ts.SymbolFlags.Optional ? "?" : "";
  return `${printDoc(property, checker)}${property.name}${optional}: ${printType(checker.getTypeOfSymbol(property), checker)};`;
}

function printDoc(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const doc = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll("*/", "* /");
  return doc ? `/** ${doc.replaceAll("\n", "\n * ")} */\n` : "";
}
