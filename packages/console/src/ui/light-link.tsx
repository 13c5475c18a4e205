import type { AnchorHTMLAttributes } from "react";

type LightLinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & {
  /** For a new tab, for copying, and for the keyboard. */
  href: string;
  /** What a plain click does in place of loading that page. */
  onGo: () => void;
};

/** A link in a row of a long list: the router's own costs each row a subscription and a location of its own. */
export function LightLink({ href, onGo, children, ...rest }: LightLinkProps) {
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        onGo();
      }}
    >
      {children}
    </a>
  );
}
