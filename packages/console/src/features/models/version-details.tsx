import type { Model } from "@rapport/contracts/models";
import { z } from "zod";
import { formatBytes, formatCount, formatDigits, formatShare } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { FactList } from "../../ui/fact-list.tsx";
import { HoverNote } from "../../ui/hover-note.tsx";
import { Section } from "../../ui/section.tsx";
import { ExactTime } from "../../ui/time-ago.tsx";
import { GENERATOR_LOOKS } from "../recommendations/generator-bar.tsx";
import { FIGURES, figureOf, formatFigure, intervalOf, liftOf } from "./model-figures.ts";
import { SegmentFigures } from "./segment-figures.tsx";

const HEAD_OF_ANY = "py-1.5 pe-4 text-small font-medium text-ink-3";
const HEAD = `${HEAD_OF_ANY} text-start`;
const CELL = "border-t border-line py-1.5 pe-4 tabular-nums";
const parametersSchema = z.object({
  blend: z.partialRecord(z.enum(["ease", "factors", "sessions", "transitions", "popularity"]), z.number()),
});

/** One version: why it answers or not, its figures beside the active version's and the baselines', and what it is made of. */
export function VersionDetails({ model, active }: { model: Model; active: Model | undefined }) {
  return (
    <div className="grid border-t border-line lg:grid-cols-[3fr_2fr]">
      <Section title={t("Version {version}, judged on what it had not seen", { version: model.version })}>
        <p className="mb-3 text-body text-pretty text-ink-2">{explainState(model)}</p>
        <Figures model={model} active={active?.id === model.id ? undefined : active} />
        <h3 className="mt-6 mb-2 text-body font-medium text-ink">{t("By segment")}</h3>
        <SegmentFigures model={model} />
      </Section>
      <div>
        <Section title={t("Weights of the blend")}>
          <Weights model={model} />
        </Section>
        <Section title={t("Made of")}>
          <FactList facts={factsOf(model)} />
        </Section>
      </div>
    </div>
  );
}

function explainState(model: Model): string {
  const judges = figureOf(model.metrics, "judges");
  const lift = liftOf(model);
  const beside =
    lift === undefined
      ? ""
      : t(" It orders that {lift} times as well as popularity does.", { lift: formatDigits(lift, 2) });
  const interval = intervalOf(model.metrics);
  const range = interval
    ? t(" With 95% confidence its nDCG lies between {low} and {high}.", {
        low: formatFigure(interval.low),
        high: formatFigure(interval.high),
      })
    : "";
  const how = t(
    "{judges} people who chose none of its settings judge it, by what each turned to next and training was not shown.{beside}{range}",
    { judges: judges === undefined ? t("People") : formatCount(judges), beside, range },
  );
  if (model.status !== "candidate") return how;
  return t(
    "{how} It was not put to work by itself, because popularity or what is learned by every event did as well.",
    { how },
  );
}

function Figures({ model, active }: { model: Model; active: Model | undefined }) {
  // Versions from before the blend without training was judged have what follows what alone.
  const untrained = "untrained" in model.metrics ? "untrained" : "transitions";
  const columns = [
    {
      label: t("Version {version}", { version: model.version }),
      read: (name: string) => figureOf(model.metrics, name),
    },
    ...(active
      ? [
          {
            label: t("Version {version}", { version: active.version }),
            read: (name: string) => figureOf(active.metrics, name),
          },
        ]
      : []),
    ...("linear" in model.metrics
      ? [{ label: t("Order not corrected"), read: (name: string) => figureOf(model.metrics, name, "linear") }]
      : []),
    { label: t("Untrained"), read: (name: string) => figureOf(model.metrics, name, untrained) },
    { label: t("Popularity"), read: (name: string) => figureOf(model.metrics, name, "popularity") },
  ];
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-body">
        <thead>
          <tr>
            <th scope="col" className={HEAD}>
              {t("Figure")}
            </th>
            {columns.map(({ label }) => (
              <th key={label} scope="col" className={`${HEAD_OF_ANY} text-end`}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {FIGURES.map(({ name, label, note }) => (
            <tr key={name}>
              <th scope="row" className={`${CELL} text-start font-normal text-ink-2`}>
                <HoverNote value={label} note={note} />
              </th>
              {columns.map((column) => (
                <td key={column.label} className={`${CELL} text-end text-ink`}>
                  {formatFigure(column.read(name))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Weights({ model }: { model: Model }) {
  const { data } = parametersSchema.safeParse(model.parameters);
  if (data === undefined) return <p className="text-body text-ink-3">{t("This version does not say.")}</p>;
  const weights = Object.entries(GENERATOR_LOOKS).flatMap(([name, look]) => {
    const weight = new Map(Object.entries(data.blend)).get(name);
    return weight === undefined ? [] : [{ name, ...look, weight }];
  });
  return (
    <ul className="grid gap-2 text-body">
      {weights.map(({ name, label, colour, weight }) => (
        <li key={name} className="grid grid-cols-[10rem_1fr_3rem] items-center gap-2">
          <span className="truncate text-ink-2">{label}</span>
          <span className="h-1.5 overflow-hidden rounded-full bg-line">
            <span className="block h-full" style={{ width: `${weight * 100}%`, background: colour }} />
          </span>
          <span className="text-end text-ink tabular-nums">{formatShare(weight)}</span>
        </li>
      ))}
    </ul>
  );
}

function factsOf(model: Model) {
  const count = (name: string) => formatCount(figureOf(model.metrics, name) ?? 0);
  return [
    { name: t("People"), value: count("people") },
    { name: t("Items"), value: count("items") },
    { name: t("Interactions"), value: count("interactions") },
    { name: t("From"), value: <ExactTime iso={model.dataFrom} /> },
    { name: t("To"), value: <ExactTime iso={model.dataTo} /> },
    { name: t("Size"), value: formatBytes(model.sizeBytes) },
    { name: t("Id"), value: <code className="font-mono text-small">{model.id}</code>, copy: model.id },
  ];
}
