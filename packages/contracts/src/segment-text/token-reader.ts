import type { Token } from "./tokens.ts";
import { RuleTextError, readTokens } from "./tokens.ts";

/** Reads a text's parts one after the other. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = readTokens(text);
  }

  /** The part `ahead` of the next one, without taking it. */
  peek(ahead = 0): Token {
    const token = this.#tokens[this.#next + ahead] ?? this.#tokens.at(-1);
    if (!token) throw new Error("There is always the end");
    return token;
  }

  take(): Token {
    const token = this.peek();
    this.#next++;
    return token;
  }

  /** Takes these words and signs if they come next, all of them. */
  takes(...texts: readonly string[]): boolean {
    const fits = texts.every((text, i) => {
      const token = this.peek(i);
      return (token.kind === "word" || token.kind === "symbol") && token.text === text;
    });
    if (fits) this.#next += texts.length;
    return fits;
  }

  /** @throws RuleTextError when something else comes next */
  expect(...texts: readonly string[]): void {
    if (!this.takes(...texts)) throw this.fault(`must be “${texts.join(" ")}”`);
  }

  /** The value of the next part, which must be of this kind. @throws RuleTextError */
  expectKind(kind: Token["kind"], what: string): string {
    if (this.peek().kind !== kind) throw this.fault(`must be ${what}`);
    return this.take().name;
  }

  /** What is wrong with the next part, or with one that was taken. */
  fault(message: string, token: Token = this.peek()): RuleTextError {
    return new RuleTextError(token.at, `${token.kind === "end" ? "the end" : `“${token.text}”`} ${message}`);
  }
}
