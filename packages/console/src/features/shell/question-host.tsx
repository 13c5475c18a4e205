import { lazy, Suspense } from "react";
import { question } from "../../lib/questions.ts";
import { useSignal } from "../../lib/signal.ts";

const QuestionDialog = lazy(async () => ({ default: (await import("./question-dialog.tsx")).QuestionDialog }));

/** Where the question of `askToType` stands. */
export function QuestionHost() {
  const asked = useSignal(question);
  if (!asked) return null;
  return (
    <Suspense>
      <QuestionDialog {...asked} onAnswer={asked.answer} />
    </Suspense>
  );
}
