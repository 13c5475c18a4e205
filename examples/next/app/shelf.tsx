"use client";

import { Slot } from "@rapport/browser/react";

/** What this visitor may like next; the favourites are rendered by the server and stay when no answer comes in time. */
export function Shelf() {
  return (
    <Slot placement="home" limit={3} timeoutMs={1_000} fallback={<p>Our favourites: ficus, fern, pothos.</p>}>
      {({ item, itemId, explanation }, card) => (
        <article {...card}>
          {item?.name ?? itemId} <small>{explanation.text}</small>
        </article>
      )}
    </Slot>
  );
}
