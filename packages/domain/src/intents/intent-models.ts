import type { Explainer } from "@rapport/engine/tree-shap";
import { createExplainer } from "@rapport/engine/tree-shap";
import type { BlobStore } from "@rapport/ports/blob-store";
import type { Store } from "@rapport/store/database";
import type { ModelRow } from "@rapport/store/queries/models";
import { listActiveModelRows } from "@rapport/store/queries/models";
import type { Logger } from "../logger.ts";
import { tellError } from "../logger.ts";
import type { IntentFit, IntentTask } from "./fit-intents.ts";
import type { IntentModel } from "./model-file.ts";
import { readModelFile } from "./model-file.ts";

/** A model that answers, with its version in the registry. */
export type ActiveIntent = { row: ModelRow; intent: IntentModel; explainer: Explainer | undefined };

/** How long what was read counts: after so long, an activation on another server is seen here. */
const FRESH_MS = 5_000;
/** Projects whose models are kept in memory, the latest asked for: about 1 MB each. */
const MAX_PROJECTS = 200;

/** The intent models that answer, by project; and what trains new ones. */
export class IntentModels {
  readonly #store: Store;
  readonly #blobs: BlobStore;
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #projects = new Map<string, { readAtMs: number; models: Promise<ActiveIntent[]> }>();
  /** Trains, in a worker thread where the process has one. */
  readonly fit: (task: IntentTask) => Promise<IntentFit[]>;

  constructor(
    { store, blobs, log, now }: { store: Store; blobs: BlobStore; log: Logger; now: () => number },
    fit: (task: IntentTask) => Promise<IntentFit[]>,
  ) {
    this.#store = store;
    this.#blobs = blobs;
    this.#log = log;
    this.#now = now;
    this.fit = fit;
  }

  /** The active models of a project; those whose version did not change stay as they are. */
  async get(projectId: string): Promise<ActiveIntent[]> {
    const known = this.#projects.get(projectId);
    if (known && this.#now() - known.readAtMs < FRESH_MS) return known.models;
    const models = this.#read(projectId, known?.models);
    this.#projects.delete(projectId);
    this.#projects.set(projectId, { readAtMs: this.#now(), models });
    const [oldest] = this.#projects.keys();
    if (this.#projects.size > MAX_PROJECTS && oldest !== undefined) this.#projects.delete(oldest);
    // What could not be read is asked for again, not remembered.
    models.catch(() => this.#projects.delete(projectId));
    return models;
  }

  /** The next question reads the registry. */
  forget(projectId: string): void {
    const known = this.#projects.get(projectId);
    if (known) known.readAtMs = -Infinity;
  }

  async #read(projectId: string, before: Promise<ActiveIntent[]> | undefined): Promise<ActiveIntent[]> {
    const rows = await listActiveModelRows(this.#store.forProject(projectId).db, projectId, "intents");
    const kept = new Map(
      (await (before ?? Promise.resolve([])).catch(() => [])).map((active) => [active.row.id, active]),
    );
    const models = await Promise.all(rows.map(async (row) => kept.get(row.id) ?? this.#load(row)));
    return models.filter((model) => model !== undefined);
  }

  async #load(row: ModelRow): Promise<ActiveIntent | undefined> {
    // A blob store that is away fails the question; only a file that is lost or damaged is left out.
    const file = await this.#blobs.read(row.blobKey);
    try {
      if (file === undefined) throw new Error("its file is missing");
      const intent = readModelFile(file);
      return { row, intent, explainer: intent.kind === "propensity" ? createExplainer(intent.model.trees) : undefined };
    } catch (error) {
      // One unreadable model must not take the others along; the registry still shows it.
      this.#log.error("An intent model cannot be read", {
        projectId: row.projectId,
        model: row.id,
        error: tellError(error),
      });
      return undefined;
    }
  }
}
