import { RapportError } from "@rapport/contracts/errors";
import type { Context } from "hono";
import type { z } from "zod";
import type { ApiEnv, ApiServices } from "../services.ts";
import { announcedBytes, readJsonBody } from "./read-body.ts";

/** The body of a request that nobody is known behind, parsed. @throws RapportError invalid_body naming each field */
export async function readForm<T>(services: ApiServices, c: Context<ApiEnv>, schema: z.ZodType<T>): Promise<T> {
  const hold = services.admission.open("track", "unknown", announcedBytes(c));
  try {
    const parsed = schema.safeParse((await readJsonBody(c, hold)).value);
    if (parsed.success) return parsed.data;
    const fields = parsed.error.issues.map((issue) => ({
      pointer: `/${issue.path.join("/")}`,
      message: issue.message,
    }));
    const first = fields[0];
    throw new RapportError("invalid_body", first ? `${first.pointer}: ${first.message}` : "Not valid", { fields });
  } finally {
    hold.release();
  }
}
