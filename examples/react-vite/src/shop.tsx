import { Slot, useTrack, useVariant } from "@rapport/browser/react";
import type { ShopEvents } from "./rapport.ts";

/** A plant, a button whose words are an experiment, and what the visitor may like next. */
export function Shop() {
  const track = useTrack<ShopEvents>();
  const words = useVariant("watering-words") === "playful" ? "Give it a sip" : "Water it";
  return (
    <main>
      <h1>Monstera</h1>
      <button type="button" onClick={() => track("Plant Watered", { plant_id: "monstera" })}>
        {words}
      </button>
      <Slot placement="home" limit={3} fallback={<p>Our favourites: ficus, fern, pothos.</p>}>
        {({ item, itemId }, card) => (
          <a {...card} href={item?.url ?? "/"}>
            {item?.name ?? itemId}
          </a>
        )}
      </Slot>
    </main>
  );
}
