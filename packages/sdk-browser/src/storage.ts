import { attempt } from "@rapport/sdk-core";
import type { ConsentState } from "./consent-state.ts";

/** Where the visitor is remembered: `cookie` is shared by all subdomains, `memory` ends with the page (cookieless). */
export type Persistence = "localStorage" | "cookie" | "memory";

/** What is kept: the visitor, the visit, how they came, their variants, and what they decided about all of it. */
type Name = "id" | "session" | "touch" | "ab" | "consent";

/** Reads the text of a key, or writes it ("" deletes). Refuses by throwing, or by answering something false. */
export type Place = (key: string, text?: string) => unknown;

export type Storage = {
  /** Begins every key. */
  prefix: string;
  /** What the visitor decided: values outlive the page while it is `granted`, the decision itself always. */
  decided?: ConsentState;
  /** Places that a value may be in, those to use first. */
  places: (Place | undefined)[];
  /** Places to forget values from: earlier pages may have used others. */
  allPlaces: (Place | undefined)[];
  memory: Partial<Record<Name, unknown>>;
};

/** A page's localStorage. */
export const local: Place = (key, text) => {
  if (text) localStorage[key] = text;
  else if (text === "") delete localStorage[key];
  return text ?? localStorage[key];
};

/** Where a value may be kept now. */
export const placesOf = (storage: Storage, name: Name) =>
  storage.decided === "granted" || name === "consent" ? storage.places : [];

/** Keeps a value in the first place that the browser grants, else in memory. */
export const writeValue = (storage: Storage, name: Name, value: unknown): void => {
  storage.memory[name] = value;
  placesOf(storage, name).some((place) => attempt(() => place?.(storage.prefix + name, JSON.stringify(value))));
};

/**
 * A value that was JSON, or undefined: whatever the page or another one may have put there. A place is asked only if none before
 * it knows: the first look of a page at its cookies waits for another process.
 */
export const readValue = (storage: Storage, name: Name): unknown => {
  let value: unknown;
  placesOf(storage, name).some((place) => {
    // as: JSON reads null as such
    value = attempt(() => JSON.parse((place?.(storage.prefix + name) || null) as string));
    return value;
  });
  return value || storage.memory[name];
};

const FORGETTABLE = ["id", "session", "touch", "ab"] as const;

/** Writes what so far stood in memory only. Of a value that there is not, nothing is written. */
export const keepValues = (storage: Storage): void => {
  for (const name of FORGETTABLE) writeValue(storage, name, storage.memory[name]);
};

/** Forgets all but the decision, wherever it may lie. */
export const eraseValues = (storage: Storage): void => {
  for (const name of FORGETTABLE) {
    storage.allPlaces.map((place) => attempt(() => place?.(storage.prefix + name, "")));
    delete storage.memory[name];
  }
};
