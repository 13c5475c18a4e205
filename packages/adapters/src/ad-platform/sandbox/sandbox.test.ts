import { adPlatformConformance } from "@rapport/ports/ad-platform/conformance";
import { expect, test } from "vitest";
import type { SandboxOptions } from "./call-sandbox.ts";
import { changeAccount } from "./call-sandbox.ts";
import { createMemoryAccounts } from "./memory-accounts.ts";
import { openSandbox } from "./sandbox.ts";
import type { SandboxFault } from "./sandbox-faults.ts";
import { SANDBOX_FAULTS } from "./sandbox-faults.ts";

const LASTING: ReadonlySet<SandboxFault> = new Set(["disconnected", "sunset"]);

test("an account is answered a share of calls in a minute, then told how long to wait, by the real clock", async () => {
  let nowMs = Date.UTC(2026, 0, 5, 12, 0, 20);
  const options = { projectId: "prj_fast", memory: createMemoryAccounts(), now: () => nowMs };
  const sandbox = openSandbox(options);
  const ask = () => sandbox.findByTag("rpt_nothing");
  while ((await ask()).ok);
  expect(await ask()).toMatchObject({ ok: false, failure: { kind: "retry-after", retryAfterMs: 40_000 } });
  expect((await changeAccount(options, ({ calls }) => calls))?.count).toBe(1_200);
  nowMs += 40_000;
  expect(await ask()).toEqual({ ok: true, value: [] });
});

adPlatformConformance("sandbox", async () => {
  let nowMs = Date.UTC(2026, 0, 5, 12);
  let armed: { fault: SandboxFault; skip: number } | undefined;
  const projectId = "prj_sandbox";
  const now = () => nowMs;
  const options: SandboxOptions = {
    projectId,
    memory: createMemoryAccounts(),
    now,
    faults: ({ changes }) => {
      if (!armed || !changes || armed.skip-- > 0) return undefined;
      const { fault } = armed;
      if (!LASTING.has(fault)) armed = undefined;
      return fault;
    },
  };
  return {
    platform: openSandbox(options),
    projectId,
    faults: SANDBOX_FAULTS,
    inject: (name, skip) => {
      const fault = SANDBOX_FAULTS.find((known) => known === name);
      armed = fault && { fault, skip };
    },
    heal: () => {
      armed = undefined;
    },
    wait: async (ms) => {
      nowMs += ms;
    },
    now,
    creative: { headlines: ["Run further"], descriptions: ["Shoes that last."], url: "https://shop.example/shoes" },
    dailyBudgetCents: 2_000,
    count: async (tag) =>
      (await changeAccount(options, (state) => state)).objects.filter((o) => o.tag === tag && o.status !== "removed")
        .length,
    close: async () => {},
  };
});
