import type { Assignment } from "@rapport/contracts/experiments";
import { attempt, buildExposure, requestAssignments } from "@rapport/sdk-core";
import { applyVariants } from "./apply-variants.ts";
import type { AssignmentCache } from "./assignment-cache.ts";
import { openAssignmentCache } from "./assignment-cache.ts";
import type { CoreRapport, InitOptions, Plugin } from "./core-rapport.ts";

export type ExperimentOptions = {
  /** Longest wait for the variants of a visitor; afterwards the page stays as it is. Default 1,000 ms. */
  timeoutMs?: number;
  /** Longest time that `data-rapport-experiments="loading"` stands on the document's element. Default 300 ms. */
  antiFlickerMs?: number;
};

/** Extension for randomised comparisons. `experiment` stands on the client, too, once it has started. */
export type Experiments = Required<Plugin> & {
  /**
   * The visitor's variant, at once: from this answer or the last page's; undefined while it is not known and for everybody
   * who takes no part, the holdout included. Tells the exposure, once in a visit. The same answer as long as the page lives.
   */
  experiment(name: string): string | undefined;
  /** Resolves when the variants are known, or will not be in time. */
  variantsReady: Promise<void>;
};

/** Name of the variant of those who are kept untreated. */
const HOLDOUT = "holdout";

/**
 * Assigns variants. The server computes them from the visitor's id; they are remembered for the next page, forgotten with a refusal,
 * and asked for again when the visitor becomes somebody else. Elements with `data-rapport-experiment="name"` and
 * `data-rapport-variant` are shown and hidden by themselves.
 */
export function experiments({ timeoutMs = 1_000, antiFlickerMs = 300 }: ExperimentOptions = {}): Experiments {
  /** Answers of this page: a person must not see two variants of one. */
  const answered = new Map<string, Assignment>();
  let cache: AssignmentCache | undefined;
  let client: CoreRapport | undefined;
  let setReady = () => {};
  const variantsReady = new Promise<void>((resolve) => {
    setReady = resolve;
  });
  const experiment = (name: string) => {
    const known = answered.get(name);
    const found = known ?? cache?.find(name);
    if (!found) return undefined;
    if (!known) {
      answered.set(name, found);
      const { event, properties } = buildExposure(found);
      client?.track(event, properties);
    }
    return found.variant === HOLDOUT ? undefined : found.variant;
  };
  const apply = () => attempt(() => applyVariants(experiment));
  const settle = () => {
    apply();
    setReady();
  };
  return {
    experiment,
    variantsReady,
    start(rapport, options) {
      client = rapport;
      cache = openAssignmentCache(rapport, options, (ids) => ask(options, ids, timeoutMs));
      Object.assign(rapport, { experiment, variantsReady });
      holdBack(cache, antiFlickerMs, variantsReady);
      if (cache.isKnown()) settle();
      addEventListener("DOMContentLoaded", apply);
      void Promise.resolve(cache.refresh()).then(settle);
    },
    message(message) {
      // Consent may have come, or another visitor.
      void cache?.refresh()?.then(settle);
      return cache?.isRepeated(message) ? null : message;
    },
  };
}

function ask(
  { host, writeKey, apiKey, onError }: InitOptions,
  ids: { anonymousId: string; userId: string | undefined },
  timeoutMs: number,
): Promise<Assignment[] | undefined> {
  const request = { ...ids, host: host.replace(/\/+$/, ""), key: writeKey || apiKey || "", timeoutMs };
  return requestAssignments(request).catch((cause) =>
    attempt(() => void onError?.({ code: "request_failed", message: "no assignments", messageIds: [], cause })),
  );
}

/** Marks the document while a first visit's variants are on their way: the page's style sheet may hide what depends on them. */
function holdBack(cache: AssignmentCache, antiFlickerMs: number, variantsReady: Promise<void>): void {
  if (cache.isKnown()) return;
  const root = document.documentElement;
  root.setAttribute("data-rapport-experiments", "loading");
  const show = () => root.removeAttribute("data-rapport-experiments");
  setTimeout(show, antiFlickerMs);
  void variantsReady.then(() => setTimeout(show));
}
