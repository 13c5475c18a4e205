/** Why a text is no rule, and where: characters from its start. */
export class RuleTextError extends Error {
  override readonly name = "RuleTextError";
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

export type Token = {
  kind: "word" | "string" | "number" | "duration" | "symbol" | "end";
  /** As written; words in lower case. */
  text: string;
  /** A name or text without its quotes. */
  name: string;
  at: number;
};

const TOKEN =
  /\s*(?:(?<string>"(?:[^"\\]|\\.)*")|(?<duration>\d+(?:ms|[smhdw])(?![\w$]))|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_$][\w$-]*)|(?<symbol>!=|>=|<=|[=<>(),.]))/y;

/** The parts of a text. @throws RuleTextError at what is none */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== "") {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw new RuleTextError(skipSpace(text, at), "is not a word, a text in quotes, a number or a sign");
    tokens.push(toToken(match));
    at = TOKEN.lastIndex;
  }
  tokens.push({ kind: "end", text: "the end", name: "", at: text.length });
  return tokens;
}

function toToken(match: RegExpExecArray): Token {
  const { string, duration, number, word, symbol } = match.groups ?? {};
  const written = string ?? duration ?? number ?? word ?? symbol ?? "";
  const at = match.index + match[0].length - written.length;
  if (string !== undefined) return { kind: "string", text: string, name: unquote(string, at), at };
  if (word !== undefined) return { kind: "word", text: word.toLowerCase(), name: word, at };
  const kind = duration !== undefined ? "duration" : number !== undefined ? "number" : "symbol";
  return { kind, text: written, name: written, at };
}

function unquote(text: string, at: number): string {
  try {
    return String(JSON.parse(text));
  } catch {
    throw new RuleTextError(at, "is no text of JSON: check its backslashes");
  }
}

function skipSpace(text: string, at: number): number {
  return text.length - text.slice(at).trimStart().length;
}
