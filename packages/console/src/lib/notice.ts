import { describeFailure } from "./problem-words.ts";
import { makeSignal } from "./signal.ts";
import { t } from "./text.ts";

/** What was just done, said at the foot of the screen for a while, with the way back. */
export type Notice = {
  said: string;
  isProblem?: boolean;
  /** Takes it back. */
  undo?: (() => unknown) | undefined;
  /** Sends what was held back, once; it is called when the time for second thoughts is over. */
  commit?: (() => void) | undefined;
};

export const notice = makeSignal<(Notice & { id: number }) | undefined>(undefined);
let count = 0;

/** Shows a notice in place of the one before it, whose time is over then. */
export function showNotice(next: Notice): void {
  const before = notice.read();
  notice.write({ ...next, id: count++ });
  before?.commit?.();
}

/** Ends the time for second thoughts. */
export function closeNotice(): void {
  const before = notice.read();
  notice.write(undefined);
  before?.commit?.();
}

/** Takes back what the notice is about, and says what came of that. */
export async function undoNotice(): Promise<void> {
  const { undo } = notice.read() ?? {};
  if (!undo) return;
  notice.write(undefined);
  try {
    await undo();
    showNotice({ said: t("Taken back.") });
  } catch (error) {
    showNotice({
      said: t("It could not be taken back: {reason}", { reason: describeFailure(error) }),
      isProblem: true,
    });
  }
}
