import { z } from "zod";
import type { ServerReader, ServerSentences } from "../texts/server-reader.ts";
import type { Texts } from "../texts/texts.ts";
import { nextTask } from "./next-task.ts";

/** A language of the console: how it names itself, how Intl writes its numbers and dates, and where its lines begin. */
type Language = { code: LanguageCode; name: string; locale: string; dir: "ltr" | "rtl" };
export type LanguageCode = "en" | "es" | "hi" | "fr" | "ar";

const ENGLISH: Language = { code: "en", name: "English", locale: "en-GB", dir: "ltr" };

export const LANGUAGES: readonly Language[] = [
  ENGLISH,
  { code: "es", name: "Español", locale: "es", dir: "ltr" },
  { code: "hi", name: "हिन्दी", locale: "hi", dir: "ltr" },
  { code: "fr", name: "Français", locale: "fr", dir: "ltr" },
  // Western digits: numbers stand beside ids, amounts and code of the host application, which are shown as they are.
  { code: "ar", name: "العربية", locale: "ar-u-nu-latn", dir: "rtl" },
];

type Dictionary = { texts: Texts; faultWords: Partial<z.core.$ZodConfig> };

const STORAGE_KEY = "rapport-console-language";
// English is the text in the source, so it has no dictionary; each other language is one file that is fetched when it is chosen.
const DICTIONARIES: Record<Exclude<LanguageCode, "en">, () => Promise<Dictionary>> = {
  es: () => import("../texts/es.ts"),
  hi: () => import("../texts/hi.ts"),
  fr: () => import("../texts/fr.ts"),
  ar: () => import("../texts/ar.ts"),
};
// Asked for from here: a dictionary that asked for more would wait for this module, which waits for the dictionary.
const SENTENCES: Record<keyof typeof DICTIONARIES, () => Promise<{ default: ServerSentences }>> = {
  es: () => import("../texts/server/es.json"),
  hi: () => import("../texts/server/hi.json"),
  fr: () => import("../texts/server/fr.json"),
  ar: () => import("../texts/server/ar.json"),
};

let current = ENGLISH;
let texts: Texts = {};
/** A sentence of the server in the reader's language; undefined where it is not known, and for readers of English. */
export let readServer: ServerReader = () => undefined;

// Whatever imports this module, directly or not, is evaluated when the words are there: constants of modules are translated, too.
if (typeof document !== "undefined") await bootLanguage();

/** Takes the chosen language, or the browser's, and says on the page which it is. */
async function bootLanguage(): Promise<void> {
  // What is evaluated before and after this module is half of the scripts each: as one task it would keep the page from answering.
  await nextTask();
  const wanted = findLanguage(readChoice(), navigator.languages);
  try {
    if (wanted.code !== "en") {
      const dictionary = await DICTIONARIES[wanted.code]();
      ({ texts } = dictionary);
      z.config(dictionary.faultWords);
      // Not waited for: what the server refuses comes after the first screen. Without it, it is told as the server does.
      void loadReader(SENTENCES[wanted.code], wanted.dir).catch(() => undefined);
    }
    current = wanted;
  } catch {
    // The file cannot be had (offline, or a newer release took its place): English works without one.
  }
  document.documentElement.lang = current.code;
  document.documentElement.dir = current.dir;
}

async function loadReader(load: () => Promise<{ default: ServerSentences }>, dir: Language["dir"]): Promise<void> {
  const [{ default: sentences }, { createServerReader }] = await Promise.all([
    load(),
    import("../texts/server-reader.ts"),
  ]);
  readServer = createServerReader(sentences, texts, dir === "rtl");
}

/** Keeps the language in this browser and starts the console anew in it; everything that is open is in the URL. */
export function chooseLanguage(code: LanguageCode): void {
  try {
    localStorage.setItem(STORAGE_KEY, code);
  } catch {
    // Storage may be refused (private window): the console then stays in the browser's language.
  }
  location.reload();
}

export function currentLanguage(): Language {
  return current;
}

/** The translation of an English text, where there is one. */
export function findText(text: string): Texts[string] | undefined {
  return Object.hasOwn(texts, text) ? texts[text] : undefined;
}

/** The language that was chosen, else the first of the browser's that the console speaks, else English. */
export function findLanguage(chosen: string | null, preferred: readonly string[]): Language {
  for (const tag of [chosen, ...preferred]) {
    const code = tag?.toLowerCase().split("-")[0];
    const found = LANGUAGES.find((language) => language.code === code);
    if (found) return found;
  }
  return ENGLISH;
}

function readChoice(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}
