import type { Assignment } from "@rapport/contracts/experiments";
import type { TrackingMessage } from "@rapport/contracts/messages";
import { attempt } from "@rapport/sdk-core";
import type { CoreRapport, InitOptions } from "./core-rapport.ts";

type Ids = { anonymousId: string; userId: string | undefined };
/** What is kept: whose variants, the variants, and in which visit each experiment's exposure was told last. */
type Kept = { of: string; assignments: Assignment[]; told: Record<string, unknown> };

export type AssignmentCache = {
  find(name: string): Assignment | undefined;
  /** Whether the variants of the present visitor are here. */
  isKnown(): boolean;
  /** Asks for the variants of the present visitor; undefined when that was done, or may not be. Never rejects. */
  refresh(): Promise<void> | undefined;
  /** True for an exposure that was told in this visit already; else remembers that it was. */
  isRepeated(message: TrackingMessage): boolean;
};

/** The variants of the present visitor, kept in localStorage as long as the visitor agrees to be remembered. */
export function openAssignmentCache(
  rapport: CoreRapport,
  options: InitOptions,
  ask: (ids: Ids) => Promise<Assignment[] | undefined>,
): AssignmentCache {
  const key = `rapport_${options.writeKey || options.apiKey || ""}_ab`; // erased with the rest when the visitor refuses
  const isAllowed = () => rapport.consent() === "granted";
  const readIds = (): Ids => ({ anonymousId: rapport.anonymousId(), userId: rapport.userId() });
  const nameOf = ({ anonymousId, userId = "" }: Ids) => `${anonymousId} ${userId}`;
  let kept: Kept = { of: "", assignments: [], told: {} };
  let asked = "";
  if (isAllowed()) attempt(() => Object.assign(kept, JSON.parse(localStorage.getItem(key) ?? "")));
  const save = () => {
    if (isAllowed() && options.persistence !== "memory") attempt(() => localStorage.setItem(key, JSON.stringify(kept)));
  };
  const isKnown = () => isAllowed() && kept.of === nameOf(readIds());
  return {
    isKnown,
    find: (name) => (isKnown() ? kept.assignments.find((one) => one.experiment === name) : undefined),
    refresh() {
      const ids = readIds();
      const of = nameOf(ids);
      if (!isAllowed() || !ids.anonymousId || asked === of) return undefined;
      asked = of;
      return ask(ids).then((assignments) => {
        if (!assignments || nameOf(readIds()) !== of) return;
        kept = { of, assignments, told: kept.told };
        save();
      });
    },
    isRepeated({ event, properties, context }) {
      const id = event === "Experiment Viewed" && Reflect.get(Object(properties), "experiment_id");
      if (typeof id !== "string") return false;
      const visit = Reflect.get(Object(context), "sessionId");
      const repeated = kept.told[id] === visit;
      kept.told[id] = visit;
      save();
      return repeated;
    },
  };
}
