CREATE TABLE "lead_changes" (
	"project_id" text NOT NULL,
	"lead_id" text NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "lead_changes_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"what" text NOT NULL,
	"from" text,
	"to" text,
	"reason" text NOT NULL,
	CONSTRAINT "lead_changes_project_id_lead_id_seq_pk" PRIMARY KEY("project_id","lead_id","seq")
);
--> statement-breakpoint
CREATE TABLE "lead_criteria" (
	"project_id" text PRIMARY KEY NOT NULL,
	"criteria" jsonb,
	"version" integer NOT NULL,
	"updated_at" timestamp with time zone,
	"updated_by" text,
	"through_seq" bigint,
	"scored_version" integer,
	"scored_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "leads" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"profile_id" uuid NOT NULL,
	"source" text NOT NULL,
	"grade" text NOT NULL,
	"score" double precision NOT NULL,
	"fit" double precision NOT NULL,
	"engagement" double precision NOT NULL,
	"reasons" jsonb NOT NULL,
	"stage" text NOT NULL,
	"owner_id" text,
	"scored_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "leads_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "leads_profile" ON "leads" USING btree ("project_id","profile_id");--> statement-breakpoint
CREATE INDEX "leads_score" ON "leads" USING btree ("project_id","score","id");--> statement-breakpoint
CREATE INDEX "leads_stage" ON "leads" USING btree ("project_id","stage","score");