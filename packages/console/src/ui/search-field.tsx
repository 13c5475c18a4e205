import { useEffect, useRef, useState } from "react";
import { classNames } from "./class-names.ts";
import { SearchIcon } from "./icons.tsx";
import { KeyCap } from "./key-cap.tsx";

/** The URL (and with it the server) hears of the text when typing rests this long. */
const REST_MS = 180;

type SearchFieldProps = {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  className?: string;
};

/** Search that `/` focuses. It keeps what is being typed for itself, so that a slow answer never eats a letter. */
export function SearchField({ label, placeholder, value, onChange, className }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const reported = useRef(value);

  useEffect(() => {
    // The value changed from outside (back button, cleared filter): follow it.
    if (value === reported.current) return;
    reported.current = value;
    setText(value);
  }, [value]);

  useEffect(() => {
    if (text === reported.current) return;
    const timer = setTimeout(() => {
      reported.current = text;
      onChange(text);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [text, onChange]);

  return (
    <label className={classNames("relative flex min-w-0 items-center", className)}>
      <SearchIcon size={14} className="pointer-events-none absolute start-2.5 text-ink-3" />
      <input
        aria-keyshortcuts="/"
        aria-label={label}
        type="search"
        value={text}
        placeholder={placeholder}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
        }}
        autoComplete="off"
        spellCheck={false}
        className="peer h-8 w-full min-w-0 rounded-corner border border-line-strong bg-raised pe-8 ps-8 text-body text-ink placeholder:text-ink-3 focus:border-accent focus-visible:outline-offset-0 max-md:h-10"
      />
      <KeyCap className="pointer-events-none absolute end-2 peer-focus:hidden peer-[:not(:placeholder-shown)]:hidden max-md:hidden">
        /
      </KeyCap>
    </label>
  );
}
