import faults from "zod/v4/locales/ar.js";
import sentences from "./server/ar.json";
import { createServerReader } from "./server-reader.ts";
import type { Texts } from "./texts.ts";

export const texts: Texts = Object.assign(
  {},
  ...Object.values(import.meta.glob<Texts>("./ar/*.json", { eager: true, import: "default" })),
);

/** What zod says of a value that does not fit. */
export const faultWords = faults();

/** What the server says of a failure. */
export const readServer = createServerReader(sentences, texts, true);
