/**
 * Runs something that the page or the browser may refuse (storage in a sandboxed frame, patched globals, blocked
 * cookies). Answers `undefined` then: the SDK does without, and the host page never sees an exception of ours.
 */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
