import ts from "typescript";

/**
 * What the hygiene check wants to know of one source file.
 * Lines of a file and of a function body leave blank lines out, as the linter does.
 */
export function measureSource(file, text) {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = { lines: countLines(text), functions: [], anys: [], bareCasts: [], imports: [] };
  const lineOf = (node) => tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
  const textLines = text.split("\n");

  const visit = (node) => {
    if (isFunctionWithBody(node)) {
      found.functions.push({ line: lineOf(node) + 1, lines: countBodyLines(node.body.getText(tree)) });
    }
    if (node.kind === ts.SyntaxKind.AnyKeyword) found.anys.push(lineOf(node) + 1);
    if (ts.isAsExpression(node) && !isConstCast(node) && !hasComment(textLines, castLine(tree, node))) {
      found.bareCasts.push(castLine(tree, node) + 1);
    }
    const target = importTarget(node);
    if (target !== undefined) found.imports.push(target);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function countLines(text) {
  return text.split("\n").filter((line) => line.trim() !== "").length;
}

// Without the lines of the two braces, as the linter counts.
function countBodyLines(text) {
  const lines = countLines(text);
  return lines > 2 ? lines - 2 : lines;
}

function isFunctionWithBody(node) {
  return ts.isFunctionLike(node) && "body" in node && node.body !== undefined && ts.isBlock(node.body);
}

function isConstCast(node) {
  return node.type.getText() === "const";
}

// The keyword stands between expression and type; a long expression begins many lines above it.
function castLine(tree, node) {
  return tree.getLineAndCharacterOfPosition(node.expression.getEnd()).line;
}

function hasComment(lines, line) {
  const own = lines[line] ?? "";
  const above = (lines[line - 1] ?? "").trim();
  return own.includes("//") || own.includes("/*") || above.startsWith("//") || above.endsWith("*/");
}

// Values only: `import type` disappears at run time and cannot make a cycle there.
function importTarget(node) {
  const isImport = ts.isImportDeclaration(node) && node.importClause?.isTypeOnly !== true;
  const isExport = ts.isExportDeclaration(node) && node.isTypeOnly !== true;
  if ((isImport || isExport) && node.moduleSpecifier !== undefined) return node.moduleSpecifier.text;
  return undefined;
}
