import type { AddDocument } from "@rapport/contracts/knowledge";

/** What each form for a document gets. */
export type WayProps = { busy: boolean; onAdd: (document: AddDocument) => void };
