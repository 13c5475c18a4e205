import { RapportError } from "@rapport/contracts/errors";
import type { CrmName, CrmStop } from "@rapport/contracts/lead-crm";
import type { PlatformFailure } from "@rapport/ports/ad-platform";
import type { Crm } from "@rapport/ports/crm";
import type { Context } from "../../context.ts";

/** The project's account on a CRM. @throws RapportError `conflict` where none is connected */
export async function requireCrm({ crms, projectId }: Context, name: CrmName): Promise<Crm> {
  const crm = await crms.open(projectId, name);
  if (crm) return crm;
  throw new RapportError("conflict", `The project is not connected to ${name}: connect it under “Connections”`);
}

/** What a failure means for whoever exchanges leads. */
export function toStop(failure: PlatformFailure): CrmStop {
  const { kind, message } = failure;
  switch (kind) {
    case "retry-after":
    case "refresh-token":
      return { reason: "later", message, retryAfterSeconds: Math.ceil(failure.retryAfterMs / 1_000) };
    case "outcome-unknown":
      return { reason: "later", message, retryAfterSeconds: 30 };
    case "disconnected":
      return { reason: "reconnect", message, retryAfterSeconds: null };
    case "bad-request":
    case "sunset":
    case "unsupported":
    case "stopped":
      return { reason: "refused", message, retryAfterSeconds: null };
  }
}

/** The error of a call that could not begin. */
export function toError(failure: PlatformFailure): RapportError {
  const { reason, message, retryAfterSeconds } = toStop(failure);
  if (reason === "later") {
    return new RapportError("unavailable", message, { retryAfterSeconds: retryAfterSeconds ?? 30 });
  }
  return new RapportError("conflict", message);
}
