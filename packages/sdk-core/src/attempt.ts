/**
 * Runs something that the host application or its platform may refuse (storage in a sandboxed frame, patched globals, a
 * getter that throws). Answers `undefined` then: the client does without, and the host never sees an exception of ours.
 */
export const attempt = <T>(run: () => T): T | undefined => {
  try {
    return run();
  } catch {
    return undefined;
  }
};
