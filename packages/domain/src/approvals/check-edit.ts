import { RapportError } from "@rapport/contracts/errors";
import { Ajv2020 } from "ajv/dist/2020.js";

/**
 * Holds a changed value to the proposal's JSON Schema (2020-12).
 * @throws RapportError invalid_body naming each field
 */
export function checkEdit(schema: Record<string, unknown>, value: unknown): void {
  // Formats are the graph's to check: it parses the value again by the schema that this one was made from.
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false, ownProperties: true });
  const validate = ajv.compile(schema);
  if (validate(value)) return;
  const fields = (validate.errors ?? []).slice(0, 20).map(({ instancePath, message, keyword, params }) => {
    const missing = keyword === "required" ? `/${String(params.missingProperty)}` : "";
    return {
      pointer: `/value${instancePath}${missing}`,
      message: missing ? "is missing" : (message ?? "does not fit"),
    };
  });
  throw new RapportError("invalid_body", `${fields[0]?.pointer}: ${fields[0]?.message}`, { fields });
}
