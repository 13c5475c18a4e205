CREATE TABLE "catalog_items" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"categories" jsonb NOT NULL,
	"tags" jsonb NOT NULL,
	"price_cents" integer,
	"currency" text NOT NULL,
	"url" text,
	"image_url" text,
	"available" boolean NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "catalog_items_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "dead_letters" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "dead_letters_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"project_id" text NOT NULL,
	"message_id" text NOT NULL,
	"reason" text NOT NULL,
	"event" text NOT NULL,
	"failed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE SEQUENCE "events_seq_seq" AS bigint;
--> statement-breakpoint
-- Written by hand: drizzle-kit knows no partitions. One partition per UTC day of the message; days that have none
-- stand in `late` and `future`, shifted by 2^24, so that they never meet a day's own range.
CREATE TABLE "events" (
	"project_id" text NOT NULL,
	"day" integer NOT NULL,
	"id" uuid NOT NULL,
	"seq" bigint DEFAULT nextval('events_seq_seq') NOT NULL,
	"message_id" text,
	"type" text NOT NULL,
	"name" text NOT NULL,
	"profile_id" uuid NOT NULL,
	"anonymous_id" text,
	"user_id" text,
	"session_id" text,
	"timestamp" timestamp with time zone NOT NULL,
	"original_timestamp" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"received_at" timestamp with time zone NOT NULL,
	"payload" jsonb NOT NULL,
	"enrichment" jsonb NOT NULL,
	CONSTRAINT "events_project_id_day_id_pk" PRIMARY KEY("project_id","day","id")
) PARTITION BY RANGE ("day");
--> statement-breakpoint
ALTER SEQUENCE "events_seq_seq" OWNED BY "events"."seq";
--> statement-breakpoint
-- Servers built without lz4 keep pglz.
DO $$ BEGIN
	ALTER TABLE "events" ALTER COLUMN "payload" SET COMPRESSION lz4, ALTER COLUMN "enrichment" SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN NULL;
END $$;
--> statement-breakpoint
CREATE TABLE "events_late" PARTITION OF "events" FOR VALUES FROM (MINVALUE) TO (0);
--> statement-breakpoint
CREATE TABLE "events_future" PARTITION OF "events" FOR VALUES FROM (16777216) TO (MAXVALUE);
--> statement-breakpoint
CREATE TABLE "event_retention" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"dropped_before" integer
);
--> statement-breakpoint
INSERT INTO "event_retention" DEFAULT VALUES;
--> statement-breakpoint
CREATE TABLE "log_offsets" (
	"log_id" text NOT NULL,
	"partition" smallint NOT NULL,
	"next_offset" bigint NOT NULL,
	CONSTRAINT "log_offsets_log_id_partition_pk" PRIMARY KEY("log_id","partition")
);
--> statement-breakpoint
CREATE TABLE "groups" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"traits" jsonb NOT NULL,
	"trait_versions" jsonb NOT NULL,
	CONSTRAINT "groups_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"project_id" text NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"profile_id" uuid NOT NULL,
	CONSTRAINT "identities_project_id_kind_value_pk" PRIMARY KEY("project_id","kind","value")
);
--> statement-breakpoint
CREATE TABLE "profiles" (
	"project_id" text NOT NULL,
	"id" uuid NOT NULL,
	"merged_into" uuid,
	"user_id" text,
	"user_id_version" jsonb,
	"traits" jsonb NOT NULL,
	"trait_versions" jsonb NOT NULL,
	"groups" jsonb NOT NULL,
	"counters" jsonb NOT NULL,
	"event_count" bigint NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"first_touch" jsonb,
	"last_touch" jsonb,
	"recent_items" jsonb NOT NULL,
	CONSTRAINT "profiles_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "recommendation_decisions" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"profile_id" uuid,
	"placement" text NOT NULL,
	"items" jsonb NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	CONSTRAINT "recommendation_decisions_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "recommender_snapshots" (
	"project_id" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"state" "bytea" NOT NULL,
	"taken_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "keys" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"hint" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "keys_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "projects_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "usage_daily" (
	"project_id" text NOT NULL,
	"day" date NOT NULL,
	"accepted" bigint NOT NULL,
	CONSTRAINT "usage_daily_project_id_day_pk" PRIMARY KEY("project_id","day")
);
--> statement-breakpoint
CREATE TABLE "workspaces" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "keys" ADD CONSTRAINT "keys_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "dead_letters_project" ON "dead_letters" USING btree ("project_id","id");--> statement-breakpoint
CREATE INDEX "events_profile" ON "events" USING btree ("project_id","profile_id","timestamp");--> statement-breakpoint
CREATE INDEX "events_received" ON "events" USING brin ("received_at");--> statement-breakpoint
CREATE INDEX "events_seq" ON "events" USING btree ("project_id","seq");--> statement-breakpoint
CREATE INDEX "identities_profile" ON "identities" USING btree ("project_id","profile_id");--> statement-breakpoint
CREATE INDEX "profiles_merged" ON "profiles" USING btree ("project_id","merged_into");--> statement-breakpoint
CREATE INDEX "recommendation_decisions_profile" ON "recommendation_decisions" USING btree ("project_id","profile_id","decided_at");--> statement-breakpoint
CREATE INDEX "keys_project" ON "keys" USING btree ("project_id");