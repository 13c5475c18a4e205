import { makeSignal } from "./signal.ts";

/** What is asked before something that cannot be taken back; `verb` is what the button says and what has to be typed. */
export type Question = { title: string; detail?: string | undefined; verb: string };

type Asked = Question & { answer: (yes: boolean) => void };

/** The question that stands on the screen; `QuestionHost` shows it. */
export const question = makeSignal<Asked | undefined>(undefined);

/** Asks, and answers true once the verb was typed. A question that is asked while another stands answers that one with no. */
export function askToType(asked: Question): Promise<boolean> {
  question.read()?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      question.write(undefined);
      resolve(yes);
    };
    question.write({ ...asked, answer });
  });
}
