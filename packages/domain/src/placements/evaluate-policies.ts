import type { PolicyEvaluation } from "@rapport/contracts/placements";
import type { BanditState, PolicyOptions } from "@rapport/engine/bandit";
import { createBandit } from "@rapport/engine/bandit";
import type { LoggedRound, PolicyEstimates, TargetPolicy } from "@rapport/engine/off-policy/judge-policy";
import { judgePolicy } from "@rapport/engine/off-policy/judge-policy";
import type { JudgedDecision } from "@rapport/store/queries/placement-reports";
import { listJudgedDecisions } from "@rapport/store/queries/placement-reports";
import { findPolicy } from "@rapport/store/queries/placements";
import type { Context } from "../context.ts";
import { getPlacement } from "./get-placement.ts";
import { openPolicy, seedOf, toBanditActions } from "./slot-policy.ts";

type Named = PolicyEvaluation["policies"][number];

/** Newest decisions that are read: enough for narrow intervals, and some seconds of work. */
const MAX_DECISIONS = 5_000;
const LEARNERS = ["linucb", "thompson", "epsilon_greedy"] as const;

/**
 * What other policies would have earned in a placement, by the log of the one that served (IPS, SNIPS, DR). Those that
 * learn do so on the older half, and are judged on the newer one. Every logged decision is also made again from the log.
 * @throws RapportError not_found
 */
export async function evaluatePolicies(ctx: Context, { name }: { name: string }): Promise<PolicyEvaluation> {
  const { exploration } = await getPlacement(ctx, { name });
  const { projectId, store } = ctx;
  const { reward, rewardMinutes, epsilon, width } = exploration;
  const query = { projectId, placement: name, reward, rewardMinutes, now: new Date(ctx.now()), limit: MAX_DECISIONS };
  const decisions = await listJudgedDecisions(store.db, query);
  const logged = new Map<LoggedRound, readonly number[]>();
  const seen = decisions
    .filter((decision) => decision.seen)
    .map((decision) => {
      const round = toRound(decision);
      logged.set(round, decision.actions.probabilities);
      return round;
    });
  const half = Math.floor(seen.length / 2);
  const judged = seen.slice(half);
  const replay = await replayDecisions(ctx, name, decisions);
  const answer = { rounds: judged.length, unseen: decisions.length - seen.length, ...replay };
  if (judged.length === 0) return { ...answer, policies: [] };
  const served = judged.reduce((sum, round) => sum + round.reward, 0) / judged.length;
  const judge = (policy: Named["name"], target: TargetPolicy) => toNamed(policy, judgePolicy(judged, target), served);
  return {
    ...answer,
    policies: [
      judge("logged", (round) => logged.get(round) ?? []),
      judge("ranking", (round) => round.actions.map((_, index) => Number(index === 0))),
      judge("uniform", (round) => round.actions.map(() => 1 / round.actions.length)),
      ...LEARNERS.map((policy) => judge(policy, learnTarget(seen.slice(0, half), { policy, epsilon, width }))),
    ],
  };
}

function toRound({ actions, chosen, propensity, success }: JudgedDecision): LoggedRound {
  return { actions: toBanditActions(actions), chosen, propensity, reward: Number(success) };
}

/** A policy that has learned from these rounds and learns no more. */
function learnTarget(rounds: readonly LoggedRound[], options: PolicyOptions): TargetPolicy {
  const first = rounds[0]?.actions[0];
  const bandit = createBandit({ shared: first?.shared.length ?? 0, own: first?.own.length ?? 0, discount: 1 });
  for (const { actions, chosen, reward } of rounds) {
    const action = actions[chosen];
    if (action) bandit.learn({ action, reward });
  }
  if (!first) return ({ actions }) => actions.map((_, index) => Number(index === 0));
  let seed = 0;
  return ({ actions }) => {
    seed += 1;
    return bandit.choose(actions, options, seed).probabilities;
  };
}

function toNamed(name: Named["name"], { ips, snips, dr, effectiveRounds }: PolicyEstimates, served: number): Named {
  return { name, ips, snips, dr, effectiveRounds, better: dr.low > served };
}

/** Makes each decision again from what the log says of it, and counts those that come out the same. */
async function replayDecisions(ctx: Context, placement: string, decisions: readonly JudgedDecision[]) {
  const { exploration } = await getPlacement(ctx, { name: placement });
  const count = { replayed: 0, identical: 0 };
  for (const [version, made] of Map.groupBy(decisions, ({ policyVersion }) => policyVersion)) {
    const row =
      version === 0 ? undefined : await findPolicy(ctx.store.db, { projectId: ctx.projectId, placement, version });
    if (version > 0 && !row) continue;
    for (const { id, policy, actions, chosen, propensity } of made) {
      const name = policy as PolicyOptions["policy"]; // as: the log's policies are those of the contract
      const { epsilon, width } = actions;
      const named = { ...exploration, policy: name, epsilon, width };
      const opened = openPolicy(named, row?.state as BanditState | undefined); // as: written by `learnPolicies` alone
      const again = opened?.bandit.choose(toBanditActions(actions), opened.options, seedOf(id));
      count.replayed += 1;
      if (again?.chosen === chosen && again.propensity === propensity) count.identical += 1;
    }
  }
  return count;
}
