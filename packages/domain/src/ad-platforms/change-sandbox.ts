import type { Store } from "@rapport/store/database";
import { findSandboxAccount, lockSandboxAccount, updateSandboxAccount } from "@rapport/store/queries/ad-platforms";

/**
 * Works on the state of a project's sandbox in one transaction, one change at a time, and keeps what comes out; a work that
 * throws keeps nothing. What the state is, the sandbox alone knows: `State` is plain JSON.
 */
export function changeSandbox<State, T>(
  { store }: { store: Store },
  projectId: string,
  work: (kept: State | undefined) => { state: State; value: T },
): Promise<T> {
  return store.withTransaction(async (tx) => {
    // as: nothing but earlier states of the same sandbox is kept there
    const kept = (await lockSandboxAccount(tx, projectId)) as State | null;
    const { state, value } = work(kept ?? undefined);
    await updateSandboxAccount(tx, projectId, state);
    return value;
  });
}

/** The state of a project's sandbox as it is kept; undefined before its first change. */
export async function readSandbox<State>({ store }: { store: Store }, projectId: string): Promise<State | undefined> {
  // as: nothing but earlier states of the same sandbox is kept there
  return ((await findSandboxAccount(store.db, projectId)) as State | null) ?? undefined;
}
