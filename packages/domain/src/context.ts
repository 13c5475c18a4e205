import type { AdPlatforms } from "@rapport/ports/ad-platform";
import type { BlobStore } from "@rapport/ports/blob-store";
import type { CompanySources } from "@rapport/ports/companies";
import type { Crms } from "@rapport/ports/crm";
import type { LanguageModel } from "@rapport/ports/language-model";
import type { Moderator } from "@rapport/ports/moderator";
import type { Reranker } from "@rapport/ports/reranker";
import type { VectorIndex } from "@rapport/ports/vector-index";
import type { Store } from "@rapport/store/database";
import type { AgentGraphCards } from "./agents/agent-graph-card.ts";
import type { TraitBook } from "./computed-traits/trait-book.ts";
import type { ConnectionVault } from "./connections/connection-vault.ts";
import type { IntakeLog } from "./events/intake-log.ts";
import type { IntentModels } from "./intents/intent-models.ts";
import type { JobQueue } from "./jobs/job-queue.ts";
import type { KnowledgeBook } from "./knowledge/searching/knowledge-book.ts";
import type { Logger } from "./logger.ts";
import type { Outgoing } from "./outgoing/outgoing.ts";
import type { PlacementBook } from "./placements/placement-book.ts";
import type { DecisionLog } from "./recommendations/decision-log.ts";
import type { Recommenders } from "./recommendations/recommenders.ts";
import type { SegmentBook } from "./segments/segment-book.ts";
import type { PlanBook } from "./tracking-plan/plan-book.ts";

/** Who does a thing. */
export type Actor =
  | { kind: "key"; keyId: string }
  | { kind: "member"; memberId: string }
  | { kind: "console" }
  | { kind: "agent"; runId: string }
  | { kind: "system" };

/** What every process has once: engines, clock, randomness. */
export type Services = {
  store: Store;
  recommenders: Recommenders;
  decisions: DecisionLog;
  intake: IntakeLog;
  plans: PlanBook;
  traits: TraitBook;
  jobs: JobQueue;
  blobs: BlobStore;
  /** Finds what is alike; spaces are the project's own. */
  vectors: VectorIndex;
  intents: IntentModels;
  /** Writes, judges, extracts and plans; the built-in composer unless a deployment names models. */
  models: LanguageModel;
  /** What questions are answered from. */
  knowledge: KnowledgeBook;
  /** Service that orders passages after our own reranker; undefined where none is configured. */
  reranker: Reranker | undefined;
  /** Judges texts before they are published. */
  moderator: Moderator;
  /** Workflows that runs can be started of. */
  graphs: AgentGraphCards;
  placements: PlacementBook;
  /** Requests to addresses that users gave. */
  outgoing: Outgoing;
  segments: SegmentBook;
  /** Accounts on platforms that ads run on. */
  adPlatforms: AdPlatforms;
  /** Accounts on CRMs that leads are exchanged with. */
  crms: Crms;
  /** Services that find companies and know them; none: the project's own data answers. */
  companies: CompanySources;
  /** Key and clients of connections to other services. */
  vault: ConnectionVault;
  log: Logger;
  /** Milliseconds since the epoch. */
  now: () => number;
  randomBytes: (size: number) => Uint8Array;
};

/** What a verb gets first: the services, the project it works in, and who asked. */
export type Context = Services & { projectId: string; actor: Actor };
