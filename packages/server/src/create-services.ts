import { drawFaults } from "@rapport/adapters/ad-platform/sandbox-faults";
import { GRAPHS } from "@rapport/agents/graphs/graphs";
import { TraitBook } from "@rapport/domain/computed-traits/trait-book";
import type { Services } from "@rapport/domain/context";
import { IntakeLog } from "@rapport/domain/events/intake-log";
import { IntentModels } from "@rapport/domain/intents/intent-models";
import { JobQueue } from "@rapport/domain/jobs/job-queue";
import { KnowledgeBook } from "@rapport/domain/knowledge/searching/knowledge-book";
import type { Logger } from "@rapport/domain/logger";
import { PlacementBook } from "@rapport/domain/placements/placement-book";
import { withoutErasedSubjects, withoutSuppressedSamples } from "@rapport/domain/privacy/sift-written";
import { DecisionLog } from "@rapport/domain/recommendations/decision-log";
import { Recommenders } from "@rapport/domain/recommendations/recommenders";
import { SegmentBook } from "@rapport/domain/segments/segment-book";
import { PlanBook } from "@rapport/domain/tracking-plan/plan-book";
import type { Closing } from "./close-all.ts";
import type { Config } from "./config.ts";
import { fitInThread } from "./fit-in-thread.ts";
import { openAdPlatforms } from "./open-ad-platforms.ts";
import { openCrms } from "./open-crms.ts";
import { createPooledRandom } from "./pooled-random.ts";

/** What every verb of the process gets. `onItems` hears which items of a project were set here. */
export function createServices(
  engines: Pick<
    Services,
    "store" | "blobs" | "vectors" | "outgoing" | "companies" | "reranker" | "models" | "moderator" | "vault"
  >,
  { sandboxFaults }: Pick<Config, "sandboxFaults">,
  log: Logger,
  onItems: (projectId: string, ids: readonly string[]) => void,
): Services {
  const { store } = engines;
  const basics = { store, log, now: Date.now, randomBytes: createPooledRandom() };
  const draw = () => Buffer.from(basics.randomBytes(4)).readUInt32BE() / 2 ** 32;
  const faults = sandboxFaults && drawFaults(sandboxFaults, draw);
  return {
    ...basics,
    ...engines,
    knowledge: new KnowledgeBook(store, log, engines.vectors),
    jobs: new JobQueue({ ...basics, role: "worker" }),
    recommenders: new Recommenders(store, log, onItems, Date.now, engines.blobs),
    decisions: new DecisionLog(store, log, (rows) => withoutErasedSubjects(store.db, engines, rows)),
    intake: new IntakeLog(store, log, (tx, rows) => withoutSuppressedSamples(tx, engines, rows)),
    plans: new PlanBook(store, log, Date.now),
    traits: new TraitBook(),
    graphs: GRAPHS,
    intents: new IntentModels({ ...basics, ...engines }, fitInThread),
    placements: new PlacementBook(store, log, Date.now),
    segments: new SegmentBook(),
    adPlatforms: openAdPlatforms({ ...basics, ...engines }, faults),
    crms: openCrms({ ...basics, ...engines }),
  };
}

/** What services hold in memory and write at the end. */
export function memoriesOf({ recommenders, decisions, intake, vectors }: Services): Closing[] {
  return [
    { what: "vectors", close: () => vectors.close() },
    { what: "models", close: () => recommenders.close() },
    { what: "decisions", close: () => decisions.flush() },
    { what: "rejected messages", close: () => intake.flush() },
  ];
}
