/** What a spreadsheet would run as a formula; an event's name is anybody's to choose. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

type Cell = string | number | null | undefined;

/** Rows as CSV after RFC 4180. A text that a spreadsheet would run is led by an apostrophe (OWASP, CSV injection). */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(toField).join(",")}\r\n`).join("");
}

function toField(cell: Cell): string {
  const text = cell === null || cell === undefined ? "" : String(cell);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Gives a table's text, or a file as it came, to the browser. */
export function saveFile(name: string, content: string | Blob): void {
  const file = content instanceof Blob ? content : new Blob([content], { type: "text/csv;charset=utf-8" });
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Objects as rows under the names of their parts; a part that is an object itself is spread, and a list stands as JSON. */
export function tableOf(objects: readonly object[]): Cell[][] {
  const names = new Set<string>();
  const flat = objects.map((object) => {
    const cells = new Map<string, Cell>();
    spread(object, "", cells);
    for (const name of cells.keys()) names.add(name);
    return cells;
  });
  return [[...names], ...flat.map((cells) => [...names].map((name) => cells.get(name)))];
}

function spread(object: object, prefix: string, cells: Map<string, Cell>): void {
  for (const [key, value] of Object.entries(object)) {
    const name = prefix + key;
    if (typeof value === "string" || typeof value === "number" || value === null || value === undefined)
      cells.set(name, value);
    else if (typeof value === "object" && !Array.isArray(value)) spread(value, `${name}.`, cells);
    else cells.set(name, JSON.stringify(value));
  }
}
