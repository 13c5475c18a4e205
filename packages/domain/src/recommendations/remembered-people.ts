import type { RememberedItems } from "@rapport/store/queries/remembered-items";
import { HISTORY_BYTES, ItemHistories } from "./item-histories.ts";

/** An id that leads to a person. */
export type PersonName = { kind: "anonymous" | "user"; value: string };

/** One person: where their history is, and which ids led to it. */
type Person = { profileId: string; place: number; keys: string[]; used: boolean };

/** Room for histories: 120,000 people. Names and the maps that find them take as much again. */
const HISTORIES_BYTES = 64 * 1024 * 1024;
/** Ids of one person that are known here. */
const MOST_KEYS = 8;
/** People who are looked at to find one to forget: no query waits for more. */
const MOST_LOOKS = 32;
/** People whose last change is known by its time; of those before, only that nobody's is later. */
const REMEMBERED_CHANGES = 10_000;

export type RememberedPeopleOptions = {
  /** People that are kept at a time. */
  room?: number;
  /** Milliseconds of a clock that never goes back. */
  nowMs?: () => number;
};

/**
 * What people did last, of those who were asked for lately: a query of theirs needs no store. Whoever changes a person in the store
 * says so (`forget`), and until then the same answer holds. Where several servers change people, it is asked only while this one
 * knows to have heard of all that the others did, see `PeopleNews`.
 */
export class RememberedPeople {
  /** People that are kept at a time. */
  readonly room: number;
  readonly #nowMs: () => number;
  /** By project and id. */
  readonly #keys = new Map<string, Person>();
  /** By project and profile, in the order of their coming. */
  readonly #people = new Map<string, Person>();
  #histories = new ItemHistories();
  #freePlaces: number[] = [];
  #places = 0;
  /** Counts what was forgotten: whatever was read before is not kept after it. */
  #clock = 0;
  /** When each person was forgotten last, by the clock, in this order. */
  readonly #changes = new Map<string, number>();
  /** The latest such time of all that are not in there any more. */
  #lostAt = 0;
  #trustedUntilMs = Number.POSITIVE_INFINITY;

  constructor({ room = Math.floor(HISTORIES_BYTES / HISTORY_BYTES), nowMs }: RememberedPeopleOptions = {}) {
    this.room = room;
    this.#nowMs = nowMs ?? (() => performance.now());
  }

  get size(): number {
    return this.#people.size;
  }

  /** Whether other servers change people, too, and want to hear of those that are changed here. */
  get isShared(): boolean {
    return this.#trustedUntilMs !== Number.POSITIVE_INFINITY;
  }

  /** Says until when all that was changed elsewhere is known to have been heard of; what is kept may be asked until then. */
  trustUntil(timeMs: number): void {
    this.#trustedUntilMs = timeMs;
  }

  /** What the person behind an id did, if it is known to be so still. */
  find(projectId: string, name: PersonName): RememberedItems | undefined {
    const person = this.#keys.get(keyOf(projectId, name));
    if (!person || this.#nowMs() >= this.#trustedUntilMs) return undefined;
    person.used = true;
    return { id: person.profileId, recentItems: this.#histories.read(person.place) };
  }

  /** The moment before the store is asked, for `keep`. */
  begin(): number {
    return this.#clock;
  }

  /** Keeps what the store said of the person behind an id, unless they have changed since it was asked. */
  keep(projectId: string, name: PersonName, row: RememberedItems, begunAt: number): void {
    const id = personKey(projectId, row.id);
    if (begunAt < this.#lostAt || begunAt < (this.#changes.get(id) ?? 0)) return;
    const key = keyOf(projectId, name);
    const known = this.#people.get(id);
    // Another id of theirs led here before, and nobody has changed them: it is the same history.
    if (known) {
      this.#name(known, key);
      return;
    }
    const person = { profileId: row.id, place: this.#takePlace(), keys: [], used: false };
    if (!this.#histories.write(person.place, row.recentItems)) {
      this.#freePlaces.push(person.place);
      // Other items than those that were there when it began have filled it: it begins anew.
      if (this.#histories.isFull) this.clear();
      return;
    }
    this.#people.set(id, person);
    this.#name(person, key);
  }

  /** Forgets people who have changed, were merged or erased, at once and under all their ids. */
  forget(projectId: string, profileIds: Iterable<string>): void {
    this.#clock += 1;
    for (const profileId of profileIds) {
      const id = personKey(projectId, profileId);
      this.#changes.delete(id);
      this.#changes.set(id, this.#clock);
      this.#drop(id);
    }
    for (const [id, at] of this.#changes) {
      if (this.#changes.size <= REMEMBERED_CHANGES) break;
      this.#changes.delete(id);
      this.#lostAt = at;
    }
  }

  /** Forgets everybody: for when people were changed and nobody can say which. */
  clear(): void {
    this.#clock += 1;
    this.#lostAt = this.#clock;
    this.#changes.clear();
    this.#keys.clear();
    this.#people.clear();
    this.#histories = new ItemHistories();
    this.#freePlaces = [];
    this.#places = 0;
  }

  #name(person: Person, key: string): void {
    const other = this.#keys.get(key);
    if (other === person || person.keys.length === MOST_KEYS) return;
    if (other) other.keys = other.keys.filter((own) => own !== key);
    // One that grows by `push` has room for seventeen.
    person.keys = [...person.keys, key];
    this.#keys.set(key, person);
  }

  #drop(id: string): void {
    const person = this.#people.get(id);
    if (!person) return;
    this.#people.delete(id);
    for (const key of person.keys) this.#keys.delete(key);
    this.#histories.wipe(person.place);
    this.#freePlaces.push(person.place);
  }

  /** Where there is no room, that of somebody who came early and was not asked for since. */
  #takePlace(): number {
    if (this.#people.size >= this.room) this.#makeRoom();
    const free = this.#freePlaces.pop();
    if (free !== undefined) return free;
    this.#places += 1;
    return this.#places - 1;
  }

  /** Second chance: whoever was asked for goes to the end of the line, a few at most. */
  #makeRoom(): void {
    let looks = 0;
    for (const [id, person] of this.#people) {
      looks += 1;
      if (!person.used || looks === MOST_LOOKS) {
        this.#drop(id);
        return;
      }
      person.used = false;
      this.#people.delete(id);
      this.#people.set(id, person);
    }
  }
}

function keyOf(projectId: string, { kind, value }: PersonName): string {
  return `${projectId}\0${kind}\0${value}`;
}

function personKey(projectId: string, profileId: string): string {
  return `${projectId}\0${profileId}`;
}
