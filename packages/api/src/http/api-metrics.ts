import type { RejectedMessage } from "@rapport/contracts/messages";

/** Part of the HTTP surface, as a label: never a path, which strangers choose. */
export type Surface = "tracking" | "product" | "other";

/** What the HTTP surface counts. Labels are codes of our own: no text of a project or a sender gets there. */
export type ApiMetrics = {
  answered: (surface: Surface, status: number, seconds: number) => void;
  /** One tracking request was parsed. */
  parsed: (messages: number, duplicates: number, rejected: readonly RejectedMessage[]) => void;
  /** Messages are on disk. */
  accepted: (messages: number) => void;
  /** A quota refused messages. */
  refused: (code: string, messages: number) => void;
  /** All metrics in the text format of Prometheus, and its media type. */
  read: () => Promise<{ text: string; type: string }>;
};

/** The surface that a path belongs to. */
export function surfaceOf(path: string): Surface {
  if (path.startsWith("/api/v1/")) return "product";
  return path.startsWith("/v1/") || path.startsWith("/beacon/") ? "tracking" : "other";
}
