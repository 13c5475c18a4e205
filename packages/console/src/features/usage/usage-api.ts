import { usageSchema } from "@rapport/contracts/usage";
import { request } from "../../lib/api.ts";

export const readUsage = (signal?: AbortSignal) => request("/api/v1/usage", { schema: usageSchema, signal });
