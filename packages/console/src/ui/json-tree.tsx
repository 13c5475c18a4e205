import { useState } from "react";
import { t } from "../lib/text.ts";
import { classNames } from "./class-names.ts";
import { ChevronIcon } from "./icons.tsx";

type Json = Record<string, unknown> | readonly unknown[];

type JsonTreeProps = {
  value: unknown;
  /** JSON pointer of the field to point out; when it is missing, the object it is missing from. */
  highlight?: string;
};

/** Entries of one object shown at first; the largest allowed event would otherwise be thousands of nodes. */
const FIRST_ENTRIES = 60;
const OPEN_DEPTH = 3;

/** Any JSON as a tree to fold and read. Everything is text; nothing of it is ever markup. */
export function JsonTree({ value, highlight }: JsonTreeProps) {
  return (
    <div dir="ltr" className="overflow-x-auto font-mono text-small leading-5">
      <JsonNode name={undefined} value={value} pointer="" depth={0} highlight={highlight} />
    </div>
  );
}

type NodeProps = {
  name: string | undefined;
  value: unknown;
  pointer: string;
  depth: number;
  highlight: string | undefined;
};

function JsonNode(props: NodeProps) {
  const { name, value, pointer, highlight } = props;
  if (isBranch(value)) return <JsonBranch {...props} value={value} />;
  return (
    <div className={classNames("flex gap-1.5 rounded-small px-1 ps-5", pointer === highlight && MARKED)}>
      <JsonKey name={name} />
      <JsonLeaf value={value} />
    </div>
  );
}

const MARKED = "bg-ember-wash shadow-[inset_2px_0_0_var(--ember)]";

function JsonBranch({ name, value, pointer, depth, highlight }: NodeProps & { value: Json }) {
  const entries = Object.entries(value);
  const holdsHighlight = highlight?.startsWith(`${pointer}/`) ?? false;
  const [open, setOpen] = useState(depth < OPEN_DEPTH || holdsHighlight);
  const [all, setAll] = useState(false);
  const shown = all ? entries : entries.slice(0, FIRST_ENTRIES);
  const list = Array.isArray(value);
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className={classNames(
          "flex w-full items-center gap-1.5 rounded-small px-1 text-start hover:bg-hover",
          isMarked(value, pointer, highlight) && MARKED,
        )}
      >
        <ChevronIcon
          size={10}
          className={classNames(
            "shrink-0 text-ink-3 transition-transform duration-(--quick)",
            open && "rotate-90 rtl:-rotate-90",
          )}
        />
        <JsonKey name={name ?? (depth === 0 ? (list ? t("list") : t("object")) : undefined)} root={depth === 0} />
        <span className="text-ink-3">{list ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </button>
      {open && (
        <div className="ms-[9px] border-s border-line ps-1.5">
          {shown.map(([key, child]) => (
            <JsonNode
              key={key}
              name={key}
              value={child}
              pointer={`${pointer}/${escapePointer(key)}`}
              depth={depth + 1}
              highlight={highlight}
            />
          ))}
          {shown.length < entries.length && (
            <button
              type="button"
              onClick={() => setAll(true)}
              className="rounded-small px-5 text-accent hover:underline"
            >
              {t("{entries} more", { entries: entries.length - shown.length })}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function JsonKey({ name, root = false }: { name: string | undefined; root?: boolean }) {
  if (name === undefined) return null;
  return (
    <span className={classNames("shrink-0 whitespace-pre", root ? "text-ink-3" : "text-ink-2")}>
      {root ? name : `${name}:`}
    </span>
  );
}

function JsonLeaf({ value }: { value: unknown }) {
  if (typeof value === "string")
    return <span className="break-all whitespace-pre-wrap text-ink">{value === "" ? '""' : value}</span>;
  if (typeof value === "number") return <span style={{ color: "var(--tone-page)" }}>{value}</span>;
  if (typeof value === "boolean") return <span style={{ color: "var(--tone-identify)" }}>{String(value)}</span>;
  return <span className="text-ink-3">null</span>;
}

/** The field itself, or the nearest thing that exists when the field is the one that is missing. */
function isMarked(value: Json, pointer: string, highlight: string | undefined): boolean {
  if (highlight === undefined) return false;
  if (highlight === pointer) return true;
  if (!highlight.startsWith(`${pointer}/`)) return false;
  const next = highlight.slice(pointer.length + 1).split("/")[0] ?? "";
  return !Object.keys(value).some((key) => escapePointer(key) === next);
}

function isBranch(value: unknown): value is Json {
  return typeof value === "object" && value !== null;
}

/** RFC 6901 §3. */
function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
