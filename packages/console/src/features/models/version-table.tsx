import type { Model } from "@rapport/contracts/models";
import { formatCount, formatDigits } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { typed, undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { figureOf, formatFigure, liftOf } from "./model-figures.ts";
import { modelsApi } from "./models-api.ts";
import { MODELS_KEY } from "./use-training.ts";

const HEAD_OF_ANY = "border-b border-line px-3 py-2 text-small font-medium text-ink-3 first:ps-4 last:pe-4";
const HEAD = `${HEAD_OF_ANY} text-start`;
const CELL = "border-b border-line px-3 py-2 align-middle first:ps-4 last:pe-4";
const LOOKS = { active: "accent", candidate: "honey", retired: "quiet" } as const;
const WORDS = { active: t("Active"), candidate: t("Not put to work"), retired: t("Retired") } as const;

type VersionTableProps = {
  versions: readonly Model[];
  selected: string | undefined;
  onSelect: (id: string) => void;
};

/** All versions, the latest first, with how well each did and the way to put it to work. */
export function VersionTable({ versions, selected, onSelect }: VersionTableProps) {
  const active = versions.find(({ status }) => status === "active");
  const activate = useChange({
    run: ({ id }: Model) => modelsApi.activate(id),
    guard: ({ version }) =>
      active
        ? undone(t("Version {version} is at work.", { version }), () => modelsApi.activate(active.id))
        : typed(t("Put version {version} to work? None was before.", { version }), t("Activate")),
    refresh: [MODELS_KEY],
  });
  return (
    <>
      {activate.error && <ProblemNote title={t("The version could not be put to work")} error={activate.error} />}
      <table className="w-full border-separate border-spacing-0 text-body">
        <thead className="bg-sheet">
          <tr>
            {[t("Version"), t("State")].map((name) => (
              <th key={name} scope="col" className={HEAD}>
                {name}
              </th>
            ))}
            <th scope="col" className={`${HEAD_OF_ANY} text-end`}>
              {t("nDCG@10")}
            </th>
            <th scope="col" className={`${HEAD_OF_ANY} text-end max-md:hidden`}>
              {t("Beside popularity")}
            </th>
            <th scope="col" className={`${HEAD_OF_ANY} text-end max-lg:hidden`}>
              {t("Interactions")}
            </th>
            <th scope="col" className={HEAD}>
              <span className="sr-only">{t("What to do")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {versions.map((model) => (
            <VersionRow
              key={model.id}
              model={model}
              isSelected={model.id === selected}
              isBusy={activate.isPending}
              onSelect={() => onSelect(model.id)}
              onActivate={() => activate.mutate(model)}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

type VersionRowProps = {
  model: Model;
  isSelected: boolean;
  isBusy: boolean;
  onSelect: () => void;
  onActivate: () => void;
};

function VersionRow({ model, isSelected, isBusy, onSelect, onActivate }: VersionRowProps) {
  const lift = liftOf(model);
  const interactions = figureOf(model.metrics, "interactions");
  return (
    <tr className={classNames("hover:bg-hover", isSelected && "bg-hover")}>
      <td className={CELL}>
        <button type="button" aria-pressed={isSelected} onClick={onSelect} className="text-start">
          <span className="block font-medium text-ink underline-offset-4 hover:underline">
            {t("Version {version}", { version: model.version })}
          </span>
          <TimeAgo iso={model.createdAt} className="text-small text-ink-3" />
        </button>
      </td>
      <td className={CELL}>
        <Pill look={LOOKS[model.status]}>{WORDS[model.status]}</Pill>
      </td>
      <td className={`${CELL} text-end tabular-nums text-ink`}>{formatFigure(figureOf(model.metrics, "ndcg"))}</td>
      <td className={`${CELL} text-end tabular-nums text-ink-2 max-md:hidden`}>
        {lift === undefined ? "–" : `${formatDigits(lift, 2)} ×`}
      </td>
      <td className={`${CELL} text-end tabular-nums text-ink-2 max-lg:hidden`}>
        {interactions === undefined ? "–" : formatCount(interactions)}
      </td>
      <td className={`${CELL} text-end`}>
        {model.status !== "active" && (
          <Button
            disabled={isBusy}
            onClick={onActivate}
            aria-label={t("Put version {version} to work", { version: model.version })}
          >
            {model.status === "retired" ? t("Roll back") : t("Activate")}
          </Button>
        )}
      </td>
    </tr>
  );
}
