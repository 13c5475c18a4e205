import type { RememberedItems } from "@rapport/store/queries/remembered-items";
import { HISTORY_BYTES, ItemHistories } from "./item-histories.ts";

/** An id that leads to a person. */
export type PersonName = { kind: "anonymous" | "user"; value: string };

/** Where the people of a project are, by profile and by each kind of id. */
type Project = { id: string; profiles: Map<string, number> } & Record<PersonName["kind"], Map<string, number>>;
/** Ids of one kind of the person at a place; the one that most have needs no list. */
type Names = string | readonly string[] | undefined;
const KINDS = ["user", "anonymous"] as const;

/** Room for histories: 120,000 people. Names and the maps that find them take a third as much again. */
const HISTORIES_BYTES = 64 * 1024 * 1024;
/** Ids of one person that are known here, of each kind. */
const MOST_NAMES = 8;
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
 *
 * A person is a place, a number, and two texts: as an object with its keys it would be a dozen, which the garbage collector visits all.
 */
export class RememberedPeople {
  /** People that are kept at a time. */
  readonly room: number;
  readonly #nowMs: () => number;
  readonly #projects = new Map<string, Project>();
  /** By place: whose project, which profile, which ids, and whether they were asked for since they were looked at. */
  #owners: (Project | undefined)[] = [];
  #profileIds: string[] = [];
  #names: Record<PersonName["kind"], Names[]> = { user: [], anonymous: [] };
  readonly #used: Uint8Array;
  #histories = new ItemHistories();
  #freePlaces: number[] = [];
  #places = 0;
  /** The place that is looked at next for somebody to forget. */
  #hand = 0;
  /** Counts what was forgotten: whatever was read before is not kept after it. */
  #clock = 0;
  /** When each person was forgotten last, by the clock, in this order. */
  readonly #changes = new Map<string, number>();
  /** The latest such time of all that are not in there any more. */
  #lostAt = 0;
  #trustedUntilMs = Number.POSITIVE_INFINITY;

  constructor({ room = Math.floor(HISTORIES_BYTES / HISTORY_BYTES), nowMs }: RememberedPeopleOptions = {}) {
    this.room = room;
    this.#used = new Uint8Array(room);
    this.#nowMs = nowMs ?? (() => performance.now());
  }

  get size(): number {
    return this.#places - this.#freePlaces.length;
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
    const place = this.#projects.get(projectId)?.[name.kind].get(name.value);
    if (place === undefined || this.#nowMs() >= this.#trustedUntilMs) return undefined;
    this.#used[place] = 1;
    return { id: this.#profileIds[place] ?? "", recentItems: this.#histories.read(place) };
  }

  /** The moment before the store is asked, for `keep`. */
  begin(): number {
    return this.#clock;
  }

  /** Keeps what the store said of the person behind an id, unless they have changed since it was asked. */
  keep(projectId: string, name: PersonName, row: RememberedItems, begunAt: number): void {
    if (begunAt < this.#lostAt || begunAt < (this.#changes.get(personKey(projectId, row.id)) ?? 0)) return;
    const known = this.#projects.get(projectId)?.profiles.get(row.id);
    // Another id of theirs led here before, and nobody has changed them: it is the same history.
    if (known !== undefined) {
      this.#name(known, name);
      return;
    }
    const place = this.#takePlace();
    if (!this.#histories.write(place, row.recentItems)) {
      this.#freePlaces.push(place);
      // Other items than those that were there when it began have filled it: it begins anew.
      if (this.#histories.isFull) this.clear();
      return;
    }
    const project = this.#projectOf(projectId);
    project.profiles.set(row.id, place);
    this.#owners[place] = project;
    this.#profileIds[place] = row.id;
    this.#used[place] = 0;
    this.#name(place, name);
  }

  /** Forgets people who have changed, were merged or erased, at once and under all their ids. */
  forget(projectId: string, profileIds: Iterable<string>): void {
    this.#clock += 1;
    for (const profileId of profileIds) {
      const id = personKey(projectId, profileId);
      this.#changes.delete(id);
      this.#changes.set(id, this.#clock);
      const place = this.#projects.get(projectId)?.profiles.get(profileId);
      if (place !== undefined) this.#drop(place);
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
    this.#projects.clear();
    this.#owners = [];
    this.#profileIds = [];
    this.#names = { user: [], anonymous: [] };
    this.#histories = new ItemHistories();
    this.#freePlaces = [];
    this.#places = 0;
    this.#hand = 0;
  }

  #projectOf(id: string): Project {
    const known = this.#projects.get(id);
    if (known) return known;
    const project: Project = { id, profiles: new Map(), user: new Map(), anonymous: new Map() };
    this.#projects.set(id, project);
    return project;
  }

  #name(place: number, { kind, value }: PersonName): void {
    const led = this.#owners[place]?.[kind];
    const names = this.#names[kind];
    const own = listOf(names[place]);
    const other = led?.get(value);
    if (other === place || own.length === MOST_NAMES) return;
    if (other !== undefined) names[other] = toNames(listOf(names[other]).filter((name) => name !== value));
    led?.set(value, place);
    names[place] = toNames([...own, value]);
  }

  #drop(place: number): void {
    const project = this.#owners[place];
    if (!project) return;
    project.profiles.delete(this.#profileIds[place] ?? "");
    for (const kind of KINDS) {
      for (const name of listOf(this.#names[kind][place])) project[kind].delete(name);
      this.#names[kind][place] = undefined;
    }
    if (project.profiles.size === 0) this.#projects.delete(project.id);
    this.#owners[place] = undefined;
    this.#profileIds[place] = "";
    this.#histories.wipe(place);
    this.#freePlaces.push(place);
  }

  /** Where there is no room, that of somebody who was not asked for since they were looked at last. */
  #takePlace(): number {
    if (this.size >= this.room) this.#makeRoom();
    const free = this.#freePlaces.pop();
    if (free !== undefined) return free;
    this.#places += 1;
    return this.#places - 1;
  }

  /** Second chance, as a clock's hand that goes round the places; a few at a time. */
  #makeRoom(): void {
    for (let looks = 1; ; looks += 1) {
      const place = this.#hand;
      this.#hand = (place + 1) % this.#places;
      if (this.#used[place] === 0 || looks === MOST_LOOKS) {
        this.#drop(place);
        return;
      }
      this.#used[place] = 0;
    }
  }
}

function listOf(names: Names): readonly string[] {
  if (names === undefined) return [];
  return typeof names === "string" ? [names] : names;
}

function toNames(list: readonly string[]): Names {
  return list.length > 1 ? list : list[0];
}

function personKey(projectId: string, profileId: string): string {
  return `${projectId}\0${profileId}`;
}
