/** What a parser knows after a line: a whole row, a quoted field that goes on in the next line, or a fault. */
type CsvProgress = { state: "row"; fields: string[] } | { state: "open" } | { state: "fault"; message: string };

const QUOTE = '"';

/**
 * Parses one CSV row (RFC 4180) that is fed line by line, because a quoted field may hold line ends. A quote inside a
 * field that did not begin with one is taken as it stands (`5" screen`). Linear in the length of the row.
 *
 * Own code, and not the parser that the ecosystem offers, because an import must resume at a byte and lose no more than
 * the one row that is broken: after a fault csv-parse goes on at the next quote, which may be thousands of rows away,
 * and its byte count leaves out the byte order mark.
 */
export class CsvRowParser {
  readonly #delimiter: string;
  #fields: string[] = [];
  #field = "";
  #open = false;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** Takes the next line, without its newline but with a carriage return if there is one. */
  feed(line: string): CsvProgress {
    let at = 0;
    if (this.#open) this.#field += "\n";
    else if (line.startsWith(QUOTE)) at = this.#openField(0);
    for (;;) {
      if (this.#open) {
        const quote = line.indexOf(QUOTE, at);
        if (quote === -1) {
          this.#field += line.slice(at);
          return { state: "open" };
        }
        this.#field += line.slice(at, quote);
        at = quote + 1;
        if (line[at] === QUOTE) {
          this.#field += QUOTE;
          at += 1;
          continue;
        }
        this.#open = false;
        this.#closeField();
        if (isLineEnd(line, at)) return this.#row();
        if (!line.startsWith(this.#delimiter, at)) {
          return { state: "fault", message: `Field ${this.#fields.length} goes on after its closing quote` };
        }
      } else {
        const end = line.indexOf(this.#delimiter, at);
        this.#field = end === -1 ? withoutReturn(line.slice(at)) : line.slice(at, end);
        this.#closeField();
        if (end === -1) return this.#row();
        at = end;
      }
      at += this.#delimiter.length;
      if (line.startsWith(QUOTE, at)) at = this.#openField(at);
    }
  }

  #openField(at: number): number {
    this.#open = true;
    return at + 1;
  }

  #closeField(): void {
    this.#fields.push(this.#field);
    this.#field = "";
  }

  #row(): CsvProgress {
    const fields = this.#fields;
    this.#fields = [];
    return { state: "row", fields };
  }
}

function isLineEnd(line: string, at: number): boolean {
  return at === line.length || (at === line.length - 1 && line[at] === "\r");
}

function withoutReturn(text: string): string {
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
