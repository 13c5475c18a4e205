/** A page in a browser, driven from outside. */
export type Tab = {
  go(url: string): Promise<void>;
  /** Runs JavaScript in the page and answers what its last expression is, or resolves to. @throws Error when it throws */
  run(source: string): Promise<unknown>;
  /** Closes the page as a visitor does. */
  close(): Promise<void>;
};

/** A browser with a profile of its own. All its tabs share what pages store. */
export type Engine = {
  name: string;
  open(): Promise<Tab>;
  /** Ends the browser and what was started for it. */
  end(): Promise<void>;
};

/** Runs in a page: answers JSON of a text, because only texts mean the same in every protocol. */
export const wrapSource = (source: string): string =>
  `Promise.resolve((0, eval)(${JSON.stringify(source)})).then((value) => JSON.stringify(value ?? null))`;
