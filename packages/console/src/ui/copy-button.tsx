import { useEffect, useState } from "react";
import { t } from "../lib/text.ts";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { AlertIcon, CheckIcon, CopyIcon } from "./icons.tsx";

type CopyButtonProps = {
  /** What to copy, or how to make it, so that large texts are built only when wanted. */
  text: string | (() => string);
  /** Names the thing for those who cannot see the icon: "Copy message id". */
  name: string;
  /** Shown beside the icon. */
  label?: string;
  /** Key that does the same. */
  keys?: string;
  className?: string;
};

type Outcome = "idle" | "copied" | "failed";
const SHOW_OUTCOME_MS = 1_600;

export function CopyButton({ text, name, label, keys, className }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome>("idle");
  useEffect(() => {
    if (outcome === "idle") return;
    const timer = setTimeout(() => setOutcome("idle"), SHOW_OUTCOME_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = () => {
    const value = typeof text === "function" ? text() : text;
    copyText(value).then(
      () => setOutcome("copied"),
      () => setOutcome("failed"),
    );
  };
  const icon = { idle: <CopyIcon size={14} />, copied: <CheckIcon size={14} />, failed: <AlertIcon size={14} /> }[
    outcome
  ];
  const said = { idle: name, copied: t("Copied"), failed: t("The browser refused to copy") }[outcome];

  return (
    <Button
      look={label ? "plain" : "quiet"}
      square={!label}
      aria-label={label ? undefined : said}
      title={said}
      aria-keyshortcuts={keys}
      onClick={copy}
      className={classNames(
        !label && "size-6 rounded-small max-md:size-8",
        outcome === "copied" && "text-accent",
        className,
      )}
    >
      {icon}
      {label && <span>{outcome === "copied" ? t("Copied") : label}</span>}
    </Button>
  );
}

/** navigator.clipboard is missing on plain http hosts other than localhost. */
async function copyText(text: string): Promise<void> {
  if (!navigator.clipboard) throw new Error(t("This page may not write to the clipboard"));
  await navigator.clipboard.writeText(text);
}
