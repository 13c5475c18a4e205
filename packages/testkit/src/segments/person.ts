/** An event of a made-up person. */
export type PersonEvent = {
  id: string;
  type: "track" | "identify" | "page";
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
};
