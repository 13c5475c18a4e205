import type { LiveMessage } from "@rapport/contracts/events";
import type { Hub } from "./hub.ts";

/** Takes a message, and the keys of the follower that it came by. */
export type LiveFollower = (message: LiveMessage, keys: readonly string[]) => void;

/** A place on the router; keys may be added while it lasts. */
export type LivePlace = { add: (key: string) => void; leave: () => void };

type Board = { places: Map<string, Set<Place>>; stop: () => void; count: number };
type Place = { follower: LiveFollower; keys: Set<string> };

/** Names of the events by which segments tell of who comes and goes; their property `segmentId` says which segment. */
const SEGMENT_EVENTS = new Set(["Segment Entered", "Segment Exited"]);

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
    const place: Place = { follower, keys: new Set() };
    board.count++;
    const add = (key: string) => {
      place.keys.add(key);
      const places = board.places.get(key) ?? new Set();
      places.add(place);
      board.places.set(key, places);
    };
    for (const key of keys) add(key);
    return { add, leave: () => this.#leave(projectId, board, place) };
  }

  #boardOf(projectId: string): Board {
    const known = this.#boards.get(projectId);
    if (known) return known;
    const board: Board = { places: new Map(), count: 0, stop: () => {} };
    board.stop = this.#hub.follow(projectId, (message) => deliver(board, message));
    this.#boards.set(projectId, board);
    return board;
  }

  #leave(projectId: string, board: Board, place: Place): void {
    for (const key of place.keys) {
      const places = board.places.get(key);
      places?.delete(place);
      if (places?.size === 0) board.places.delete(key);
    }
    place.keys.clear();
    board.count--;
    if (board.count > 0 || this.#boards.get(projectId) !== board) return;
    board.stop();
    this.#boards.delete(projectId);
  }
}

function deliver(board: Board, message: LiveMessage): void {
  const reached = new Map<Place, string[]>();
  for (const key of keysOf(message)) {
    for (const place of board.places.get(key) ?? []) {
      const keys = reached.get(place);
      if (keys) keys.push(key);
      else reached.set(place, [key]);
    }
  }
  for (const [place, keys] of reached) place.follower(message, keys);
}

/** Keys that a message is followed by: `events`, `anonymous:…`, `user:…`, `profile:…`, `segment:…`. */
export function keysOf(message: LiveMessage): string[] {
  if (message.kind === "rejected") return ["events"];
  const { anonymousId, userId, profileId, name, payload } = message.event;
  const keys = ["events", `profile:${profileId}`];
  if (anonymousId !== null) keys.push(`anonymous:${anonymousId}`);
  if (userId !== null) keys.push(`user:${userId}`);
  if (SEGMENT_EVENTS.has(name)) keys.push(`segment:${String(Object(payload.properties).segmentId)}`);
  return keys;
}
