import type { LiveMessage } from "@rapport/contracts/events";

/** Takes one live message; throws nothing. */
export type LiveListener = (message: LiveMessage) => void;

/** Live fan-out within one process: what was stored or rejected, to whoever follows the project. */
export class Hub {
  readonly #listeners = new Map<string, Set<LiveListener>>();

  /** True when somebody follows the project: building messages for nobody is work on the hot path. */
  hasListeners(projectId: string): boolean {
    return this.#listeners.has(projectId);
  }

  /** Projects that somebody follows. */
  projectIds(): Iterable<string> {
    return this.#listeners.keys();
  }

  publish(projectId: string, message: LiveMessage): void {
    for (const listener of this.#listeners.get(projectId) ?? []) listener(message);
  }

  /** Follows a project; answers the function that stops it. */
  follow(projectId: string, listener: LiveListener): () => void {
    const listeners = this.#listeners.get(projectId) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(projectId, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(projectId);
    };
  }
}
