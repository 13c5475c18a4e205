ALTER TABLE "leads" ADD COLUMN "seen_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
UPDATE "leads" l SET "seen_at" = p."last_seen_at" FROM "profiles" p WHERE p."project_id" = l."project_id" AND p."id" = l."profile_id";--> statement-breakpoint
CREATE INDEX "leads_newest" ON "leads" USING btree ("project_id","created_at","id");--> statement-breakpoint
CREATE INDEX "leads_seen" ON "leads" USING btree ("project_id","seen_at","id");