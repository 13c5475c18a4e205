/** What a question asks for. */
export type QuestionKind = "fact" | "how-to" | "comparison" | "broad";

const HOW_TO =
  /^(?:how (?:do|does|can|could|should|would|to|might)\b|what (?:steps|do i (?:need|have) to)\b|steps (?:to|for)\b|(?:show|tell|explain to) (?:me|us) how\b|guide to\b)/i;
const COMPARISON =
  /\b(?:vs\.?|versus|compared? (?:to|with)|comparison|differ(?:s|ent|ence)?\b.{0,60}\b(?:between|from)|which (?:is|one|of)\b.{0,60}\b(?:better|cheaper|faster|best|or)|better than|cheaper than)\b/i;
const BROAD =
  /^(?:tell (?:me|us) about|what (?:can you say|do you know) about|give (?:me|us) an? (?:overview|summary)|summari[sz]e|describe|explain|overview of|why\b)/i;
const ASKING =
  /^(?:who|whom|whose|when|where|which|what|how|is|are|was|were|does|do|did|can|could|will|would|has|have|may|should)\b|\?\s*$/i;

/** Words of a question that say that it asks, not what about; lower case. */
const FILLERS: ReadonlySet<string> = new Set(
  "what who whom whose when where which why how do does did can could will would should may might i you me my we us our your have has had much many long often about please tell show give know want need there any some get am it's what's".split(
    " ",
  ),
);

/** What a question asks for, by its words; English, anything else counts as a fact where it asks. O(length). */
export function classifyQuestion(question: string): QuestionKind {
  const text = question.trim();
  if (COMPARISON.test(text)) return "comparison";
  if (HOW_TO.test(text)) return "how-to";
  if (BROAD.test(text)) return "broad";
  return ASKING.test(text) ? "fact" : "broad";
}

/** A question without the words that only ask; the question itself where nothing else is left. */
export function stripAsking(question: string): string {
  const rest = question
    .split(/\s+/)
    .filter(
      (word) =>
        !FILLERS.has(
          word
            .toLowerCase()
            .replaceAll("’", "'")
            .replaceAll(/[^\p{L}']/gu, ""),
        ),
    )
    .join(" ");
  return /[\p{L}\p{N}]/u.test(rest) ? rest : question;
}

/** The things that a comparison compares, two where it names them: "A vs B", "difference between A and B", "A or B". */
export function splitComparison(question: string): string[] {
  const text = question.replace(/[?.!]+\s*$/, "");
  const between = /\b(?:between|compare)\s+(.{1,120}?)\s+(?:and|with|to)\s+(.{1,120})$/i.exec(text);
  const versus =
    /^(.{1,120}?)\s+(?:vs\.?|versus|or|compared (?:to|with)|(?:better|cheaper|faster) than)\s+(.{1,120})$/i.exec(text);
  const [, left, right] = between ?? versus ?? [];
  return left === undefined || right === undefined ? [] : [stripAsking(left), stripAsking(right)];
}
