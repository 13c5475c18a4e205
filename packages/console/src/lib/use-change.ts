import type { MutateOptions, QueryClient, QueryKey, UseMutationResult } from "@tanstack/react-query";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { hold, release } from "./held.ts";
import { closeNotice, showNotice } from "./notice.ts";
import { describeFailure } from "./problem-words.ts";
import type { Question } from "./questions.ts";
import { askToType } from "./questions.ts";

/** How a slip of the hand is mended. Every change names one. */
export type Guard<Result> =
  /** Done at once; the notice that says so takes it back. */
  | { kind: "undo"; said: string; undo: (result: Result) => Promise<unknown> }
  /** Cannot be had back: its verb is typed first. */
  | { kind: "typed"; question: Question }
  /** The server cannot take it back, so it is sent some seconds later; `as` is what `id` is shown as meanwhile. */
  | { kind: "held"; said: string; id: string; as: string }
  /** Nothing to take back. */
  | { kind: "free"; because: FreeReason };

type FreeReason =
  | "it changes nothing"
  | "done again, it changes nothing more"
  | "a password or a device is asked for"
  | "another service asks for consent"
  | "a test message is sent";

type Change<Input, Result> = {
  run: (input: Input) => Promise<Result>;
  /** Read when the change is made, so it may hold what is there before it. */
  guard: Guard<NoInfer<Result>> | ((input: NoInfer<Input>) => Guard<NoInfer<Result>>);
  /** What is read anew, whatever came of it. */
  refresh?: readonly QueryKey[];
  /** Writes into the cache what is certain to come; when it does not, the queries of `refresh` are put back. */
  optimistic?: (client: QueryClient, input: Input) => void;
  onSuccess?: (result: Result, input: Input) => unknown;
};

/** What is known of a change while it is under way. */
type Made<Result> = { putBack: () => void; guard: Guard<Result> };

export function typed(title: string, verb: string): Extract<Guard<unknown>, { kind: "typed" }> {
  return { kind: "typed", question: { title, verb } };
}

export function undone<Result>(said: string, undo: (result: Result) => Promise<unknown>): Guard<Result> {
  return { kind: "undo", said, undo };
}

export function free(because: FreeReason): Extract<Guard<unknown>, { kind: "free" }> {
  return { kind: "free", because };
}

/** The one way in which the console changes something: with a guard, and with what has to be read anew. */
export function useChange<Result, Input = void>(
  change: Change<Input, Result>,
): UseMutationResult<Result, Error, Input> {
  const { run, refresh = [], optimistic, onSuccess } = change;
  const client = useQueryClient();
  const readAnew = () => Promise.all(refresh.map((queryKey) => client.invalidateQueries({ queryKey })));
  const guardOf = (input: Input) => (typeof change.guard === "function" ? change.guard(input) : change.guard);
  const mutation = useMutation<Result, Error, Input, Made<Result>>({
    mutationFn: run,
    onMutate: async (input) => {
      const guard = guardOf(input);
      return { putBack: optimistic ? await anticipate(client, refresh, () => optimistic(client, input)) : noop, guard };
    },
    onSuccess: async (result, input, { guard }) => {
      if (guard.kind === "undo") offerUndo(guard, result, readAnew);
      await onSuccess?.(result, input);
    },
    onError: (_error, _input, context) => context?.putBack(),
    onSettled: async (_result, error, _input, context) => {
      await readAnew();
      if (context?.guard.kind !== "held") return;
      release(context.guard.id);
      // Whoever decided may have gone to another screen meanwhile.
      if (error) showNotice({ said: describeFailure(error), isProblem: true });
    },
  });
  const mutate = (input: Input, options?: MutateOptions<Result, Error, Input, Made<Result>>) => {
    const guard = guardOf(input);
    const send = () => mutation.mutate(input, options ?? {});
    if (guard.kind === "typed") void askToType(guard.question).then((yes) => yes && sendForGood(send));
    else if (guard.kind === "held") holdBack(guard, send);
    else send();
  };
  // as: `mutate` differs from the library's in asking first only, and the context is this module's own.
  return { ...mutation, mutate } as UseMutationResult<Result, Error, Input>;
}

const noop = () => undefined;

/** What was done before it is out of reach then: an experiment that runs cannot be un-made by the notice of its draft. */
function sendForGood(send: () => void): void {
  closeNotice();
  send();
}

async function anticipate(client: QueryClient, keys: readonly QueryKey[], write: () => void): Promise<() => void> {
  // An answer that was asked for before must not be laid over what is shown now.
  await Promise.all(keys.map((queryKey) => client.cancelQueries({ queryKey })));
  const before = keys.flatMap((queryKey) => client.getQueriesData({ queryKey }));
  write();
  return () => {
    for (const [key, data] of before) client.setQueryData(key, data);
  };
}

function offerUndo<Result>(
  { said, undo }: Extract<Guard<Result>, { kind: "undo" }>,
  result: Result,
  readAnew: () => Promise<unknown>,
): void {
  showNotice({
    said,
    undo: () => undo(result).finally(readAnew),
  });
}

function holdBack({ said, id, as }: Extract<Guard<unknown>, { kind: "held" }>, send: () => void): void {
  hold(id, as);
  showNotice({ said, undo: () => release(id), commit: send });
}
