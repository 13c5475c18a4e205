import type {
  AdObject,
  AdObjectKind,
  AdPlatformName,
  AdStatus,
  CampaignPlan,
  Creative,
  DailyInsight,
} from "@rapport/contracts/ad-platforms";
import type { ProblemField } from "@rapport/contracts/errors";
import type { Launch, LaunchKit } from "@rapport/contracts/launches";
import type { SpendPermit } from "./spend-permit.ts";

/**
 * Why a platform did not do as asked. Each kind has its own way on, so callers switch over it:
 * - `retry-after`: nothing was changed; the same call may succeed after `retryAfterMs`.
 * - `refresh-token`: the access token is not taken and no new one can be had now (the token service is away); try later.
 * - `bad-request`: the platform, or we in its place, refuse this plan; the fields say what to change. Never retry as it is.
 * - `outcome-unknown`: something was sent and no answer came: it may have happened. Read back by tag, or repeat the call,
 *   which does so itself.
 * - `disconnected`: access was withdrawn; a person must connect the account again.
 * - `sunset`: the pinned version of the platform's interface is not served any more; the software must be updated.
 * - `unsupported`: the platform cannot do this at all; `capabilities` says so beforehand.
 * - `stopped`: the kill switch was thrown before everything was sent. What was sent stands, paused.
 */
export type PlatformFailure =
  | { kind: "retry-after"; message: string; retryAfterMs: number }
  | { kind: "refresh-token"; message: string; retryAfterMs: number }
  | { kind: "bad-request"; message: string; fields: ProblemField[] }
  | { kind: "outcome-unknown"; message: string }
  | { kind: "disconnected"; message: string }
  | { kind: "sunset"; message: string }
  | { kind: "unsupported"; message: string }
  | { kind: "stopped"; message: string };

/** What a platform answers: a value, or why there is none. Only mistakes of the caller (a wrong permit) are thrown. */
export type PlatformAnswer<T> = { ok: true; value: T } | { ok: false; failure: PlatformFailure };

/** How many texts of one kind an ad takes, and how long, in UTF-16 units unless `counts` says otherwise. */
export type TextLimit = { min: number; max: number; length: number };

/** Limits of an ad's texts in one placement; `null` where the placement has no such text. */
export type PlacementLimits = {
  /** The platform's word for it, e.g. `search` or `feed`. */
  placement: string;
  headlines: TextLimit;
  descriptions: TextLimit;
  message: TextLimit | null;
  /** An ad without a picture is refused. */
  needsImage: boolean;
};

/** What a platform can do, known without asking it. */
export type PlatformCapabilities = {
  /** False: nothing can be created or changed, only read. */
  campaigns: boolean;
  /** Whether the platform itself checks a plan without keeping it; else `validate` checks by our knowledge alone. */
  dryRun: boolean;
  /** Whether the platform holds a campaign to `totalBudgetCents`; else the caller has to watch it. */
  totalBudget: boolean;
  /** Ad sets that a campaign may have. 1 where the budget hangs on the campaign. */
  maxAdSets: number;
  minDailyBudgetCents: number;
  placements: PlacementLimits[];
  /** Days after which a day's figures change no more. */
  settledAfterDays: number;
  /** Pinned version of the interface and the last day that it is served; null where there are no versions. */
  version: { name: string; sunsetOn: string | null } | null;
};

/** What a dry run found. */
export type Validation = {
  /** Nothing here: the plan would be taken. */
  problems: ProblemField[];
  /** Who looked: the platform itself, or our copy of its rules. */
  checkedBy: "platform" | "rules";
  /** What of the plan has no counterpart on this platform and would be left out, in words. */
  leftOut: string[];
};

/** Names one object for a change. */
export type ObjectRef = { kind: AdObjectKind; id: string; tag: string };

export type SetStatus = { object: ObjectRef; status: AdStatus };
/** `object` is an ad set. */
export type SetBudget = { object: ObjectRef; dailyBudgetCents: number };
/** `object` is an ad; `tag` is a new one, for what platforms make anew because their creatives cannot be changed. */
export type UpdateCreative = { object: ObjectRef; tag: string; creative: Creative };
/** Days of the account's time zone, both included. `object` is a campaign. */
export type ReadInsights = { object: ObjectRef; from: string; to: string; level: AdObjectKind };

/**
 * One advertising account of one platform.
 *
 * Contract that every engine keeps (checked by the conformance suite):
 * - Everything is created paused. The name of each object ends with its tag, and `findByTag` reads it back by that.
 * - A plan that breaks a limit of `capabilities` is `bad-request` with a pointer into the plan, and nothing of it is created.
 * - `createCampaign` may be repeated after any failure, by any process: it reads back what is there and creates what is
 *   missing, so that in the end there is exactly one object per tag. The same call again changes nothing and answers the same.
 *   Two of these at once are not told apart: callers let one process at a time work on a tag.
 * - `setStatus`, `setBudget` and `updateCreative` say what shall be, not what shall change: repeating them is harmless.
 * - Every mutation is held to its permit before each request that it sends: another project, kind, tag or a larger
 *   budget than permitted throws `forbidden`, and nothing is sent. After the kill switch, only pausing goes through.
 * - A failure is never an exception, and `retry-after` means that nothing was changed by that request.
 * - No token appears in a message, a failure or a log.
 */
export interface AdPlatform {
  readonly name: AdPlatformName;
  readonly capabilities: PlatformCapabilities;
  /** Checks a plan and changes nothing. */
  validate(plan: CampaignPlan): Promise<PlatformAnswer<Validation>>;
  /** Creates a campaign with its ad sets and ads, paused; answers all of them, the campaign first. */
  createCampaign(permit: SpendPermit, plan: CampaignPlan): Promise<PlatformAnswer<AdObject[]>>;
  setStatus(permit: SpendPermit, change: SetStatus): Promise<PlatformAnswer<AdObject>>;
  setBudget(permit: SpendPermit, change: SetBudget): Promise<PlatformAnswer<AdObject>>;
  /** Answers the ad that shows the creative from now on; its id may be another one, its tag is the same. */
  updateCreative(permit: SpendPermit, change: UpdateCreative): Promise<PlatformAnswer<AdObject>>;
  /**
   * What is there under a tag, removed objects left out: a campaign's tag answers the campaign and all below it, the tag of
   * another object the object alone. Empty when there is none.
   */
  findByTag(tag: string): Promise<PlatformAnswer<AdObject[]>>;
  /** Figures by day, days and objects without any left out. */
  readInsights(question: ReadInsights): Promise<PlatformAnswer<DailyInsight[]>>;
}

/**
 * Where an adapter gets access tokens from. Failures are `disconnected` (a person must connect the account again) and
 * `refresh-token` (the token service is away).
 */
export interface TokenSource {
  get(): Promise<PlatformAnswer<string>>;
  /** A newer one than `stale`, which the platform did not take; callers at once share one refresh. */
  refresh(stale: string): Promise<PlatformAnswer<string>>;
}

/** The hand on the sandbox's clock: simulated time stands still unless it is moved. */
export interface SandboxControl {
  /** Simulated time, ms since the epoch. */
  now(): Promise<number>;
  /** Lets hours pass: auctions are held, budgets spent, conversions arrive. At most 24 · 400. */
  advance(hours: number): Promise<void>;
  /** Lets the hours until a time (ms) pass, none where it is over: repeating it changes nothing. At most 24 · 400 at once. */
  advanceTo(timeMs: number): Promise<void>;
}

/** Reads how a launch does; undefined where there is none of this name. */
export interface LaunchWatch {
  readLaunch(slug: string): Promise<PlatformAnswer<Launch | undefined>>;
}

/** Launches: texts for a form that a person fills in, and what becomes of one. */
export interface Launches {
  /** The texts of each ad of a plan where the form needs them, with what the form would refuse. */
  toKit(plan: CampaignPlan): LaunchKit[];
  /** Undefined where no account is connected. */
  open(projectId: string): Promise<LaunchWatch | undefined>;
}

/** The platforms of all projects. */
export interface AdPlatforms {
  /** The project's account on a platform; undefined where none is connected. The sandbox is always there. */
  open(projectId: string, name: AdPlatformName): Promise<AdPlatform | undefined>;
  sandbox(projectId: string): AdPlatform & SandboxControl;
  launches: Launches;
}
