import type { MessageType } from "@rapport/contracts/messages";

/** An event of a made-up person. */
export type PersonEvent = {
  id: string;
  type: MessageType;
  name: string;
  timeMs: number;
  properties: Record<string, unknown>;
  context: Record<string, unknown>;
  traits: Record<string, unknown>;
};

/** A made-up person as rules see them: everything that is known at one time, and nothing else. */
export type Person = {
  profileId: string;
  events: readonly PersonEvent[];
  traits: Record<string, unknown>;
  profile: Record<string, unknown>;
  groups: readonly string[];
  lists: readonly string[];
  consent: Record<string, boolean>;
  /** Values of computed traits, scores (goals with `intent:` before them; places by RFM) and clusters, as they are stored. */
  computed: Record<string, unknown>;
  scores: Record<string, unknown>;
  clusters: readonly string[];
};
