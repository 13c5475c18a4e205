import { END, START, StateGraph } from "@langchain/langgraph";
import type { CampaignState } from "@rapport/contracts/campaigns";
import { coordinatorInputSchema } from "@rapport/contracts/coordinator";
import type { z } from "zod";
import type { AgentGraph } from "../agent-graph.ts";
import { approvePlan, takeOver } from "./approve-plan.ts";
import { deploy, lookAtResults, writeTexts } from "./parts.ts";
import { finishCampaign, passDays, watchDeployment } from "./pass-days.ts";
import { chooseSubject, draftPlan, findPeople } from "./prepare-plan.ts";
import { coordinatorState } from "./state.ts";

/** An answer in words has the texts written anew; whoever gave it is asked again. */
const AFTER_DECIDING = { approved: "take-over", answered: "content-creator", rejected: END } as const;
const AFTER_DEPLOYING: Partial<Record<CampaignState, "watch-deployment" | "pass-days">> = {
  deploying: "watch-deployment",
  running: "pass-days",
};

/**
 * Traffic → audience → texts → approval → ads ⇄ analytics: the four agents as parts of one run, which can be killed and goes on anywhere.
 */
export const coordinator: AgentGraph<z.infer<typeof coordinatorInputSchema>> = {
  name: "coordinator",
  title:
    "Plans a campaign from a project's traffic, waits for its approval, deploys it and moves its money until it ends",
  input: coordinatorInputSchema,
  durability: "sync",
  build(deps) {
    return new StateGraph(coordinatorState)
      .addNode("lead-gen", (plan) => findPeople(deps, plan))
      .addNode("choose-item", (plan) => chooseSubject(deps, plan))
      .addNode("content-creator", (plan) => writeTexts(deps, plan))
      .addNode("draft", (plan) => draftPlan(deps, plan))
      .addNode("approve", (plan) => approvePlan(deps, plan))
      .addNode("take-over", (plan) => takeOver(deps, plan))
      .addNode("ad-manager", (plan) => deploy(deps, plan))
      .addNode("watch-deployment", (plan) => watchDeployment(deps, plan))
      .addNode("pass-days", (plan) => passDays(deps, plan))
      .addNode("analytics", (plan) => lookAtResults(deps, plan))
      .addNode("finish", (plan) => finishCampaign(deps, plan))
      .addEdge(START, "lead-gen")
      .addEdge("lead-gen", "choose-item")
      .addEdge("choose-item", "content-creator")
      .addEdge("content-creator", "draft")
      .addEdge("draft", "approve")
      .addConditionalEdges("approve", ({ decision }) => AFTER_DECIDING[decision ?? "rejected"], [
        "take-over",
        "content-creator",
        END,
      ])
      .addConditionalEdges("take-over", ({ problem }) => (problem === "" ? "ad-manager" : "approve"), [
        "ad-manager",
        "approve",
      ])
      .addEdge("ad-manager", "watch-deployment")
      .addConditionalEdges(
        "watch-deployment",
        ({ campaignState }) => AFTER_DEPLOYING[campaignState ?? "ended"] ?? END,
        ["watch-deployment", "pass-days", END],
      )
      .addEdge("pass-days", "analytics")
      .addConditionalEdges("analytics", ({ isOver }) => (isOver ? "finish" : "pass-days"), ["finish", "pass-days"])
      .addEdge("finish", END);
  },
};
