import ts from "typescript";
import { placeOf, visitNodes } from "./read-texts.ts";

/** Attributes that people see or hear. */
const SPOKEN = new Set(
  "label title placeholder aria-label alt note shown description hint words help summary heading question caption".split(
    " ",
  ),
);
/** Names and notations that are the same in every language, and samples of what is typed: names of events, ids, rules, JSON. */
const SAME_EVERYWHERE =
  /^(Rapport|Ctrl K|Esc|CSV|JSON|UTC|LinUCB|SNIPS|IPS|DR|DE|null|pro|trial|home-hero|checkout-button|orders_30d|messageId|seq|webhook-id|sku-1|[a-z]+_?…|https?:\S*|(did|trait) .*".*|data-rapport-slot.*|Order Completed.*|Demo Requested|control, treatment|# Refunds.*|\{ "campaignId.*|\P{L}*)$/su;

/** Words in the markup of one source that reach the screen without passing through a translation. */
export function findLiterals(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const look = (node: ts.Node, text: string) => {
    if (/\p{L}{2}/u.test(text) && !SAME_EVERYWHERE.test(text.trim())) found.push(`${placeOf(node)} “${text.trim()}”`);
  };
  visitNodes(source, (node) => {
    if (ts.isJsxText(node)) look(node, isInCode(node) ? "" : node.text);
    if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) lookAtValue(node.expression, look);
    if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText())) lookAtAttribute(node.initializer, look);
    if (ts.isPropertyAssignment(node) && isFact(node)) lookAtValue(node.initializer, look);
    const listed = readListed(node);
    if (listed !== undefined) found.push(`${placeOf(node)} “{${listed}}” without word()`);
  });
  return found;
}

/** Names of what holds a word of the product's lists, which `word()` says in the reader's language. */
const LISTED = /^(state|stage|role|mode|severity)$/;

/** A word of a list that is shown, or put into a sentence, as it is. */
function readListed(node: ts.Node): string | undefined {
  if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent) && node.expression)
    return listedName(node.expression);
  if (ts.isPropertyAssignment(node) && isFact(node)) return listedName(node.initializer);
  if (!isValueOfText(node)) return undefined;
  return ts.isShorthandPropertyAssignment(node) ? listedName(node.name) : listedName(node.initializer);
}

function listedName(value: ts.Expression): string | undefined {
  const name = ts.isPropertyAccessExpression(value) ? value.name : value;
  return ts.isIdentifier(name) && LISTED.test(name.text) ? name.text : undefined;
}

/** What a text is filled with: `t("…", { state })`. */
function isValueOfText(node: ts.Node): node is ts.ShorthandPropertyAssignment | ts.PropertyAssignment {
  if (!ts.isShorthandPropertyAssignment(node) && !ts.isPropertyAssignment(node)) return false;
  const call = node.parent.parent;
  return ts.isCallExpression(call) && /^t[nx]?$/.test(call.expression.getText());
}

/** The name or the value of a fact, `{ name: t("Size"), value }`; the value of a choice, which has a label, is no text. */
function isFact(node: ts.PropertyAssignment): boolean {
  const holds = (key: string) => node.parent.properties.some((one) => one.name?.getText() === key);
  return /^(name|value)$/.test(node.name.getText()) && holds("name") && holds("value") && !holds("label");
}

type Look = (node: ts.Node, text: string) => void;

function lookAtAttribute(value: ts.JsxAttributeValue | undefined, look: Look): void {
  if (!value) return;
  if (ts.isStringLiteral(value)) look(value, value.text);
  else if (ts.isJsxExpression(value)) lookAtValue(value.expression, look);
}

/** The outcomes of an expression that are written in it. */
function lookAtValue(value: ts.Expression | undefined, look: Look): void {
  if (!value) return;
  if (ts.isStringLiteralLike(value)) look(value, value.text);
  else if (ts.isParenthesizedExpression(value)) lookAtValue(value.expression, look);
  else if (ts.isTemplateExpression(value))
    look(value, [value.head.text, ...value.templateSpans.map(({ literal }) => literal.text)].join(" "));
  else if (ts.isConditionalExpression(value)) {
    lookAtValue(value.whenTrue, look);
    lookAtValue(value.whenFalse, look);
  } else if (ts.isBinaryExpression(value) && JOINS.has(value.operatorToken.kind)) lookAtValue(value.right, look);
}

const JOINS = new Set<ts.SyntaxKind>([
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.PlusToken,
]);

/** Code is the same in every language. */
function isInCode(node: ts.Node): boolean {
  const { parent } = node;
  return ts.isJsxElement(parent) && /^(code|kbd|KeyCap|style)$/.test(parent.openingElement.tagName.getText());
}
