/** What a person did with an item. */
export type ItemAction = "viewed" | "clicked" | "saved" | "added" | "purchased" | "engaged";

/** One item, and what was done with it. */
export type Interaction = { itemId: string; action: ItemAction };
