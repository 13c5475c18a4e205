ALTER TABLE "cluster_models" ADD COLUMN "method" text DEFAULT 'k-means' NOT NULL;--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "parts" real[];--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "reach" real;