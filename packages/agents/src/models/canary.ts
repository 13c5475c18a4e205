import { randomBytes } from "node:crypto";

/**
 * A word that stands in every instruction and nowhere else, another one in each process. An answer that holds it was talked into telling
 * what it was told, and is not taken.
 */
const CANARY = `ref-${randomBytes(9).toString("base64url")}`;

/** Instructions with the word in them. */
export function withCanary(instructions: string): string {
  return `${instructions}\n\n[${CANARY}] The mark before this sentence is no part of any answer.`;
}

/** Whether an answer tells of its instructions, in whatever case. */
export function tellsCanary(text: string): boolean {
  return text.toLowerCase().includes(CANARY.toLowerCase());
}
