import type { ContentProblem, ContentVariant } from "@rapport/contracts/content";
import type { Channel, ChannelField } from "@rapport/contracts/content-channels";
import { CHANNELS } from "@rapport/contracts/content-channels";
import { useId } from "react";
import { t } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";
import { countCharacters } from "./content-words.ts";
import { VariantVoice } from "./variant-voice.tsx";

type VariantCardProps = {
  channel: Channel;
  variant: ContentVariant;
  /** Texts that were typed and not yet saved, by field. */
  edits: Readonly<Record<string, string>>;
  /** Absent for whoever may only look. */
  onEdit: ((field: string, text: string) => void) | undefined;
};

/** One variant: its texts with their room, what is wrong with each, and who wrote it. */
export function VariantCard({ channel, variant, edits, onEdit }: VariantCardProps) {
  const { key, angle, model, edited, fields, problems } = variant;
  return (
    <section
      aria-label={t("Variant {key}", { key: key.toUpperCase() })}
      className="flex flex-col gap-3 rounded-large border border-line bg-raised p-3 shadow-lift"
    >
      <h3 className="flex items-baseline gap-2">
        <span className="font-semibold text-ink uppercase">{key}</span>
        <span className="min-w-0 break-words text-ink-2">{angle}</span>
      </h3>
      {CHANNELS[channel].fields.map((field) => (
        <VariantText
          key={field.name}
          field={field}
          text={edits[field.name] ?? fields[field.name] ?? ""}
          problems={edits[field.name] === undefined ? problems.filter((one) => one.field === field.name) : []}
          onChange={onEdit && ((text) => onEdit(field.name, text))}
        />
      ))}
      {variant.voice && <VariantVoice voice={variant.voice} />}
      <p className="mt-auto text-small break-words text-ink-3">
        {t("Written by {model}", { model })}
        {edited && t(", edited by hand")}
      </p>
    </section>
  );
}

type VariantTextProps = {
  field: ChannelField;
  text: string;
  problems: readonly ContentProblem[];
  onChange: ((text: string) => void) | undefined;
};

function VariantText({ field: { label, max }, text, problems, onChange }: VariantTextProps) {
  const id = useId();
  const count = countCharacters(text);
  return (
    <div className="flex flex-col gap-1">
      <span className="flex items-baseline text-small">
        <label htmlFor={id} className="text-ink-3">
          {label}
        </label>
        <span className={classNames("ms-auto tabular-nums", count > max ? "text-ember" : "text-ink-3")}>
          {t("{count} of {max}", { count, max })}
        </span>
      </span>
      <textarea
        id={id}
        value={text}
        readOnly={onChange === undefined}
        rows={Math.min(9, Math.max(1, text.split("\n").length, Math.ceil(count / 26)))}
        aria-invalid={problems.length > 0 || count > max}
        aria-describedby={`${id}-problems`}
        onChange={(event) => onChange?.(event.target.value)}
        className="field-sizing-content w-full resize-y rounded-corner border border-line-strong bg-sheet px-2.5 py-1.5 text-body text-ink focus:border-accent"
      />
      <ul id={`${id}-problems`} className="text-small text-ember empty:hidden">
        {problems.map(({ code, message }) => (
          <li key={`${code} ${message}`} className="break-words">
            {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
