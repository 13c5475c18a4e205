import { useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useCallback } from "react";
import { classNames } from "./class-names.ts";

/** A row of a list that has no part for one thing: where the hash of the address names it, it is marked and scrolled to. */
export function NamedRow({ id, className, children }: { id: string; className: string; children: ReactNode }) {
  const isNamed = useRouterState({ select: ({ location }) => location.hash === id });
  const show = useCallback(
    (row: HTMLLIElement | null) => {
      if (isNamed) row?.scrollIntoView({ block: "nearest" });
    },
    [isNamed],
  );
  return (
    <li ref={show} aria-current={isNamed || undefined} className={classNames(className, isNamed && "bg-chosen")}>
      {children}
    </li>
  );
}
