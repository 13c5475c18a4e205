import type { Crossing, Trigger, TriggerInput } from "@rapport/contracts/triggers";
import type { Access } from "./ask-server.ts";
import { askServer } from "./ask-server.ts";

/** A part of the crossings, the latest first; `nextCursor` asks for the part after it, null at the end. */
export type Crossings = { data: Crossing[]; nextCursor: string | null };

const ALL = "/api/v1/triggers";

/**
 * What starts when somebody enters or leaves a segment, or an intent passes a threshold: a webhook's message or a job, once for
 * each crossing. Every call needs the option `secretKey`, and rejects with `RequestError` when the server cannot say, refuses
 * (its `message` names the field), or has never heard of the id (`status` 404).
 */
export class Triggers {
  readonly #access: Access;

  /** @internal */
  constructor(access: Access) {
    this.#access = access;
  }

  /** All triggers of the project, each with what came of the last day's crossings. */
  async list(): Promise<Trigger[]> {
    return (await askServer(this.#access, { ...COMMON, name: "triggers.list", path: ALL, isAnswer: isPage<Trigger> }))
      .data;
  }

  /** Starts a job or a webhook at each crossing from now on; whoever is past it already is not told of. */
  create(input: TriggerInput): Promise<Trigger> {
    const call = { ...COMMON, name: "triggers.create", method: "POST", path: ALL, body: input } as const;
    return askServer(this.#access, { ...call, isAnswer: isTrigger });
  }

  /** Puts the whole trigger anew; `enabled: false` switches it off. */
  change(triggerId: string, input: TriggerInput): Promise<Trigger> {
    const call = { ...COMMON, name: "triggers.change", method: "PUT", path: pathOf(triggerId), body: input } as const;
    return askServer(this.#access, { ...call, isAnswer: isTrigger });
  }

  /** Removes a trigger and the log of its crossings. */
  async delete(triggerId: string): Promise<void> {
    const call = { ...COMMON, name: "triggers.delete", method: "DELETE", path: pathOf(triggerId) } as const;
    await askServer(this.#access, { ...call, isAnswer: isObject });
  }

  /** Who crossed it and what came of it, and why where nothing did. At most `limit` (50 unless said) at a time. */
  listCrossings(triggerId: string, part: { limit?: number; cursor?: string } = {}): Promise<Crossings> {
    const query = new URLSearchParams(Object.entries(part).map(([key, value]) => [key, String(value)]));
    const path = `${pathOf(triggerId)}/crossings?${query}`;
    return askServer(this.#access, { ...COMMON, name: "triggers.listCrossings", path, isAnswer: isPage<Crossing> });
  }
}

const COMMON = { kind: "triggers" } as const;
const pathOf = (triggerId: string) => `${ALL}/${encodeURIComponent(triggerId)}`;

function isObject(body: unknown): body is object {
  return typeof body === "object" && body !== null;
}

/** The members that set a trigger apart from any other answer; the rest is the server's word. */
function isTrigger(body: unknown): body is Trigger {
  return isObject(body) && "id" in body && "source" in body && "action" in body;
}

function isPage<T>(body: unknown): body is { data: T[]; nextCursor: string | null } {
  return isObject(body) && "data" in body && Array.isArray(body.data) && "nextCursor" in body;
}
