import { RapportError } from "@rapport/contracts/errors";
import type { z } from "zod";

/** A decision that does not fit what the graph takes: beyond what its JSON Schema can say, which was checked before. */
export class DecisionMisfit extends RapportError {
  constructor({ issues }: z.core.$ZodError) {
    const fields = issues.map(({ path, message }) => ({ pointer: `/${path.map(String).join("/")}`, message }));
    super("invalid_parameter", `${fields[0]?.pointer}: ${fields[0]?.message}`, { fields });
  }
}
