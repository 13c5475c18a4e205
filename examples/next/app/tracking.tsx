"use client";

import { rapport } from "@rapport/browser";
import { RapportProvider } from "@rapport/browser/react";
import type { ReactNode } from "react";

// Runs once in the page. On the server it does nothing, and leaves nothing behind.
rapport.init({
  host: process.env.NEXT_PUBLIC_RAPPORT_HOST ?? "http://localhost:8787",
  writeKey: process.env.NEXT_PUBLIC_RAPPORT_KEY ?? "",
  autoPage: true,
  // The server reads the visitor's anonymousId and choice from these cookies.
  persistence: "cookie",
});

/** Page views of every route, and the client for the components below. */
export function Tracking({ children }: { children: ReactNode }) {
  return <RapportProvider client={rapport}>{children}</RapportProvider>;
}
