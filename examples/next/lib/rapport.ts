import { Rapport } from "@rapport/node";

// `next dev` loads this module anew after every change; the process keeps one client all the same.
const kept: typeof globalThis & { rapport?: Rapport } = globalThis;

kept.rapport ??= new Rapport({
  host: process.env.NEXT_PUBLIC_RAPPORT_HOST ?? "http://localhost:8787",
  writeKey: process.env.NEXT_PUBLIC_RAPPORT_KEY ?? "",
  onError: (error) => console.warn(error.code, error.message),
});

/** The client of the server: one for the life of the process. */
export const rapport = kept.rapport;
