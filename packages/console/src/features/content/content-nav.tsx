import type { ContentPiece } from "@rapport/contracts/content";
import { CHANNELS } from "@rapport/contracts/content-channels";
import { Link } from "@tanstack/react-router";
import { t, tn, word } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";
import { LoadMore } from "../../ui/load-more.tsx";
import { Pill } from "../../ui/pill.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import type { ContentSearch } from "./content-search.ts";
import { countProblems, STATE_LOOKS } from "./content-words.ts";

type ContentNavProps = {
  pieces: readonly ContentPiece[];
  search: ContentSearch;
  more: { loading: boolean; failed: boolean; onLoad: () => void } | undefined;
};

/** The pieces with how each stands, the newest first. */
export function ContentNav({ pieces, search, more }: ContentNavProps) {
  return (
    <nav
      aria-label={t("Pieces")}
      className="w-72 shrink-0 overflow-y-auto border-e border-line max-md:w-full max-md:overflow-visible max-md:border-t max-md:border-e-0"
    >
      <ul>
        {pieces.map((piece) => (
          <li key={piece.id} className="border-b border-line">
            <PieceLink piece={piece} search={search} />
          </li>
        ))}
      </ul>
      {more && <LoadMore label={t("Load older ones")} {...more} />}
    </nav>
  );
}

function PieceLink({ piece, search }: { piece: ContentPiece; search: ContentSearch }) {
  const { id, title, channel, state, variants, updatedAt } = piece;
  const problems = countProblems(piece);
  const isOpen = id === search.piece;
  return (
    <Link
      to="/content"
      search={{ ...search, piece: id, open: undefined }}
      aria-current={isOpen}
      className={classNames("block w-full px-4 py-2.5 text-start hover:bg-hover", isOpen && "bg-accent-wash")}
    >
      <span className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate text-body font-medium text-ink">{title}</span>
        <Pill look={STATE_LOOKS[state]}>{word(state)}</Pill>
      </span>
      <span className="mt-0.5 block truncate text-small text-ink-3">
        {CHANNELS[channel].label} · {tn(variants.length, "{count} variant", "{count} variants")} ·{" "}
        <TimeAgo iso={updatedAt} />
      </span>
      {problems > 0 && (
        <span className="block text-small text-ember">{tn(problems, "{count} problem", "{count} problems")}</span>
      )}
    </Link>
  );
}
