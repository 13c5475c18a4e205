/** A piece of an XML text: words, or the beginning or end of an element. */
export type XmlToken =
  | { kind: "text"; text: string }
  | { kind: "open"; name: string; attributes: string; empty: boolean }
  | { kind: "close"; name: string };

const NAMED: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
/** Markup that ends with a text of its own, and whether its inside is words. */
const SECTIONS = [
  { begin: "<![CDATA[", end: "]]>", isText: true },
  { begin: "<!--", end: "-->", isText: false },
  { begin: "<?", end: "?>", isText: false },
] as const;

/**
 * Elements and text of an XML document, names without their prefix. One pass without going back, so that no text can
 * make it slow: where something is opened and not closed, reading ends.
 */
export function* readXmlTokens(text: string): Generator<XmlToken> {
  for (let at = 0; at < text.length; ) {
    const section = SECTIONS.find(({ begin }) => text.startsWith(begin, at));
    if (section) {
      const end = text.indexOf(section.end, at + section.begin.length);
      if (end < 0) return;
      if (section.isText) yield { kind: "text", text: text.slice(at + section.begin.length, end) };
      at = end + section.end.length;
    } else if (text[at] === "<") {
      const end = findTagEnd(text, at + 1);
      if (end < 0) return;
      yield readTag(text.slice(at + 1, end));
      at = end + 1;
    } else {
      const next = text.indexOf("<", at);
      const end = next < 0 ? text.length : next;
      yield { kind: "text", text: decodeEntities(text.slice(at, end)) };
      at = end;
    }
  }
}

/** Place of the `>` that ends a tag; one within quotes does not. */
function findTagEnd(text: string, from: number): number {
  let quote = "";
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === ">") return at;
    else if (character === '"' || character === "'") quote = character;
  }
  return -1;
}

function readTag(inside: string): XmlToken {
  if (inside.startsWith("/")) return { kind: "close", name: localName(inside.slice(1).trim()) };
  const empty = inside.endsWith("/");
  const body = empty ? inside.slice(0, -1) : inside;
  const blank = body.search(/\s/);
  const name = blank < 0 ? body : body.slice(0, blank);
  return { kind: "open", name: localName(name), attributes: blank < 0 ? "" : body.slice(blank), empty };
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** The five entities of XML and character references; what else looks like one stays as it stands. */
export function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,10}));/gi,
    (whole, decimal, hex, name: string | undefined) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0x10_ffff ? whole : String.fromCodePoint(code);
    },
  );
}
