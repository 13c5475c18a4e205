import type { DefaultTreeAdapterTypes } from "parse5";
import { parse } from "parse5";
import type { Block, ReadText } from "./block.ts";

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** What readers do not read, or what stands around every page of a site. */
const SKIPPED = new Set(
  "script style noscript template svg math canvas iframe object embed form button select nav aside footer dialog head".split(
    " ",
  ),
);
/** Elements that end a line. */
const BLOCK = new Set(
  "address article blockquote body br dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tbody thead tr ul".split(
    " ",
  ),
);

/**
 * The readable part of an HTML page as blocks: parsed by the rules of browsers (parse5), so broken markup reads as it looks. What is
 * hidden, and navigation, forms and footers are left out. Walks with a stack of its own: depth of markup cannot overflow the
 * call stack. O(length).
 */
export function readHtml(html: string): ReadText {
  const document = parse(html);
  const robots = new Set<string>();
  const links: string[] = [];
  const writer = createWriter();
  let title: string | undefined;
  const stack: { node: Node; leave?: true }[] = [{ node: document }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { node, leave } = top;
    if ("value" in node && node.nodeName === "#text") writer.add(node.value);
    if (!("childNodes" in node)) continue;
    const element = "tagName" in node ? node : undefined;
    if (element) {
      if (leave) {
        writer.leave(element.tagName);
        continue;
      }
      if (element.tagName === "head") title = readHead(element, robots);
      if (isSkipped(element)) continue;
      const href = element.tagName === "a" ? attribute(element, "href") : undefined;
      if (href !== undefined && !attribute(element, "rel")?.includes("nofollow")) links.push(href);
      writer.enter(element.tagName);
      stack.push({ node, leave: true });
    }
    for (let i = node.childNodes.length - 1; i >= 0; i--) {
      const child = node.childNodes[i];
      if (child) stack.push({ node: child });
    }
  }
  const blocks = writer.end();
  const none = robots.has("none");
  return {
    title: title ?? blocks.find((block) => block.kind === "heading")?.text,
    blocks,
    links,
    mayKeep: !none && !robots.has("noindex"),
    mayFollow: !none && !robots.has("nofollow"),
  };
}

function isSkipped(element: Element): boolean {
  if (SKIPPED.has(element.tagName)) return true;
  const style = attribute(element, "style")?.replaceAll(/\s/g, "").toLowerCase() ?? "";
  return (
    attribute(element, "hidden") !== undefined ||
    attribute(element, "aria-hidden") === "true" ||
    /display:none|visibility:hidden|font-size:0(?![.\d])|opacity:0(?![.\d])/.test(style)
  );
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((entry) => entry.name === name)?.value;
}

/** Takes the title, and what the page asks of robots. */
function readHead(head: Element, robots: Set<string>): string | undefined {
  let title: string | undefined;
  for (const child of head.childNodes) {
    if (!("tagName" in child)) continue;
    if (child.tagName === "meta" && /^(robots|rapport)$/i.test(attribute(child, "name") ?? ""))
      for (const word of (attribute(child, "content") ?? "").toLowerCase().split(/[\s,]+/)) robots.add(word);
    const [text] = child.childNodes;
    if (child.tagName === "title" && text && "value" in text) title = squeeze(text.value);
  }
  return title === "" ? undefined : title;
}

function createWriter() {
  const blocks: Block[] = [];
  let line = "";
  let lines: string[] = [];
  const endLine = () => {
    if (squeeze(line) !== "") lines.push(squeeze(line));
    line = "";
  };
  const endBlock = (level?: number) => {
    endLine();
    const text = lines.join(level === undefined ? "\n" : " ");
    lines = [];
    if (text !== "") blocks.push(level === undefined ? { kind: "text", text } : { kind: "heading", level, text });
  };
  return {
    add: (text: string) => {
      line += text;
    },
    enter: (tag: string) => {
      if (/^h[1-6]$|^(p|ul|ol|table|section|article|blockquote|pre)$/.test(tag)) endBlock();
      else if (BLOCK.has(tag)) endLine();
      if (tag === "li") line = "- ";
    },
    leave: (tag: string) => {
      if (/^h[1-6]$/.test(tag)) endBlock(Number(tag[1]));
      else if (/^(p|ul|ol|table|section|article|blockquote|pre)$/.test(tag)) endBlock();
      else if (tag === "td" || tag === "th") line += " | ";
      else if (BLOCK.has(tag)) endLine();
    },
    end: () => {
      endBlock();
      return blocks;
    },
  };
}

function squeeze(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replace(/^(\s|\|)+|(\s|\|)+$/g, "")
    .replace(/^-$/, "");
}
