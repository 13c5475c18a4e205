import { createBuiltInModerator } from "@rapport/adapters/moderator/built-in";
import { openMemoryVectorIndex } from "@rapport/adapters/vector-index/memory";
import { GRAPHS } from "@rapport/agents/graphs/graphs";
import { createLanguageModel } from "@rapport/agents/models/create-language-model";
import { TraitBook } from "@rapport/domain/computed-traits/trait-book";
import { createSecretBox } from "@rapport/domain/connections/secret-box";
import type { Services } from "@rapport/domain/context";
import { IntakeLog } from "@rapport/domain/events/intake-log";
import { fitIntents } from "@rapport/domain/intents/fit-intents";
import { IntentModels } from "@rapport/domain/intents/intent-models";
import { JobQueue } from "@rapport/domain/jobs/job-queue";
import { KnowledgeBook } from "@rapport/domain/knowledge/searching/knowledge-book";
import type { Logger } from "@rapport/domain/logger";
import { createOutgoing } from "@rapport/domain/outgoing/outgoing";
import { PlacementBook } from "@rapport/domain/placements/placement-book";
import { withoutErasedSubjects, withoutSuppressedSamples } from "@rapport/domain/privacy/sift-written";
import { DecisionLog } from "@rapport/domain/recommendations/decision-log";
import { Recommenders } from "@rapport/domain/recommendations/recommenders";
import { SegmentBook } from "@rapport/domain/segments/segment-book";
import { PlanBook } from "@rapport/domain/tracking-plan/plan-book";
import { createRandom } from "@rapport/engine/random";
import { openAdPlatforms } from "@rapport/server/open-ad-platforms";
import { openCrms } from "@rapport/server/open-crms";
import type { Store } from "@rapport/store/database";
import { createMemoryBlobStore } from "../blob-store/memory-blob-store.ts";
import { drawBytes } from "../simulator/draws.ts";

/** One line of a test's log. */
export type LogLine = { level: "info" | "warn" | "error"; message: string; fields: Record<string, unknown> };

/** A log that keeps its lines. */
export function createTestLogger(): Logger & { lines: LogLine[] } {
  const lines: LogLine[] = [];
  const entry =
    (level: LogLine["level"]) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      lines.push({ level, message, fields });
    };
  return { lines, info: entry("info"), warn: entry("warn"), error: entry("error") };
}

/** Services over a store with seeded randomness, a clock that stands at `nowMs` until it is moved, and a kept log. */
export function createTestServices(store: Store, nowMs = Date.UTC(2026, 0, 5, 12), seed = 7) {
  const log = createTestLogger();
  const random = createRandom(seed);
  const clock = { nowMs };
  const randomBytes = (size: number) => drawBytes(random, size);
  const now = () => clock.nowMs;
  const blobs = createMemoryBlobStore();
  const outgoing = createOutgoing();
  const box = createSecretBox(["the secret of a deployment under test"]);
  const vault = { box, clients: {}, publicUrl: undefined, googleAdsDeveloperToken: undefined };
  const services: Services = {
    store,
    blobs,
    vectors: openMemoryVectorIndex({ store }),
    outgoing,
    jobs: new JobQueue({ store, log, now, randomBytes }),
    log,
    recommenders: new Recommenders(store, log, undefined, () => clock.nowMs, blobs),
    decisions: new DecisionLog(store, log, (rows) => withoutErasedSubjects(store.db, { vault }, rows)),
    intake: new IntakeLog(store, log, (tx, rows) => withoutSuppressedSamples(tx, { vault }, rows)),
    plans: new PlanBook(store, log, () => clock.nowMs),
    traits: new TraitBook(),
    models: createLanguageModel(),
    knowledge: new KnowledgeBook(store, log),
    reranker: undefined,
    moderator: createBuiltInModerator(),
    graphs: GRAPHS,
    intents: new IntentModels({ store, blobs, log, now }, async (task) => fitIntents(task)),
    placements: new PlacementBook(store, log, now),
    segments: new SegmentBook(),
    vault,
    adPlatforms: openAdPlatforms({ store, now, outgoing, vault, log }),
    crms: openCrms({ store, now, outgoing, vault, log }),
    companies: { search: undefined, enricher: undefined },
    now,
    randomBytes,
  };
  return { services, clock, lines: log.lines };
}
