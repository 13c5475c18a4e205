CREATE TABLE "log_leases" (
	"log_id" text NOT NULL,
	"partition" smallint NOT NULL,
	"holder" text,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "log_leases_log_id_partition_pk" PRIMARY KEY("log_id","partition")
);
--> statement-breakpoint
CREATE TABLE "log_nodes" (
	"log_id" text NOT NULL,
	"node" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "log_nodes_log_id_node_pk" PRIMARY KEY("log_id","node")
);
--> statement-breakpoint
CREATE TABLE "profile_merges" (
	"project_id" text NOT NULL,
	"id" uuid NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "profile_merges_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"from_profile" uuid NOT NULL,
	"into_profile" uuid NOT NULL,
	"from_state" jsonb NOT NULL,
	"into_state" jsonb NOT NULL,
	"identities" jsonb NOT NULL,
	"aliases" jsonb NOT NULL,
	"after_seq" bigint NOT NULL,
	"reason" text NOT NULL,
	"actor" text,
	"event_id" uuid NOT NULL,
	"message_id" text NOT NULL,
	"merged_at" timestamp with time zone NOT NULL,
	"undone_at" timestamp with time zone,
	"undone_by" text,
	CONSTRAINT "profile_merges_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "rejected_daily" (
	"project_id" text NOT NULL,
	"day" date NOT NULL,
	"code" text NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "rejected_daily_project_id_day_code_pk" PRIMARY KEY("project_id","day","code")
);
--> statement-breakpoint
CREATE TABLE "rejected_events" (
	"project_id" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "rejected_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"day" date NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"code" text NOT NULL,
	"pointer" text NOT NULL,
	"message" text NOT NULL,
	"message_id" text,
	"payload" text NOT NULL,
	"truncated" boolean NOT NULL,
	CONSTRAINT "rejected_events_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "plan_events" (
	"project_id" text NOT NULL,
	"name" text NOT NULL,
	"mode" text NOT NULL,
	"schema" jsonb NOT NULL,
	"description" text NOT NULL,
	"version" integer NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "plan_events_project_id_name_pk" PRIMARY KEY("project_id","name")
);
--> statement-breakpoint
CREATE TABLE "plan_violations" (
	"project_id" text NOT NULL,
	"day" date NOT NULL,
	"name" text NOT NULL,
	"pointer" text NOT NULL,
	"count" bigint NOT NULL,
	"message" text NOT NULL,
	"sample" text NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "plan_violations_project_id_day_name_pointer_pk" PRIMARY KEY("project_id","day","name","pointer")
);
--> statement-breakpoint
CREATE TABLE "tracking_plans" (
	"project_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quota_days" (
	"workspace_id" text NOT NULL,
	"day" date NOT NULL,
	"leased" bigint NOT NULL,
	"granted" bigint NOT NULL,
	CONSTRAINT "quota_days_workspace_id_day_pk" PRIMARY KEY("workspace_id","day")
);
--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "code" text DEFAULT 'unexplained' NOT NULL;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "attempts" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "replayed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "recommender_snapshots" ADD COLUMN "beyond" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_daily" ADD COLUMN "duplicates" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_daily" ADD COLUMN "rejected" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_daily" ADD COLUMN "bytes" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "plan" text DEFAULT 'unlimited' NOT NULL;--> statement-breakpoint
CREATE INDEX "profile_merges_into" ON "profile_merges" USING btree ("project_id","into_profile","seq");--> statement-breakpoint
CREATE INDEX "profile_merges_from" ON "profile_merges" USING btree ("project_id","from_profile");--> statement-breakpoint
CREATE INDEX "profile_merges_event" ON "profile_merges" USING btree ("project_id","event_id");--> statement-breakpoint
CREATE INDEX "rejected_events_day" ON "rejected_events" USING btree ("project_id","day","code");--> statement-breakpoint
CREATE INDEX "plan_violations_name" ON "plan_violations" USING btree ("project_id","name","day");--> statement-breakpoint
CREATE UNIQUE INDEX "dead_letters_message" ON "dead_letters" USING btree ("project_id","message_id");