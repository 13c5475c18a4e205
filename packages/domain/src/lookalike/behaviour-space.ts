import type { VectorSpace } from "@rapport/ports/vector-index";

/** Where the vectors of a model stand. */
export function behaviourSpace(of: { projectId: string; model: string; dimension: number }): VectorSpace {
  return { projectId: of.projectId, name: of.model, dimension: of.dimension };
}
