import ts from "typescript";

const FLAGS =
  ts.NodeBuilderFlags.NoTruncation | ts.NodeBuilderFlags.InTypeAlias | ts.NodeBuilderFlags.MultilineObjectLiterals;
/** First line of what comes from the schemas of the HTTP API. */
export const INFERRED = "// as the HTTP API has it; its own reference is at /docs";
const printer = ts.createPrinter({ removeComments: true });

/** A declaration as somebody who calls it reads it: as it is written, classes and functions without their bodies. */
export function renderDeclaration(checker: ts.TypeChecker, symbol: ts.Symbol, name: string): string {
  const declaration = symbol.declarations?.[0];
  if (!declaration) throw new Error(`${name} is declared nowhere`);
  if (ts.isClassDeclaration(declaration)) return renderClass(checker, declaration, name);
  if (ts.isTypeAliasDeclaration(declaration)) return renderAlias(checker, symbol, declaration, name);
  if (ts.isFunctionDeclaration(declaration)) return `${withoutBody(declaration).replace(/^export /, "")};`;
  return `const ${name}: ${print(checker, checker.getTypeOfSymbolAtLocation(symbol, declaration))};`;
}

/** As its author wrote it, comments included; one that is inferred from a schema as what it comes to. */
function renderAlias(
  checker: ts.TypeChecker,
  symbol: ts.Symbol,
  declaration: ts.TypeAliasDeclaration,
  name: string,
): string {
  const isInferred = /\bz\.(infer|input|output)</.test(declaration.type.getText());
  if (isInferred) return `${INFERRED}\ntype ${name} = ${print(checker, checker.getDeclaredTypeOfSymbol(symbol))};`;
  return declaration.getText().replace(/^export /, "");
}

function renderClass(checker: ts.TypeChecker, declaration: ts.ClassDeclaration, name: string): string {
  const makers = declaration.members.filter(ts.isConstructorDeclaration).filter((maker) => !isInternal(maker));
  const members = checker
    .getTypeAtLocation(declaration)
    .getProperties()
    .flatMap((member) => member.valueDeclaration ?? [])
    .filter(isPublic);
  const parameters = declaration.typeParameters?.map((one) => one.getText()).join(", ");
  const lines = [...makers, ...members].map((member) => `${docOf(member)}  ${withoutBody(member)};`);
  return `class ${name}${parameters ? `<${parameters}>` : ""} {\n${lines.join("\n")}\n}`;
}

/** Left out of the package's declarations, too. */
const isInternal = (node: ts.Node) => ts.getJSDocTags(node).some((tag) => tag.tagName.text === "internal");

/** Neither `#private` nor protected, nor inherited from the language. */
function isPublic(member: ts.Declaration): boolean {
  const name = ts.getNameOfDeclaration(member);
  const flags = ts.getCombinedModifierFlags(member);
  if (member.getSourceFile().isDeclarationFile || (name && ts.isPrivateIdentifier(name))) return false;
  return (flags & (ts.ModifierFlags.Protected | ts.ModifierFlags.Private)) === 0;
}

function docOf(member: ts.Node): string {
  const comments = ts.getLeadingCommentRanges(member.getSourceFile().text, member.pos) ?? [];
  const last = comments.at(-1);
  return last ? `  ${member.getSourceFile().text.slice(last.pos, last.end)}\n` : "";
}

function withoutBody(node: ts.Node): string {
  const body: unknown = Reflect.get(node, "body");
  const text = node.getText();
  const end = isNode(body) ? body.getStart() - node.getStart() : text.length;
  return text
    .slice(0, end)
    .trim()
    .replace(/^(override|async) /, "")
    .replace(/;$/, "");
}

function isNode(value: unknown): value is ts.Node {
  return typeof value === "object" && value !== null && "kind" in value;
}

function print(checker: ts.TypeChecker, type: ts.Type): string {
  const node = checker.typeToTypeNode(type, undefined, FLAGS);
  if (!node) return checker.typeToString(type);
  return printer.printNode(ts.EmitHint.Unspecified, node, ts.createSourceFile("type.ts", "", ts.ScriptTarget.ES2022));
}
