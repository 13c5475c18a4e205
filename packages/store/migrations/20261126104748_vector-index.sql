CREATE TABLE "vector_entries" (
	"project_id" text NOT NULL,
	"space" text NOT NULL,
	"id" text NOT NULL,
	"version" bigint NOT NULL,
	"vector" "bytea",
	"labels" jsonb,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "vector_entries_project_id_space_id_pk" PRIMARY KEY("project_id","space","id")
);
--> statement-breakpoint
CREATE TABLE "vector_spaces" (
	"project_id" text NOT NULL,
	"space" text NOT NULL,
	"version" bigint NOT NULL,
	"forgotten_through" bigint NOT NULL,
	"epoch" text NOT NULL,
	"mirrored_through" bigint,
	"mirror_lease_until" timestamp with time zone,
	CONSTRAINT "vector_spaces_project_id_space_pk" PRIMARY KEY("project_id","space")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "vector_entries_version" ON "vector_entries" USING btree ("project_id","space","version","id");