import { parseModelsSetting } from "@rapport/agents/models/models-setting";
import { openModels } from "@rapport/agents/models/open-models";
import type { Context } from "@rapport/domain/context";
import { createModelLedger } from "@rapport/domain/model-usage/model-ledger";
import type { Store } from "@rapport/store/database";
import { startFakeChatServer } from "../../models/fake-chat-server.ts";
import { createTestServices } from "../../store/create-test-services.ts";
import { startAgents } from "../start-agents.ts";
import type { Attack } from "./attacks.ts";
import { AIMS } from "./attacks.ts";
import { obey } from "./obedient-model.ts";
import type { Trap } from "./trap.ts";

/** Agents whose model does what the attack under way wants, by its own protocol and through the router. */
export async function openObedientAgents(store: Store, trap: Trap) {
  const seen = { asked: 0, isReached: false };
  let attack: Attack | undefined;
  const model = await startFakeChatServer([
    {
      answerBy(request) {
        seen.asked += 1;
        if (!attack) return "{}";
        seen.isReached ||= holds(JSON.stringify(request.messages), attack);
        return obey(request, AIMS[attack.aim].replaceAll("{trap}", trap.url), attack.aim);
      },
    },
  ]);
  const { services: plain } = createTestServices(store, Date.now(), 1);
  const setting = parseModelsSetting(JSON.stringify({ models: { obedient: { baseUrl: model.baseUrl, model: "x" } } }));
  const models = await openModels(setting, createModelLedger(store, {}, plain.now), plain.now);
  const services = { ...plain, models, outgoing: trap.watch(plain.outgoing) };
  const agents = await startAgents(services);
  return {
    seen,
    begin(next: Attack) {
      attack = next;
      seen.isReached = false;
    },
    contextOf: (projectId: string): Context => ({
      ...services,
      projectId,
      actor: { kind: "member", memberId: "mem_1" },
    }),
    async close() {
      await agents.end();
      await services.jobs.close();
      await model.close();
    },
  };
}
export type ObedientAgents = Awaited<ReturnType<typeof openObedientAgents>>;

/** Whether a question holds the attack: a part of it that cutting at its end leaves. */
function holds(messages: string, { text }: Attack): boolean {
  const asJson = JSON.stringify(JSON.stringify(text)).slice(3, -3);
  return [0, 12, 24].map((at) => asJson.slice(at, at + 12)).some((part) => part.length > 5 && messages.includes(part));
}
