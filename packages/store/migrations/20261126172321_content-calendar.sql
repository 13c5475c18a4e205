ALTER TABLE "content_pieces" ADD COLUMN "publish_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "content_pieces" ADD COLUMN "time_zone" text;--> statement-breakpoint
ALTER TABLE "content_pieces" ADD COLUMN "published_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "content_pieces" ADD COLUMN "experiment_id" text;--> statement-breakpoint
CREATE INDEX "content_pieces_publish" ON "content_pieces" USING btree ("project_id","publish_at");