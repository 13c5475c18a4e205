import { Slot, useTrack } from "@rapport/browser/react";
import type { ShopEvents } from "./rapport.ts";

/** A plant, a button that records what the visitor does, and what they may like next. */
export function Shop() {
  const track = useTrack<ShopEvents>();
  return (
    <main>
      <h1>Monstera</h1>
      <button type="button" onClick={() => track("Plant Watered", { plant_id: "monstera" })}>
        Water it
      </button>
      <Slot placement="home" limit={3} timeoutMs={1_000} fallback={<p>Our favourites: ficus, fern, pothos.</p>}>
        {({ item, itemId }, card) => (
          <a {...card} href={item?.url ?? "/"}>
            {item?.name ?? itemId}
          </a>
        )}
      </Slot>
    </main>
  );
}
