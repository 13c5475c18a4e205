import type { AdObject, AdPlatformName, CampaignPlan, DailyInsight } from "@rapport/contracts/ad-platforms";
import { campaignPlanSchema } from "@rapport/contracts/ad-platforms";
import type { ProblemField } from "@rapport/contracts/errors";
import type {
  AdPlatform,
  PlatformAnswer,
  PlatformCapabilities,
  ReadInsights,
  SetBudget,
  SetStatus,
  UpdateCreative,
  Validation,
} from "@rapport/ports/ad-platform";
import { checkBudget, checkCreative, checkPlan, dailyBudgetOf } from "@rapport/ports/check-plan";
import type { SpendPermit } from "@rapport/ports/spend-permit";
import { requirePermit } from "@rapport/ports/spend-permit";
import type { PlatformClientOptions, PlatformRequest } from "../http/platform-client.ts";
import { callPlatform } from "../http/platform-client.ts";
import { PlatformStop, toAnswer } from "../http/platform-stop.ts";

/** Sends requests of one call. A write asks for leave each time, so the kill switch ends a call between two requests. */
export type Session = <T>(request: PlatformRequest<T>) => Promise<{ value: T; headers: Record<string, string> }>;

/** What a platform does in its own words; permits, limits and failures are the frame's affair. */
export type PlatformSteps = {
  /** What the platform's rules refuse beyond those of its capabilities. */
  check: (plan: CampaignPlan) => ProblemField[];
  /** Has the platform look at a plan; answers what is left out of it. */
  validate: (session: Session, plan: CampaignPlan) => Promise<Pick<Validation, "leftOut" | "problems">>;
  /** Creates what of the plan is not among `found`. */
  create: (session: Session, plan: CampaignPlan, found: AdObject[]) => Promise<void>;
  setStatus: (session: Session, change: SetStatus) => Promise<void>;
  setBudget: (session: Session, change: SetBudget) => Promise<void>;
  updateCreative: (session: Session, change: UpdateCreative) => Promise<void>;
  /** A campaign with all that is in it; empty where none bears the tag. */
  findCampaign: (session: Session, tag: string) => Promise<AdObject[]>;
  /** Ad sets and ads that bear a tag. */
  findBelow: (session: Session, tag: string) => Promise<AdObject[]>;
  readInsights: (session: Session, question: ReadInsights) => Promise<DailyInsight[]>;
};

export type PlatformFrame = {
  name: AdPlatformName;
  projectId: string;
  capabilities: PlatformCapabilities;
  client: PlatformClientOptions;
  steps: PlatformSteps;
};

/** An `AdPlatform` over HTTP: holds every mutation to its permit, reads back what was done, and classifies what went wrong. */
export function definePlatform(frame: PlatformFrame): AdPlatform {
  const { name, projectId, capabilities, steps } = frame;
  const reading = openSession(frame, undefined);
  return {
    name,
    capabilities,
    validate: (plan) =>
      toAnswer(async () => {
        const problems = problemsOf(frame, plan);
        if (problems.length > 0) return { problems, checkedBy: "rules", leftOut: [] };
        const seen = await steps.validate(reading, campaignPlanSchema.parse(plan));
        return { ...seen, checkedBy: capabilities.dryRun ? "platform" : "rules" };
      }),
    createCampaign: async (permit, plan) => {
      requirePermit(permit, { projectId, action: "create", tag: plan.tag, dailyBudgetCents: dailyBudgetOf(plan) });
      return toAnswer(() => createCampaign(frame, permit, plan));
    },
    setStatus: (permit, change) => setStatus(frame, permit, change),
    setBudget: (permit, change) => setBudget(frame, permit, change),
    updateCreative: (permit, change) => updateCreative(frame, permit, change),
    findByTag: (tag) => toAnswer(() => findByTag(frame, reading, tag)),
    readInsights: (question) => toAnswer(() => steps.readInsights(reading, question)),
  };
}

async function setStatus(
  frame: PlatformFrame,
  permit: SpendPermit,
  change: SetStatus,
): Promise<PlatformAnswer<AdObject>> {
  const { projectId, steps } = frame;
  const { object, status } = change;
  requirePermit(permit, { projectId, action: "set-status", tag: object.tag, dailyBudgetCents: 0 });
  // Whatever is stopped, nothing may keep an ad from being paused.
  const session = openSession(frame, status === "active" ? permit : undefined);
  return toAnswer(async () => {
    await steps.setStatus(session, change);
    const [found] = status === "removed" ? [] : await findByTag(frame, session, object.tag);
    return found ?? { ...object, name: "", status, parentId: null, dailyBudgetCents: null };
  });
}

async function setBudget(
  frame: PlatformFrame,
  permit: SpendPermit,
  change: SetBudget,
): Promise<PlatformAnswer<AdObject>> {
  const { projectId, capabilities, steps } = frame;
  const { object, dailyBudgetCents } = change;
  requirePermit(permit, { projectId, action: "set-budget", tag: object.tag, dailyBudgetCents });
  return toAnswer(async () => {
    refuse(checkBudget(dailyBudgetCents, capabilities));
    const session = openSession(frame, permit);
    await steps.setBudget(session, change);
    return readBack(frame, session, object.tag);
  });
}

async function updateCreative(
  frame: PlatformFrame,
  permit: SpendPermit,
  change: UpdateCreative,
): Promise<PlatformAnswer<AdObject>> {
  const { projectId, capabilities, steps } = frame;
  const { object, creative } = change;
  requirePermit(permit, { projectId, action: "update-creative", tag: object.tag, dailyBudgetCents: 0 });
  return toAnswer(async () => {
    refuse(checkCreative(creative, capabilities, "/creative"));
    const session = openSession(frame, permit);
    await steps.updateCreative(session, change);
    return readBack(frame, session, object.tag);
  });
}

async function createCampaign(frame: PlatformFrame, permit: SpendPermit, plan: CampaignPlan): Promise<AdObject[]> {
  const { steps } = frame;
  refuse(problemsOf(frame, plan));
  const parsed = campaignPlanSchema.parse(plan);
  const session = openSession(frame, permit);
  await requireLeave(permit);
  const found = await steps.findCampaign(session, plan.tag);
  const wanted = tagsOf(parsed);
  if (wanted.every((tag) => found.some((object) => object.tag === tag))) return inOrder(found, wanted);
  await steps.create(session, parsed, found);
  const made = inOrder(await steps.findCampaign(session, plan.tag), wanted);
  if (made.length === wanted.length) return made;
  throw new PlatformStop({ kind: "outcome-unknown", message: "Not all that was made can be read back yet" });
}

function openSession({ client }: PlatformFrame, permit: SpendPermit | undefined): Session {
  return async (request) => {
    if (permit && request.changes) await requireLeave(permit);
    return callPlatform(client, request);
  };
}

async function requireLeave(permit: SpendPermit): Promise<void> {
  if (await permit.isStopped()) throw new PlatformStop({ kind: "stopped", message: "The kill switch is thrown" });
}

async function findByTag({ steps }: PlatformFrame, session: Session, tag: string): Promise<AdObject[]> {
  const tree = await steps.findCampaign(session, tag);
  return tree.length > 0 ? tree : steps.findBelow(session, tag);
}

async function readBack({ steps }: PlatformFrame, session: Session, tag: string): Promise<AdObject> {
  // Budgets and creatives hang on what stands in a campaign.
  const [object] = await steps.findBelow(session, tag);
  if (object) return object;
  throw new PlatformStop({ kind: "outcome-unknown", message: "What was changed cannot be read back yet" });
}

function problemsOf({ capabilities, steps }: PlatformFrame, plan: CampaignPlan): ProblemField[] {
  const problems = checkPlan(plan, capabilities);
  return problems.length > 0 ? problems : steps.check(campaignPlanSchema.parse(plan));
}

function refuse(fields: ProblemField[]): void {
  const [first] = fields;
  if (first) throw new PlatformStop({ kind: "bad-request", message: `${first.pointer} ${first.message}`, fields });
}

function tagsOf({ tag, adSets }: CampaignPlan): string[] {
  return [tag, ...adSets.flatMap((adSet) => [adSet.tag, ...adSet.ads.map((ad) => ad.tag)])];
}

/** Objects of a plan in its order, whatever else is found. */
function inOrder(found: readonly AdObject[], tags: readonly string[]): AdObject[] {
  return tags.flatMap((tag) => found.find((object) => object.tag === tag) ?? []);
}
