import { attempt } from "./attempt.ts";

/** Where the visitor is remembered: `cookie` is shared by all subdomains, `memory` ends with the page (cookieless). */
export type Persistence = "localStorage" | "cookie" | "memory";

/** What is kept: the visitor, the visit, how they came, their variants, and what they decided about all of it. */
type Name = "id" | "session" | "touch" | "ab" | "consent";

export type Store = {
  read(name: Name): string | undefined;
  write(name: Name, value: string): void;
  /** From now on values outlive the page; what was written before does so too. A decision always does. */
  openStore(): void;
  /** Forgets all but the decision, wherever it may lie, and keeps values in memory only from now on. */
  eraseStore(): void;
};

/** Refuses by throwing, or by answering something false. `life` is in seconds; 0 deletes. */
type Place = { read(key: string): string | null | undefined; write(key: string, value: string, life: number): unknown };

const LIFE_SECONDS = 365 * 24 * 3_600;

const local: Place = {
  read: (key) => localStorage.getItem(key),
  write(key, value, life) {
    if (life) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
    return true;
  },
};

const cookie: Place = {
  read(key) {
    const pair = document.cookie.split("; ").find((one) => one.startsWith(`${key}=`));
    return pair && decodeURIComponent(pair.slice(key.length + 1));
  },
  write(key, value, life) {
    const labels = location.hostname.split(".");
    // From the widest domain down: browsers refuse a cookie for a public suffix such as co.uk. Last, the host alone.
    for (let first = labels.length - 1; first >= -1; first--) {
      const domain = first < 0 ? "" : labels.slice(first).join(".");
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in two of three engines
      document.cookie = `${key}=${encodeURIComponent(value)};domain=${domain};path=/;max-age=${life};samesite=lax`;
      if (life && cookie.read(key) === value) return true;
    }
  },
};

/** Values by name, in the first of their places that the browser grants, else in memory. */
export function createStore(prefix: string, persistence: Persistence = "localStorage"): Store {
  const memory = new Map<Name, string>();
  const places = persistence === "memory" ? [] : persistence === "cookie" ? [cookie, local] : [local, cookie];
  let open = false;
  const placesOf = (name: Name) => (open || name === "consent" ? places : []);
  const write = (name: Name, value: string) => {
    memory.set(name, value);
    placesOf(name).some((place) => attempt(() => place.write(prefix + name, value, LIFE_SECONDS)));
  };
  return {
    write,
    read: (name) =>
      placesOf(name)
        .map((place) => attempt(() => place.read(prefix + name)))
        .find(Boolean) ?? memory.get(name),
    openStore() {
      open = true;
      for (const [name, value] of memory) write(name, value);
    },
    eraseStore() {
      open = false;
      for (const name of ["id", "session", "touch", "ab"] as const) {
        memory.delete(name);
        for (const place of [local, cookie]) attempt(() => place.write(prefix + name, "", 0));
      }
    },
  };
}
