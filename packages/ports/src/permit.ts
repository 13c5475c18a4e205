import { RapportError } from "@rapport/contracts/errors";

/** What a permit lets through. */
export type PermitTerms = {
  projectId: string;
  action: "create" | "set-status" | "set-budget" | "update-creative";
  /** Of the campaign that is created, or of the object that is changed. */
  tag: string;
  /** Most that all ad sets of the action together may spend a day; 0 for actions that set no budget. */
  dailyBudgetCents: number;
  /** Milliseconds since the epoch after which it counts for nothing. */
  expiresAtMs: number;
  /** Asked again before each request: true once the kill switch is thrown. */
  isStopped: () => boolean | Promise<boolean>;
};

/** Terms as an adapter sees them when it is about to act. */
export type PermitUse = Pick<PermitTerms, "projectId" | "action" | "tag"> & { dailyBudgetCents: number };

/** Leaves this file in no way: whoever gets hold of the class still cannot make one. */
const officeSeal = Symbol("permit office");

/**
 * Leave to spend, see `spend-permit.ts`. A class with a private field, so nothing of the same shape is taken for one, neither
 * by the compiler nor at run time. No export of the package leads here but through `permit-office.ts`.
 */
export class Permit {
  readonly #terms: PermitTerms;
  readonly #now: () => number;

  constructor(seal: symbol, terms: PermitTerms, now: () => number) {
    if (seal !== officeSeal) throw new RapportError("forbidden", "Only the permit office makes permits");
    this.#terms = Object.freeze({ ...terms });
    this.#now = now;
  }

  static issue(terms: PermitTerms, now: () => number): Permit {
    return new Permit(officeSeal, terms, now);
  }

  static require(permit: unknown, use: PermitUse): void {
    if (!(typeof permit === "object" && permit !== null && #terms in permit)) throw refusal("none was given");
    const terms = permit.#terms;
    if (terms.projectId !== use.projectId) throw refusal("it is for another project");
    if (terms.action !== use.action) throw refusal(`it is for ${terms.action}, not for ${use.action}`);
    if (terms.tag !== use.tag) throw refusal(`it is for ${terms.tag}, not for ${use.tag}`);
    // Written so that what is no number is refused.
    if (!(use.dailyBudgetCents <= terms.dailyBudgetCents)) {
      throw refusal(`it allows ${terms.dailyBudgetCents} cents a day, not ${use.dailyBudgetCents}`);
    }
    if (!(permit.#now() <= terms.expiresAtMs)) throw refusal("it has expired");
  }

  async isStopped(): Promise<boolean> {
    return this.#now() > this.#terms.expiresAtMs || (await this.#terms.isStopped());
  }
}

function refusal(message: string): RapportError {
  return new RapportError("forbidden", `The permit to spend does not hold: ${message}`);
}
