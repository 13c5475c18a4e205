import faults from "zod/v4/locales/hi.js";
import type { Texts } from "./texts.ts";

export const texts: Texts = Object.assign(
  {},
  ...Object.values(import.meta.glob<Texts>("./hi/*.json", { eager: true, import: "default" })),
);

/** What zod says of a value that does not fit. */
export const faultWords = faults();
