import { formatNumber } from "./text.ts";

/** `12,345`. */
export function formatCount(count: number): string {
  return formatNumber(count);
}

/** A number with so many digits after the point, whichever sign the language has for it. */
export function formatDigits(value: number, digits: number): string {
  return formatNumber(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Integer cents as money; a currency that Intl does not know is shown as its code. */
export function formatMoney(cents: number, currency: string): string {
  const amount = cents / 100;
  try {
    return formatNumber(amount, { style: "currency", currency });
  } catch {
    return `${formatDigits(amount, 2)} ${currency}`;
  }
}

/** `0.42` as `42%`; what is more than nothing never reads as nothing. */
export function formatShare(share: number): string {
  const inPercent = { style: "percent", maximumFractionDigits: 0 } as const;
  return share > 0 && share < 0.01 ? `<${formatNumber(0.01, inPercent)}` : formatNumber(share, inPercent);
}

/** Bytes in the unit that keeps the number readable. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const amount = bytes / 1_000 ** step;
  const digits = amount < 10 && step > 0 ? 1 : 0;
  return `${formatDigits(amount, digits)} ${units[step]}`;
}

/** The end of a long id, enough to tell two apart. */
export function shortId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 4)}…${id.slice(-6)}`;
}
