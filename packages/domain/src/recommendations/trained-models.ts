import { readTrainedModel } from "@rapport/engine/collaborative/trained-model";
import type { Recommender } from "@rapport/engine/recommender";
import type { BlobStore } from "@rapport/ports/blob-store";
import type { Store } from "@rapport/store/database";
import { getActiveModelRow } from "@rapport/store/queries/models";
import type { Logger } from "../logger.ts";
import { tellError } from "../logger.ts";

/** Name of the line of versions that a project's recommender is trained in. */
export const TRAINED_NAME = "default";

/** Brings the active trained version of a project to its live recommender. */
export class TrainedModels {
  readonly #store: Store;
  readonly #blobs: BlobStore | undefined;
  readonly #log: Logger;
  /** Version that each recommender answers with. */
  readonly #attached = new WeakMap<Recommender, string>();

  /** Version that could not be read for a recommender: tried again each time, told once. */
  readonly #unreadable = new WeakMap<Recommender, string>();

  /** @param blobs absent where nothing is trained: every recommender goes on with what it learns by itself */
  constructor(store: Store, blobs: BlobStore | undefined, log: Logger) {
    this.#store = store;
    this.#blobs = blobs;
    this.#log = log;
  }

  /**
   * Makes a recommender answer with the active version. The old one answers until the new one is read whole; a version
   * that cannot be read is told and leaves everything as it was.
   */
  async attach(projectId: string, recommender: Recommender): Promise<void> {
    if (!this.#blobs) return;
    const line = { projectId, kind: "recommendations", name: TRAINED_NAME } as const;
    const active = await getActiveModelRow(this.#store.forProject(projectId).db, line);
    if (!active || this.#attached.get(recommender) === active.id) return;
    try {
      const bytes = await this.#blobs.read(active.blobKey);
      if (!bytes) throw new Error(`There is no blob ${active.blobKey}`);
      recommender.setTrained(readTrainedModel(bytes));
      this.#attached.set(recommender, active.id);
    } catch (error) {
      if (this.#unreadable.get(recommender) === active.id) return;
      this.#unreadable.set(recommender, active.id);
      this.#log.error("A trained model cannot be read; the recommender goes on without it", {
        projectId,
        modelId: active.id,
        error: tellError(error),
      });
    }
  }
}
