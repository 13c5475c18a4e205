import type { LiveMessage } from "@rapport/contracts/events";
import { timelineKindOf } from "@rapport/store/queries/timeline-kinds";
import type { Hub } from "./hub.ts";

/** Takes a message, and the keys of the follower that it came by. */
export type LiveFollower = (message: LiveMessage, keys: readonly string[]) => void;

/** A place on the router; keys may be added while it lasts. */
export type LivePlace = { add: (key: string) => void; leave: () => void };

/** Places by key: mostly one, and a set of one is several times its size. */
type Board = { places: Map<string, Place | Set<Place>>; stop: () => void; count: number };

/** Names of the events by which segments tell of who comes and goes; their property `segmentId` says which segment. */

/**
 * Brings each live message to those who follow one of its keys: the project's events, a person's ids, a segment. Its cost is
 * that of the followers of these keys, however many others there are.
 */
export class LiveRouter {
  readonly #hub: Hub;
  readonly #boards = new Map<string, Board>();

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  follow(projectId: string, keys: readonly string[], follower: LiveFollower): LivePlace {
    const board = this.#boardOf(projectId);
    board.count++;
    const place = new Place(board, follower, () => this.#close(projectId, board));
    for (const key of keys) place.add(key);
    return place;
  }

  #boardOf(projectId: string): Board {
    const known = this.#boards.get(projectId);
    if (known) return known;
    const board: Board = { places: new Map(), count: 0, stop: () => {} };
    board.stop = this.#hub.follow(projectId, (message) => deliver(board, message));
    this.#boards.set(projectId, board);
    return board;
  }

  #close(projectId: string, board: Board): void {
    board.count--;
    if (board.count > 0 || this.#boards.get(projectId) !== board) return;
    board.stop();
    this.#boards.delete(projectId);
  }
}

class Place implements LivePlace {
  readonly #board: Board;
  readonly #onLeave: () => void;
  readonly follower: LiveFollower;
  #keys: string[] = [];
  #hasLeft = false;

  constructor(board: Board, follower: LiveFollower, onLeave: () => void) {
    this.#board = board;
    this.follower = follower;
    this.#onLeave = onLeave;
  }

  add(key: string): void {
    if (this.#keys.includes(key)) return;
    // A list that grows keeps room for sixteen more.
    this.#keys = [...this.#keys, key];
    const { places } = this.#board;
    const others = places.get(key);
    if (others === undefined) places.set(key, this);
    else if (others instanceof Set) others.add(this);
    else places.set(key, new Set([others, this]));
  }

  /** Once: a stream that was ended here is left again when its connection closes. */
  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    const { places } = this.#board;
    for (const key of this.#keys) {
      const those = places.get(key);
      if (those instanceof Set) those.delete(this);
      if (those === this || (those instanceof Set && those.size === 0)) places.delete(key);
    }
    this.#keys = [];
    this.#onLeave();
  }
}

/** Who follows a key. */
function placesAt(board: Board, key: string): Iterable<Place> {
  const found = board.places.get(key);
  if (found === undefined) return [];
  return found instanceof Set ? found : [found];
}

function deliver(board: Board, message: LiveMessage): void {
  const reached = new Map<Place, string[]>();
  for (const key of keysOf(message)) {
    for (const place of placesAt(board, key)) {
      const keys = reached.get(place);
      if (keys) keys.push(key);
      else reached.set(place, [key]);
    }
  }
  for (const [place, keys] of reached) place.follower(message, keys);
}

/** Keys that a message is followed by: `events`, `anonymous:…`, `user:…`, `profile:…`, `segment:…`. */
export function keysOf(message: LiveMessage): string[] {
  if (message.kind !== "event") return ["events"];
  const { anonymousId, userId, profileId, payload } = message.event;
  const keys = ["events", `profile:${profileId}`];
  if (anonymousId !== null) keys.push(`anonymous:${anonymousId}`);
  if (userId !== null) keys.push(`user:${userId}`);
  if (timelineKindOf(message.event) === "segment") keys.push(`segment:${String(Object(payload.properties).segmentId)}`);
  return keys;
}
