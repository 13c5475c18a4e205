CREATE TABLE "banned_words" (
	"project_id" text PRIMARY KEY NOT NULL,
	"words" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "claims" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"statement" text NOT NULL,
	"evidence" text NOT NULL,
	"evidence_url" text,
	"valid_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "claims_project_id_id_pk" PRIMARY KEY("project_id","id")
);
