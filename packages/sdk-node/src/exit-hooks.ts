/** What a client does when its process comes to an end. */
export type ExitActions = {
  pending(): number;
  /** Delivers what it can within a bounded time; the client stays open. */
  deliver(): Promise<unknown>;
  /** Ends the client; requests under way still bring their answers. */
  end(): void;
  /** Ends the client and reports what is lost; there is no time left for anything but synchronous work. */
  leave(): void;
};

const SIGNALS = ["SIGTERM", "SIGINT"] as const;
type SignalListener = NodeJS.SignalsListener & { [LISTENER]?: true };

/** Marks the listeners of all clients, also of another copy of this package, so that they are not taken for the host's. */
const LISTENER = Symbol.for("rapport.exit-hook");

/**
 * Delivers the rest before the process ends: when it has nothing left to do, and on SIGTERM and SIGINT if `onSignals`.
 * A signal that the host application listens to stays in its hands: the rest is delivered beside its own work. Otherwise
 * the process ends by that signal as it would have without the client, once every client is done; a second signal
 * ends it at once.
 * @returns takes the hooks away
 */
export function watchExit(actions: ExitActions, onSignals: boolean): () => void {
  // `beforeExit` comes again after each piece of work: what one delivery could not bring out is given up.
  const finish = () => {
    if (actions.pending() > 0) void actions.deliver().then(() => actions.pending() > 0 && actions.end());
  };
  const leave = () => actions.leave();
  const listener = createSignalListener(actions);
  process.on("beforeExit", finish);
  process.on("exit", leave);
  // In front of the host's: `once` takes a listener of the host away before one behind it could see it.
  if (onSignals) for (const signal of SIGNALS) process.prependListener(signal, listener);
  return () => {
    process.off("beforeExit", finish);
    process.off("exit", leave);
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}

function createSignalListener(actions: ExitActions): SignalListener {
  let delivering = false;
  const listener: SignalListener = (signal) => {
    const hostListens = process.listeners(signal).some((one) => !(LISTENER in one));
    if (hostListens) {
      if (!delivering) void actions.deliver();
      delivering = true;
      return;
    }
    const leave = () => {
      process.off(signal, listener);
      actions.leave();
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    };
    if (delivering) return leave();
    delivering = true;
    void actions.deliver().then(leave);
  };
  listener[LISTENER] = true;
  return listener;
}
