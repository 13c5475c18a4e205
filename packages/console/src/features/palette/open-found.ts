import type { FoundKind } from "@rapport/contracts/search";
import type { UseNavigateResult } from "@tanstack/react-router";
import { readConnectionsSearch } from "../connections/connections-search.ts";

type Go = UseNavigateResult<string>;
/** `to`: the screen that has such things, by whose name they stand in the palette. */
type FoundScreen = { to: string; open: (go: Go, id: string) => Promise<void> };

/** Where a thing that was found is shown. Screens without a part for one thing show its row, by the hash. */
export const FOUND_SCREENS: Record<FoundKind, FoundScreen> = {
  segment: { to: "/segments", open: (go, segment) => go({ to: "/segments", search: { segment } }) },
  campaign: { to: "/campaigns", open: (go, campaign) => go({ to: "/campaigns", search: { campaign } }) },
  placement: { to: "/placements", open: (go, placement) => go({ to: "/placements", search: { placement } }) },
  experiment: { to: "/experiments", open: (go, hash) => go({ to: "/experiments", hash }) },
  content: { to: "/content", open: (go, piece) => go({ to: "/content", search: { piece } }) },
  document: { to: "/knowledge", open: (go, document) => go({ to: "/knowledge", search: { document } }) },
  trigger: { to: "/triggers", open: (go, trigger) => go({ to: "/triggers", search: { trigger } }) },
  webhook: { to: "/webhooks", open: (go, webhook) => go({ to: "/webhooks", search: { webhook } }) },
  connection: {
    to: "/connections",
    open: (go, id) => go({ to: "/connections", search: readConnectionsSearch({ provider: id }) }),
  },
  run: { to: "/runs", open: (go, run) => go({ to: "/runs", search: { run } }) },
  approval: { to: "/approvals", open: (go, approval) => go({ to: "/approvals", search: { approval } }) },
  job: { to: "/jobs", open: (go, job) => go({ to: "/jobs", search: { job } }) },
  key: { to: "/keys", open: (go, hash) => go({ to: "/keys", hash }) },
  member: { to: "/members", open: (go, hash) => go({ to: "/members", hash }) },
  role: { to: "/roles", open: (go, role) => go({ to: "/roles", search: { role } }) },
  cluster: { to: "/clusters", open: (go, cluster) => go({ to: "/clusters", search: { cluster } }) },
  computedTrait: { to: "/computed-traits", open: (go, trait) => go({ to: "/computed-traits", search: { trait } }) },
  goal: { to: "/intents", open: (go, name) => go({ to: "/intents", search: { name } }) },
  planEvent: { to: "/tracking-plan", open: (go, event) => go({ to: "/tracking-plan", search: { event } }) },
  claim: { to: "/text-safety", open: (go, hash) => go({ to: "/text-safety", hash }) },
};
