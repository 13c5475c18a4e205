import type { AdObject, CampaignPlan } from "@rapport/contracts/ad-platforms";
import { campaignPlanSchema } from "@rapport/contracts/ad-platforms";
import type { ProblemField } from "@rapport/contracts/errors";
import { RapportError } from "@rapport/contracts/errors";
import { startsLearning } from "@rapport/engine/ad-simulator/response";
import type {
  AdPlatform,
  ObjectRef,
  PlatformAnswer,
  SandboxControl,
  SetBudget,
  SetStatus,
  UpdateCreative,
} from "@rapport/ports/ad-platform";
import { checkBudget, checkCreative, checkPlan, dailyBudgetOf } from "@rapport/ports/check-plan";
import type { SpendPermit } from "@rapport/ports/spend-permit";
import { requirePermit } from "@rapport/ports/spend-permit";
import type { SandboxOptions } from "./call-sandbox.ts";
import { callSandbox, changeAccount } from "./call-sandbox.ts";
import { createTree } from "./create-tree.ts";
import { readSandboxInsights } from "./read-sandbox-insights.ts";
import { SANDBOX_CAPABILITIES } from "./sandbox-capabilities.ts";
import type { SandboxObject, SandboxState } from "./sandbox-state.ts";
import { historyOf, simulateAccount } from "./simulate-account.ts";

const HOUR_MS = 3_600_000;
/** Longest that one call may let pass. */
const MAX_HOURS = 24 * 400;

/**
 * A platform in the process: it keeps its objects like a real one, and what comes of them is simulated, so that all that is
 * built on the port works without an account anywhere. Time stands still unless it is moved.
 */
export function openSandbox(options: SandboxOptions): AdPlatform & SandboxControl {
  const capabilities = SANDBOX_CAPABILITIES;
  return {
    name: "sandbox",
    capabilities,
    validate: (plan) =>
      callSandbox(options, {
        method: "validate",
        changes: false,
        work: () => succeed({ problems: checkPlan(plan, capabilities), checkedBy: "platform", leftOut: [] }),
      }),
    createCampaign: (permit, plan) => createCampaign(options, permit, plan),
    setStatus: (permit, change) => setStatus(options, permit, change),
    setBudget: (permit, change) => setBudget(options, permit, change),
    updateCreative: (permit, change) => updateCreative(options, permit, change),
    findByTag: (tag) =>
      callSandbox(options, {
        method: "findByTag",
        changes: false,
        work: (state) => succeed(treeOf(state, tag).map(toAdObject)),
      }),
    readInsights: (question) =>
      callSandbox(options, {
        method: "readInsights",
        changes: false,
        work: (state) => succeed(readSandboxInsights(state, question)),
      }),
    now: async () => ((await options.memory.read(options.projectId))?.hour ?? hourOf(options.now())) * HOUR_MS,
    advance: async (hours) => {
      if (!(Number.isInteger(hours) && hours >= 0 && hours <= MAX_HOURS)) {
        throw tooFar();
      }
      return changeAccount(options, (state) => simulateAccount(state, hours));
    },
    advanceTo: (timeMs) =>
      changeAccount(options, (state) => {
        const hours = hourOf(timeMs) - state.hour;
        if (!(hours <= MAX_HOURS)) throw tooFar();
        simulateAccount(state, Math.max(0, hours));
      }),
  };
}

function hourOf(timeMs: number): number {
  return Math.floor(timeMs / HOUR_MS);
}

function tooFar(): RapportError {
  return new RapportError("invalid_parameter", `Hours must be a whole number from 0 to ${MAX_HOURS}`);
}

async function createCampaign(
  options: SandboxOptions,
  permit: SpendPermit,
  plan: CampaignPlan,
): Promise<PlatformAnswer<AdObject[]>> {
  const { projectId } = options;
  requirePermit(permit, { projectId, action: "create", tag: plan.tag, dailyBudgetCents: dailyBudgetOf(plan) });
  const problems = checkPlan(plan, SANDBOX_CAPABILITIES);
  if (problems.length > 0) return refuse(problems);
  return callSandbox(options, {
    method: "createCampaign",
    permit,
    changes: true,
    work: (state, max) => succeed(createTree(state, campaignPlanSchema.parse(plan), max).map(toAdObject)),
  });
}

async function setStatus(
  options: SandboxOptions,
  permit: SpendPermit,
  { object: ref, status }: SetStatus,
): Promise<PlatformAnswer<AdObject>> {
  const { projectId } = options;
  requirePermit(permit, { projectId, action: "set-status", tag: ref.tag, dailyBudgetCents: 0 });
  // Whatever is stopped, nothing may keep an ad from being paused.
  const held = status === "active" ? permit : undefined;
  return changeObject(options, { method: "setStatus", permit: held, ref }, (object, state) => {
    object.status = status;
    // What stands in a removed object is gone with it.
    if (status === "removed") for (const child of below(state, object)) child.status = status;
  });
}

async function setBudget(
  options: SandboxOptions,
  permit: SpendPermit,
  { object: ref, dailyBudgetCents }: SetBudget,
): Promise<PlatformAnswer<AdObject>> {
  requirePermit(permit, { projectId: options.projectId, action: "set-budget", tag: ref.tag, dailyBudgetCents });
  const problems = checkBudget(dailyBudgetCents, SANDBOX_CAPABILITIES);
  if (problems.length > 0) return refuse(problems);
  return changeObject(options, { method: "setBudget", permit, ref }, (object, state) => {
    if (startsLearning(object.dailyBudgetCents ?? 0, dailyBudgetCents)) historyOf(state, object.id).learned = 0;
    object.dailyBudgetCents = dailyBudgetCents;
  });
}

async function updateCreative(
  options: SandboxOptions,
  permit: SpendPermit,
  { object: ref, creative }: UpdateCreative,
): Promise<PlatformAnswer<AdObject>> {
  const { projectId } = options;
  requirePermit(permit, { projectId, action: "update-creative", tag: ref.tag, dailyBudgetCents: 0 });
  const problems = checkCreative(creative, SANDBOX_CAPABILITIES, "/creative");
  if (problems.length > 0) return refuse(problems);
  return changeObject(options, { method: "updateCreative", permit, ref }, (object, state) => {
    if (object.parentId !== null) historyOf(state, object.parentId).learned = 0;
    object.creative = creative;
  });
}

function changeObject(
  options: SandboxOptions,
  { method, permit, ref }: { method: string; permit: SpendPermit | undefined; ref: ObjectRef },
  apply: (object: SandboxObject, state: SandboxState) => void,
): Promise<PlatformAnswer<AdObject>> {
  return callSandbox(options, {
    method,
    permit,
    changes: true,
    work: (state) => {
      const object = state.objects.find(({ id, tag, kind }) => id === ref.id && tag === ref.tag && kind === ref.kind);
      if (!object || object.status === "removed") return refuse([{ pointer: "/object/id", message: "is not there" }]);
      apply(object, state);
      return succeed(toAdObject(object));
    },
  });
}

/** The objects of a tag, removed ones left out; a campaign's tag finds all that is in it, others stand for themselves. */
function treeOf(state: SandboxState, tag: string): SandboxObject[] {
  return state.objects
    .filter((object) => object.tag === tag && object.status !== "removed")
    .flatMap((root) => (root.kind === "campaign" ? [root, ...below(state, root)] : [root]));
}

/** All that stands in an object and is not removed. */
function below(state: SandboxState, parent: SandboxObject): SandboxObject[] {
  return state.objects
    .filter(({ parentId, status }) => parentId === parent.id && status !== "removed")
    .flatMap((child) => [child, ...below(state, child)]);
}

function toAdObject({ kind, id, tag, name, status, parentId, dailyBudgetCents }: SandboxObject): AdObject {
  return { kind, id, tag, name, status, parentId, dailyBudgetCents };
}

function succeed<T>(value: T): PlatformAnswer<T> {
  return { ok: true, value };
}

function refuse(fields: ProblemField[]): {
  ok: false;
  failure: { kind: "bad-request"; message: string; fields: ProblemField[] };
} {
  const [first] = fields;
  return { ok: false, failure: { kind: "bad-request", message: `${first?.pointer} ${first?.message}`, fields } };
}
