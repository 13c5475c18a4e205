ALTER TABLE "catalog_items" ADD COLUMN "type" text DEFAULT 'product' NOT NULL;--> statement-breakpoint
ALTER TABLE "catalog_items" ADD COLUMN "cost_cents" integer;--> statement-breakpoint
ALTER TABLE "catalog_items" ADD COLUMN "stock" integer;--> statement-breakpoint
ALTER TABLE "catalog_items" ADD COLUMN "valid_from" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "catalog_items" ADD COLUMN "valid_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "catalog_items" ADD COLUMN "attributes" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "catalog_items" ADD COLUMN "embedding" real[];