import { toneOf } from "../lib/tone.ts";
import { classNames } from "./class-names.ts";

type ItemTileProps = { id: string; name: string; category: string | undefined; size?: "small" | "row" | "wide" };

const SIZES = {
  small: "size-7 text-micro rounded-small",
  row: "size-11 text-read rounded-corner",
  wide: "h-18 w-full text-display rounded-t-large",
} as const;

/**
 * Stands for an item without its picture: pictures live on other hosts, which the console neither asks (they would see
 * who looks at what) nor may (its content policy). Items of one category share a hue, the id sets the pattern.
 */
export function ItemTile({ id, name, category, size = "row" }: ItemTileProps) {
  const tone = toneOf(category ?? id);
  let turn = 0;
  for (const character of id) turn = (turn * 33 + (character.codePointAt(0) ?? 0)) % 360;
  return (
    <span
      aria-hidden="true"
      className={classNames("relative grid shrink-0 place-items-center overflow-hidden font-medium", SIZES[size])}
      style={{ color: `var(--tone-${tone})`, background: `var(--tone-${tone}-wash)` }}
    >
      <span
        className="absolute -inset-1/2 opacity-[0.06]"
        style={{
          background: `repeating-linear-gradient(${turn}deg, currentColor 0 1.5px, transparent 1.5px ${7 + (turn % 6)}px)`,
        }}
      />
      <span className="relative">{Array.from(name)[0]?.toUpperCase()}</span>
    </span>
  );
}
