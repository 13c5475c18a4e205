CREATE TABLE "consent_decisions" (
	"project_id" text NOT NULL,
	"event_id" uuid NOT NULL,
	"category" text NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "consent_decisions_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"profile_id" uuid NOT NULL,
	"granted" boolean NOT NULL,
	"text_version" text,
	"source" text,
	"actor" text,
	"at" timestamp with time zone NOT NULL,
	"message_id" text NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "consent_decisions_project_id_event_id_category_pk" PRIMARY KEY("project_id","event_id","category")
);
--> statement-breakpoint
CREATE TABLE "project_retention" (
	"project_id" text PRIMARY KEY NOT NULL,
	"days" integer,
	"names" jsonb NOT NULL,
	"marks" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"swept" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"last_run" jsonb,
	"runs" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "retention_marks" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"projects" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE INDEX "consent_decisions_profile" ON "consent_decisions" USING btree ("project_id","profile_id","category","at","message_id");--> statement-breakpoint
INSERT INTO "retention_marks" DEFAULT VALUES;
--> statement-breakpoint
-- What profiles say of before there was a record begins it.
INSERT INTO "consent_decisions" ("project_id", "event_id", "category", "profile_id", "granted", "at", "message_id")
SELECT p."project_id", (c.value -> 'version' ->> 1)::uuid, c.key, p."id", (c.value ->> 'granted')::boolean,
	to_timestamp((c.value -> 'version' ->> 0)::bigint / 1000.0), c.value -> 'version' ->> 1
FROM "profiles" p CROSS JOIN LATERAL jsonb_each(p."consent") c
WHERE p."merged_into" IS NULL AND c.value -> 'version' ->> 1 ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
ON CONFLICT DO NOTHING;
