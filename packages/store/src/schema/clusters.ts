import type { ClusterMethod } from "@rapport/contracts/clusters";
import {
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";

/** How a project's people were last put into clusters. */
export const clusterModels = pgTable("cluster_models", {
  projectId: text().primaryKey(),
  /** Model of the behaviour vectors that the centres were found among. */
  behaviourModel: text().notNull(),
  method: text().$type<ClusterMethod>().notNull().default("k-means"),
  k: integer().notNull(),
  /** Mean silhouette of a sample at this k, and at each k that was tried. */
  silhouette: doublePrecision().notNull(),
  tried: jsonb().$type<{ k: number; silhouette: number }[]>().notNull(),
  /** People whose vectors the centres were fitted to. */
  people: integer().notNull(),
  fittedAt: timestamp({ withTimezone: true }).notNull(),
});

/** A feature that people of a cluster have more often than all. */
export type ClusterFeature = { name: string; share: number; shareOfAll: number };

/** Clusters of the last fit. One that holds mostly the same people as one before keeps its id. */
export const clusters = pgTable(
  "clusters",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    /** What its people do more than others, in words. */
    name: text().notNull(),
    centre: real().array().notNull(),
    /** Centres of the small groups that a cluster by density is made of, one after the other; null where `centre` is all. */
    parts: real().array(),
    /** Nobody farther from all parts belongs to it; null: everybody does who is nearer to it than to the others. */
    reach: real(),
    features: jsonb().$type<ClusterFeature[]>().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.id] })],
);

/** Which cluster a person is in: one at most. */
export const clusterMembers = pgTable(
  "cluster_members",
  {
    projectId: text().notNull(),
    profileId: uuid().notNull(),
    clusterId: text().notNull(),
    /** Cosine of the person's vector and the centre. */
    similarity: real().notNull(),
    since: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.profileId] }),
    index("cluster_members_cluster").on(table.projectId, table.clusterId, table.similarity),
  ],
);
