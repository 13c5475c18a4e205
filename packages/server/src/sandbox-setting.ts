import type { FaultShares, SandboxFault } from "@rapport/adapters/ad-platform/sandbox-faults";
import { SANDBOX_FAULTS } from "@rapport/adapters/ad-platform/sandbox-faults";
import { RapportError } from "@rapport/contracts/errors";
import { z } from "zod";

/** Above this a call rarely comes through, and campaigns wait for the outbox's patience alone. */
const MOST = 0.9;
/** What does not pass by itself: an account whose access was withdrawn stays so. They are asked for by name. */
const LASTING: ReadonlySet<SandboxFault> = new Set(["disconnected", "sunset"]);

/** Settings of the simulated ad platform. */
export const sandboxVariables = {
  /**
   * Share of calls to the sandbox that go wrong: `0.1` for each passing fault in equal parts, or by name,
   * `timeout-after:0.05,rate-limited:0.1`. For trying out what a bad day of a platform does; off unless said.
   */
  RAPPORT_SANDBOX_FAULTS: z.string().trim().min(1).optional(),
};

/** @throws RapportError invalid_parameter naming what cannot be read */
export function toSandboxFaults(env: z.output<z.ZodObject<typeof sandboxVariables>>): FaultShares | undefined {
  const text = env.RAPPORT_SANDBOX_FAULTS;
  if (text === undefined) return undefined;
  const passing = SANDBOX_FAULTS.filter((fault) => !LASTING.has(fault));
  const shares: FaultShares = /^[\d.]+$/.test(text)
    ? Object.fromEntries(passing.map((fault) => [fault, readShare(text) / passing.length]))
    : Object.fromEntries(text.split(",").map(readNamed));
  if (Object.values(shares).reduce((sum, share) => sum + share, 0) > MOST) {
    throw refused(`the shares come to more than ${MOST} together`);
  }
  return shares;
}

function readNamed(part: string): [SandboxFault, number] {
  const [name, share = ""] = part.trim().split(":");
  const fault = SANDBOX_FAULTS.find((known) => known === name);
  if (!fault) throw refused(`“${name}” is no fault; there are ${SANDBOX_FAULTS.join(", ")}`);
  return [fault, readShare(share)];
}

function readShare(text: string): number {
  const share = text.trim() === "" ? Number.NaN : Number(text);
  if (!(share >= 0 && share <= 1)) throw refused(`“${text}” is no share between 0 and 1`);
  return share;
}

function refused(why: string): RapportError {
  return new RapportError(
    "invalid_parameter",
    `RAPPORT_SANDBOX_FAULTS: ${why}. Write a share such as 0.1, or faults by name such as timeout-after:0.05,rate-limited:0.1.`,
  );
}
