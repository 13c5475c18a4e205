CREATE TABLE "behaviour_fits" (
	"project_id" text PRIMARY KEY NOT NULL,
	"model" text NOT NULL,
	"dimension" integer NOT NULL,
	"begun_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "behaviour_models" ADD COLUMN "mean" jsonb DEFAULT '[]'::jsonb NOT NULL;
--> statement-breakpoint
-- written by hand
-- Their vectors do not stand in the vector index: the next refresh makes them anew.
DELETE FROM "behaviour_models";
