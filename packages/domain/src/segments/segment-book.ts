import type { Database } from "@rapport/store/database";
import { getSegmentSet, getSegmentsVersion, listSegmentRows } from "@rapport/store/queries/segments";
import type { Assessment } from "./assessment.ts";
import type { CompiledProject } from "./compile-project.ts";
import { compileProject } from "./compile-project.ts";

/** The segments of the projects, made ready once for each version. */
export class SegmentBook {
  readonly #known = new Map<string, CompiledProject>();
  #listener: ((outcome: Assessment) => void) | undefined;

  /** Calls `listener` after commits that changed who is in a segment, or when to look again. */
  watch(listener: (outcome: Assessment) => void): void {
    this.#listener = listener;
  }

  /** Tells what was committed. */
  announce(outcome: Assessment): void {
    if (outcome.changes > 0 || Number.isFinite(outcome.dueMs)) this.#listener?.(outcome);
  }

  /**
   * The segments that hold now; undefined when there are none. Asks for their version each time: evaluators must ask after
   * they have locked the people that they look at, and then see every change whose people were worked through before.
   */
  async read(db: Database, projectId: string): Promise<CompiledProject | undefined> {
    const version = await getSegmentsVersion(db, projectId);
    if (version === undefined) return undefined;
    const known = this.#known.get(projectId);
    if (known?.version === version) return known.segments.length > 0 ? known : undefined;
    const compiled = await load(db, projectId);
    if (compiled) this.#known.set(projectId, compiled);
    return compiled && compiled.segments.length > 0 ? compiled : undefined;
  }
}

async function load(db: Database, projectId: string): Promise<CompiledProject | undefined> {
  // The version is read before the rows: rows that change in between are newer than it says, and are loaded again.
  const set = await getSegmentSet(db, projectId);
  return set && compileProject(set, await listSegmentRows(db, projectId));
}
