import type { ReactNode } from "react";
import { createElement, Fragment } from "react";
import { t } from "./text.ts";

/** What stands for `{name}` is a node; what stands for `<name>…</name>` is given the translated words between. */
type RichValues = Readonly<Record<string, ReactNode | ((words: ReactNode) => ReactNode)>>;

const MARK = /<(\w+)>(.*?)<\/\1>|\{(\w+)\}/gs;

/**
 * A sentence with elements inside it as one text, so that each language puts them where they belong:
 * `tx("Read <a>the guide</a> of {name}.", { a: (words) => <Link to="/">{words}</Link>, name: <b>{name}</b> })`.
 */
export function tx(text: string, values: RichValues): ReactNode {
  return fillRich(t(text), values);
}

/** The same for a text that is translated already, such as the answer of `tn`. */
function fillRich(text: string, values: RichValues): ReactNode {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const found of text.matchAll(MARK)) {
    const [whole, tag, inside = "", name] = found;
    if (found.index > from) parts.push(text.slice(from, found.index));
    const value = values[tag ?? name ?? ""];
    const shown = fillRich(inside, values);
    if (typeof value === "function") parts.push(value(shown));
    else parts.push(tag === undefined ? (value ?? whole) : shown);
    from = found.index + whole.length;
  }
  parts.push(text.slice(from));
  return createElement(Fragment, null, ...parts);
}
