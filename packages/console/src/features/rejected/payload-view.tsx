import { JsonTree } from "../../ui/json-tree.tsx";

/** What was sent, as a tree with the field at fault pointed out; as text where it was cut. */
export function PayloadView({ text, highlight }: { text: string; highlight?: string }) {
  const value = parseJson(text);
  if (value !== undefined) return <JsonTree value={value} {...(highlight === undefined ? {} : { highlight })} />;
  return (
    <pre className="rounded-corner bg-sunken p-3 font-mono text-small leading-5 break-all whitespace-pre-wrap text-ink">
      {text}
    </pre>
  );
}

/** Undefined when the text is not complete JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a sample that was cut to 4 KB
  }
}
