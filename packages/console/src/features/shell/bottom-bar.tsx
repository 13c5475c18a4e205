import { Link } from "@tanstack/react-router";
import { SCREENS } from "./screens.tsx";

/** Navigation on a phone, where the thumb is. */
export function BottomBar() {
  return (
    <nav aria-label="Screens" className="flex shrink-0 pb-[env(safe-area-inset-bottom)] md:hidden">
      {SCREENS.map(({ to, short, Icon }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ includeSearch: false }}
          className="flex h-14 flex-1 flex-col items-center justify-center gap-1 text-micro text-ink-3 data-[status=active]:font-medium data-[status=active]:text-accent"
        >
          <Icon size={18} />
          {short}
        </Link>
      ))}
    </nav>
  );
}
