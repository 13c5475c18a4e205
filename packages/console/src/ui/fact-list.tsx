import type { ReactNode } from "react";
import { Fragment } from "react";
import { t } from "../lib/text.ts";
import { CopyButton } from "./copy-button.tsx";

export type Fact = { name: string; value: ReactNode; copy?: string | undefined };

/** Names and values in two columns. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[minmax(5.5rem,auto)_1fr] gap-x-4 gap-y-1.5 text-body">
      {facts.map((fact) => (
        <Fragment key={fact.name}>
          <dt className="min-w-0 break-words text-ink-3">{fact.name}</dt>
          <dd className="group relative min-w-0 text-ink">
            <span className="block min-w-0 break-words">{fact.value}</span>
            {fact.copy !== undefined && (
              <CopyButton
                text={fact.copy}
                name={t("Copy {name}", { name: fact.name })}
                className="absolute -top-0.5 end-0 !bg-hover opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
              />
            )}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}
