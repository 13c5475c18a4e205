import type { Model } from "@rapport/contracts/models";
import type { ModelRow } from "@rapport/store/queries/models";

/** The public form of a row: where the numbers lie is nobody's business outside. */
export function toModel({ projectId: _project, blobKey: _blob, ...row }: ModelRow): Model {
  const { dataFrom, dataTo, createdAt, activatedAt } = row;
  return {
    ...row,
    dataFrom: dataFrom.toISOString(),
    dataTo: dataTo.toISOString(),
    createdAt: createdAt.toISOString(),
    activatedAt: activatedAt?.toISOString() ?? null,
  };
}
