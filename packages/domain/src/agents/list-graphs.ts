import { z } from "zod";
import type { Context } from "../context.ts";

/** Workflows that can be run, with the JSON Schema of what each takes. */
export async function listGraphs({ graphs }: Context) {
  const data = Object.entries(graphs).map(([name, { title, input }]) => {
    // as: z.toJSONSchema answers a JSON object, whose type of known keywords is not a record.
    return { name, title, inputSchema: z.toJSONSchema(input, { io: "input" }) as Record<string, unknown> };
  });
  return { data };
}
