import { toneOf } from "../lib/tone.ts";
import { classNames } from "./class-names.ts";
import { IdentifyIcon } from "./icons.tsx";

type AvatarProps = { id: string; name: string | undefined; size?: "small" | "row" | "large" };

const SIZES = { small: "size-5 text-[9px]", row: "size-7 text-micro", large: "size-12 text-title" } as const;
const GLYPHS = { small: 11, row: 14, large: 22 } as const;

/** A person as a disc: initials in a colour that stays theirs, or a dashed ring while we do not know who it is. */
export function Avatar({ id, name, size = "row" }: AvatarProps) {
  if (!name) {
    return (
      <span
        aria-hidden="true"
        className={classNames(
          "grid shrink-0 place-items-center rounded-full border border-dashed border-control text-ink-3",
          SIZES[size],
        )}
      >
        <IdentifyIcon size={GLYPHS[size]} />
      </span>
    );
  }
  const tone = toneOf(id);
  return (
    <span
      aria-hidden="true"
      className={classNames("grid shrink-0 place-items-center rounded-full font-medium", SIZES[size])}
      style={{ color: `var(--tone-${tone})`, background: `var(--tone-${tone}-wash)` }}
    >
      {size === "small" ? <IdentifyIcon size={GLYPHS.small} /> : initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s._@-]+/).filter(Boolean);
  const letters = [words[0], words[1]].map((word) => (word ? Array.from(word)[0] : "")).join("");
  return letters.toUpperCase() || "?";
}
