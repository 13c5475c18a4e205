import { RapportError } from "@rapport/contracts/errors";

/** What to do about it; anything else may pass by itself. */
const FIXES: Record<string, string> = {
  PineconeAuthorizationError: "Pinecone refuses the API key: set RAPPORT_PINECONE_API_KEY",
  PineconeBadRequestError: "Pinecone refuses the request",
  PineconeNotFoundError: "Pinecone has no such index",
};

/** Errors of the library as ours: `unavailable`, with the reason in words. */
export function toPineconeError(cause: unknown): RapportError {
  if (cause instanceof RapportError) return cause;
  const { name, message } = cause instanceof Error ? cause : { name: "", message: String(cause) };
  const words = FIXES[name] ?? "Pinecone does not answer";
  return new RapportError("unavailable", `${words}: ${message.slice(0, 300)}`, { cause });
}
