import { z } from "zod";

/** Limits of clusters. */
export const CLUSTER_LIMITS = {
  /** Clusters of one fit. */
  k: 20,
  /** People with behaviour that are needed. */
  people: 50,
  /** Members that an answer names. */
  members: 20,
} as const;

/**
 * Ways to find clusters: `k-means` puts everybody into one of round groups; `hdbscan` finds groups of any shape by density, and
 * leaves people out who are like nobody.
 */
const clusterMethodSchema = z.enum(["k-means", "hdbscan"]);
export type ClusterMethod = z.infer<typeof clusterMethodSchema>;

/** Body of `POST /api/v1/clusters/fit`. */
export const fitClustersSchema = z.strictObject({
  /** The one whose clusters are more distinct when absent; `k-means` where `k` says how many. */
  method: clusterMethodSchema.optional(),
  /** How many clusters of k-means; chosen by the silhouette when absent. Density finds its own number. */
  k: z.number().int().min(2).max(CLUSTER_LIMITS.k).optional(),
});
export type FitClusters = z.infer<typeof fitClustersSchema>;

/** What people of a cluster have more often than all. */
const clusterFeatureSchema = z.object({
  /** `category Kitchen`, `event Order Completed`, `trait plan pro`. */
  name: z.string(),
  share: z.number(),
  shareOfAll: z.number(),
});

/** People who behave alike, found among behaviour vectors. */
export const clusterSchema = z.object({
  /** `clu_…`; stays with a cluster that holds mostly the same people after the next fit. */
  id: z.string(),
  name: z.string(),
  size: z.number().int(),
  /** Mean cosine of its people and its centre: 1, they all do the same. */
  cohesion: z.number(),
  features: z.array(clusterFeatureSchema),
});
export type Cluster = z.infer<typeof clusterSchema>;

/** The clusters of the last fit, and how distinct they are. */
export const clusterListSchema = z.object({
  /** Null while none was made. */
  fit: z
    .object({
      method: clusterMethodSchema,
      k: z.number().int(),
      /** Mean silhouette of a sample, −1 to 1: near 0, the clusters run into each other. Who is in none counts as 0. */
      silhouette: z.number(),
      tried: z.array(z.object({ k: z.number().int(), silhouette: z.number() })),
      people: z.number().int(),
      fittedAt: z.string(),
    })
    .nullable(),
  data: z.array(clusterSchema),
  /** People in no cluster: who did nothing yet that tells people apart, is like nobody, or came within the last minutes. */
  inNone: z.number().int(),
});
export type ClusterList = z.infer<typeof clusterListSchema>;

export const clusterDetailSchema = clusterSchema.extend({
  /** The most typical of its people. */
  members: z.array(z.object({ profileId: z.string(), userId: z.string().nullable(), similarity: z.number() })),
});
export type ClusterDetail = z.infer<typeof clusterDetailSchema>;
