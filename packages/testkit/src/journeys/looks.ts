import { createHash } from "node:crypto";
import type { BrowserContextOptions } from "playwright-core";

const PHONE = { width: 390, height: 844 };

/** How the console can be looked at: by whom, in what light, on what. */
export const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "phone light": { colorScheme: "light", viewport: PHONE, hasTouch: true },
  arabic: { colorScheme: "light", locale: "ar" },
  "phone arabic": { colorScheme: "dark", locale: "ar", viewport: PHONE, hasTouch: true },
  hindi: { colorScheme: "light", locale: "hi" },
  "phone dark": { colorScheme: "dark", viewport: PHONE, hasTouch: true },
};

/** The turn of a text among so many: another text, another turn, but the same one for the same text. */
export function turnOf(text: string, count: number): number {
  return createHash("sha256").update(text).digest().readUInt32BE() % count;
}
