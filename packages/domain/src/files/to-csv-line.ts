/** What a spreadsheet runs as a formula, full-width forms included. */
const FORMULA = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/;

/**
 * A line of a CSV file (RFC 4180). Whoever owns the public key chooses names and traits, and a spreadsheet runs a field that
 * begins like a formula: an apostrophe before it makes it a text (OWASP, CSV injection).
 */
export function toCsvLine(fields: readonly string[]): string {
  return `${fields.map(quote).join(",")}\r\n`;
}

/** The value of a field without the apostrophe that `toCsvLine` put before it. */
export function fromCsvField(field: string): string {
  return field.startsWith("'") && FORMULA.test(field.slice(1)) ? field.slice(1) : field;
}

function quote(field: string): string {
  const safe = FORMULA.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
