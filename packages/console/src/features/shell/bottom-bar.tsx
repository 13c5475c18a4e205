import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { t } from "../../lib/text.ts";
import { RowsIcon } from "../../ui/icons.tsx";
import { useSession } from "../session/use-session.ts";
import { SCREENS, visibleSections } from "./screens.tsx";

/** As many as a thumb finds without looking; the rest is one tap further. */
const NEAR = 4;

const ITEM =
  "flex h-14 flex-1 flex-col items-center justify-center gap-1 text-micro text-ink-3 data-[status=active]:font-medium data-[status=active]:text-accent";

/** Navigation on a phone, where the thumb is. */
export function BottomBar() {
  const [open, setOpen] = useState(false);
  return (
    <nav aria-label={t("Screens")} className="flex shrink-0 pb-[env(safe-area-inset-bottom)] md:hidden">
      {SCREENS.slice(0, NEAR).map(({ to, short, Icon }) => (
        <Link key={to} to={to} activeOptions={{ includeSearch: false }} className={ITEM}>
          <Icon size={18} />
          {short}
        </Link>
      ))}
      <button type="button" className={ITEM} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <RowsIcon size={18} />
        {t("More")}
      </button>
      <AllScreens open={open} onClose={() => setOpen(false)} />
    </nav>
  );
}

/** Every screen on a sheet from below; the platform's dialog keeps the focus inside and gives it back. */
function AllScreens({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { permissions } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      aria-label={t("All screens")}
      className="mx-auto mt-auto mb-0 max-h-[80vh] w-full max-w-lg overflow-y-auto rounded-t-large border border-line bg-raised p-4 text-ink shadow-float"
    >
      {visibleSections(permissions).map((section) => (
        <section key={section.title} className="mb-3">
          <h2 className="px-2 pb-1 text-micro font-medium text-ink-3">{section.title}</h2>
          {section.screens.map(({ to, label, Icon }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ includeSearch: false }}
              onClick={onClose}
              className="flex h-11 items-center gap-3 rounded-corner px-2 text-ink-2 data-[status=active]:font-medium data-[status=active]:text-accent"
            >
              <Icon size={18} />
              {label}
            </Link>
          ))}
        </section>
      ))}
    </dialog>
  );
}
