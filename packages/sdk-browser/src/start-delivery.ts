import { attempt } from "./attempt.ts";
import { browserEnvironment } from "./browser-environment.ts";
import type { ConsentChoice, ConsentState, createConsent } from "./consent.ts";
import type { Report } from "./delivery.ts";
import { createDelivery } from "./delivery.ts";
import type { createIdentity } from "./identity.ts";
import type { InitOptions } from "./options.ts";
import { createQueueKeeper } from "./queue-keeper.ts";
import { createSendBatch } from "./send-batch.ts";
import type { Store } from "./storage.ts";

type Parts = {
  options: InitOptions;
  writeKey: string;
  /** Begins every key in storage. */
  prefix: string;
  report: Report;
  decision: ReturnType<typeof createConsent>;
  identity: ReturnType<typeof createIdentity>;
  store: Store;
};

/** Queue and transport of a client, following the life of the page and what the visitor decided. */
export function startDelivery({ options, writeKey, prefix, report, decision, identity, store }: Parts) {
  let last: ConsentState | undefined;
  let saving = false;
  let hide = (_: undefined) => {};
  const isAllowed = () => last === "granted";
  const keeps = () => isAllowed() && options.persistence !== "memory";
  const save = () => {
    saving = false;
    if (keeps()) keeper.save(delivery.listTexts());
  };
  const delivery = createDelivery({
    environment: browserEnvironment,
    writeKey,
    report,
    isAllowed,
    flushIntervalMs: options.flushIntervalMs ?? 500,
    send: createSendBatch(options.host.replace(/\/+$/, ""), () => new Promise((resolve) => (hide = resolve))),
    onChange() {
      // Many calls of one task are written once, after the task and before the page can go away.
      if (!saving) queueMicrotask(save);
      saving = true;
    },
  });
  const { enqueue, flush, hurry } = delivery;
  const keeper = createQueueKeeper(`${prefix}queue_`, (texts) => {
    for (const text of texts) attempt(() => enqueue(JSON.parse(text).messageId, text));
    save();
  });
  /** Brings storage and queue in line with what the visitor decided, here or in another tab. */
  const obey = () => {
    decision.readChoice();
    const state = decision.getState();
    const changed = state !== last;
    last = state;
    if (changed && isAllowed()) store.openStore();
    if (changed && state === "denied") {
      delivery.clear();
      keeper.letGo();
      keeper.eraseQueues();
      store.eraseStore();
      identity.reset();
    }
    identity.readIds();
    if (keeps()) keeper.findQueues();
    if (changed) hurry();
  };
  const leave = () => {
    hide(undefined);
    hurry();
  };
  obey();
  followPage(obey, hurry, leave, () => {
    save();
    leave();
    keeper.letGo();
  });
  return {
    enqueue,
    flush,
    /** Takes a decision of this page and remembers it. */
    decide(choice: ConsentChoice) {
      decision.setChoice(choice);
      obey();
    },
  };
}

function followPage(obey: () => void, hurry: () => void, leave: () => void, end: () => void): void {
  const on = (target: EventTarget, name: string, run: () => void) => target.addEventListener(name, () => attempt(run));
  on(window, "pagehide", end);
  on(window, "pageshow", obey);
  on(window, "storage", obey);
  on(window, "online", hurry);
  on(document, "visibilitychange", () => (document.hidden ? leave() : obey()));
}
