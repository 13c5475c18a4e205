import type { FeedFields, FeedRow } from "./feed-row.ts";
import type { XmlToken } from "./read-xml-tokens.ts";
import { decodeEntities, readXmlTokens } from "./read-xml-tokens.ts";

/** An element that is a product: RSS 2.0 says item, Atom says entry. */
const PRODUCT = /^(item|entry)$/;

/**
 * Products of a Google Merchant feed in XML (RSS 2.0 or Atom 1.0). A document type is refused, so no entity can expand
 * or reach for a file. `row` counts products from 1. What a field holds in elements of its own, such as the price of
 * shipping, belongs to none.
 */
export function* readXmlRows(text: string): Generator<FeedRow> {
  const fault = (field: string, message: string): FeedRow => ({ row: reader.rows + 1, fault: { field, message } });
  const reader = new ProductReader();
  if (/<!DOCTYPE/i.test(text)) {
    yield fault("", "has a document type; remove the <!DOCTYPE …> line");
    return;
  }
  for (const token of readXmlTokens(text)) {
    const done = reader.take(token);
    if (done === "crossed") {
      yield fault(token.kind === "close" ? token.name : "", "is closed where it is not open");
      return;
    }
    if (done) yield { row: reader.rows, fields: done };
  }
  if (reader.open !== undefined) yield fault(reader.open, "is not closed; the file is cut short");
}

class ProductReader {
  rows = 0;
  readonly #path: string[] = [];
  #fields: FeedFields | undefined;
  /** Length of the path at the product. */
  #depth = 0;
  #value = "";

  /** The innermost element that is open. */
  get open(): string | undefined {
    return this.#path.at(-1);
  }

  take(token: XmlToken): FeedFields | "crossed" | undefined {
    if (token.kind === "text") {
      if (this.#fields && this.#path.length === this.#depth + 1) this.#value += token.text;
    } else if (token.kind === "close") {
      return this.#close(token.name);
    } else if (!token.empty) {
      this.#open(token.name);
    } else if (this.#path.length === this.#depth) {
      this.#add(token.name, hrefOf(token.attributes));
    }
    return undefined;
  }

  #open(name: string): void {
    this.#path.push(name);
    if (!this.#fields && PRODUCT.test(name)) {
      this.#fields = new Map();
      this.#depth = this.#path.length;
    }
    if (this.#path.length === this.#depth + 1) this.#value = "";
  }

  #close(name: string): FeedFields | "crossed" | undefined {
    if (this.#path.pop() !== name) return "crossed";
    if (this.#path.length === this.#depth) this.#add(name, this.#value);
    if (!this.#fields || this.#path.length !== this.#depth - 1) return undefined;
    const fields = this.#fields;
    this.#fields = undefined;
    this.#depth = 0;
    this.rows += 1;
    return fields;
  }

  #add(name: string, value: string): void {
    const known = this.#fields?.get(name);
    if (known) known.push(value.trim());
    else this.#fields?.set(name, [value.trim()]);
  }
}

/** Atom's `<link href="…"/>`. */
function hrefOf(attributes: string): string {
  return decodeEntities(/\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes)?.slice(1).find(Boolean) ?? "");
}
