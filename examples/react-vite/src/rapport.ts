import { createRapport } from "@rapport/browser";

/** The events of this shop; `rapport types` writes such a type from a tracking plan. */
export type ShopEvents = { "Plant Watered": { plant_id: string }; "Order Completed": { total: number } };

export const rapport = createRapport<ShopEvents>();

rapport.init({
  writeKey: import.meta.env.VITE_RAPPORT_KEY,
  host: import.meta.env.VITE_RAPPORT_HOST,
  autoPage: true,
});
