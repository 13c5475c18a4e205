import { attempt } from "./attempt.ts";
import { browserEnvironment } from "./browser-environment.ts";
import type { ConsentChoice, ConsentState, createConsent } from "./consent.ts";
import type { InitOptions } from "./core-rapport.ts";
import type { Report } from "./delivery.ts";
import { createDelivery } from "./delivery.ts";
import type { createIdentity } from "./identity.ts";
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
export function startDelivery(parts: Parts) {
  const { decision, identity, store } = parts;
  let last: ConsentState | undefined;
  const isAllowed = () => last === "granted";
  const { delivery, keeper, keeps, save, leave, stay } = connectQueue(parts, isAllowed);
  /** Brings storage and queue in line with what the visitor decided, here or in another tab. */
  const obey = () => {
    stay();
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
    if (changed) delivery.hurry();
  };
  obey();
  followPage(obey, delivery.hurry, leave, () => {
    save();
    leave();
    keeper.letGo();
  });
  return {
    enqueue: delivery.enqueue,
    flush: delivery.flush,
    /** Takes a decision of this page and remembers it. */
    decide(choice: ConsentChoice) {
      decision.setChoice(choice);
      obey();
    },
  };
}

/** The delivery, and the copy of its events that outlives the page. */
function connectQueue({ options, writeKey, prefix, report }: Parts, isAllowed: () => boolean) {
  let saving = false;
  let leaving = document.hidden;
  let hide = (_: undefined) => {};
  const keeps = () => isAllowed() && options.persistence !== "memory";
  const save = () => {
    saving = false;
    if (keeps()) keeper.save(delivery.listTexts());
  };
  const whenHidden = () =>
    new Promise<undefined>((resolve) => {
      hide = resolve;
    });
  const delivery = createDelivery({
    environment: browserEnvironment,
    writeKey,
    report,
    isAllowed,
    flushIntervalMs: options.flushIntervalMs ?? 500,
    send: createSendBatch({ host: options.host.replace(/\/+$/, ""), writeKey, isLeaving: () => leaving, whenHidden }),
    onChange() {
      // Many calls of one task are written once, after the task and before the page can go away.
      if (!saving) queueMicrotask(save);
      saving = true;
    },
  });
  const keeper = createQueueKeeper(`${prefix}queue_`, (texts) => {
    for (const text of texts) attempt(() => delivery.enqueue(JSON.parse(text).messageId, text));
    save();
  });
  const stay = () => {
    leaving = document.hidden;
  };
  const leave = () => {
    leaving = true;
    hide(undefined);
    delivery.hurry();
  };
  return { delivery, keeper, keeps, save, leave, stay };
}

function followPage(obey: () => void, hurry: () => void, leave: () => void, end: () => void): void {
  const on = (target: EventTarget, name: string, run: () => void) => target.addEventListener(name, () => attempt(run));
  on(window, "pagehide", end);
  on(window, "pageshow", obey);
  on(window, "storage", obey);
  on(window, "online", hurry);
  on(document, "visibilitychange", () => (document.hidden ? leave() : obey()));
}
