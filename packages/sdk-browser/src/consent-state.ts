/** `pending`: not asked or not answered yet. */
export type ConsentState = "granted" | "denied" | "pending";
