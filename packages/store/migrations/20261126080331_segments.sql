CREATE TABLE "segment_changes" (
	"project_id" text NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "segment_changes_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"segment_id" text NOT NULL,
	"segment_version" integer NOT NULL,
	"profile_id" uuid NOT NULL,
	"entered" boolean NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"message_id" uuid NOT NULL,
	CONSTRAINT "segment_changes_project_id_seq_pk" PRIMARY KEY("project_id","seq")
);
--> statement-breakpoint
CREATE TABLE "segment_list_members" (
	"project_id" text NOT NULL,
	"list" text NOT NULL,
	"profile_id" uuid NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	CONSTRAINT "segment_list_members_project_id_list_profile_id_pk" PRIMARY KEY("project_id","list","profile_id")
);
--> statement-breakpoint
CREATE TABLE "segment_members" (
	"project_id" text NOT NULL,
	"segment_id" text NOT NULL,
	"profile_id" uuid NOT NULL,
	"entered_at" timestamp with time zone NOT NULL,
	CONSTRAINT "segment_members_project_id_segment_id_profile_id_pk" PRIMARY KEY("project_id","segment_id","profile_id")
);
--> statement-breakpoint
CREATE TABLE "segment_percentiles" (
	"project_id" text NOT NULL,
	"path" text NOT NULL,
	"values" jsonb NOT NULL,
	"people" bigint NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	CONSTRAINT "segment_percentiles_project_id_path_pk" PRIMARY KEY("project_id","path")
);
--> statement-breakpoint
CREATE TABLE "segment_sets" (
	"project_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"next_leaf" integer NOT NULL,
	"leaves" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "segment_sizes" (
	"project_id" text NOT NULL,
	"segment_id" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"entered" bigint NOT NULL,
	"exited" bigint NOT NULL,
	CONSTRAINT "segment_sizes_project_id_segment_id_hour_pk" PRIMARY KEY("project_id","segment_id","hour")
);
--> statement-breakpoint
CREATE TABLE "segment_states" (
	"project_id" text NOT NULL,
	"profile_id" uuid NOT NULL,
	"known_to" integer NOT NULL,
	"leaves" jsonb NOT NULL,
	"dues" jsonb NOT NULL,
	"due_at" timestamp with time zone,
	CONSTRAINT "segment_states_project_id_profile_id_pk" PRIMARY KEY("project_id","profile_id")
);
--> statement-breakpoint
CREATE TABLE "segment_versions" (
	"project_id" text NOT NULL,
	"segment_id" text NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"rule" jsonb NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" text,
	CONSTRAINT "segment_versions_project_id_segment_id_version_pk" PRIMARY KEY("project_id","segment_id","version")
);
--> statement-breakpoint
CREATE TABLE "segments" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"rule" jsonb NOT NULL,
	"version" integer NOT NULL,
	"resolved" jsonb NOT NULL,
	"complete" boolean NOT NULL,
	"worked_to" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text,
	CONSTRAINT "segments_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE INDEX "segment_changes_seq" ON "segment_changes" USING btree ("seq");--> statement-breakpoint
CREATE INDEX "segment_list_members_profile" ON "segment_list_members" USING btree ("project_id","profile_id");--> statement-breakpoint
CREATE INDEX "segment_members_entered" ON "segment_members" USING btree ("project_id","segment_id","entered_at","profile_id");--> statement-breakpoint
CREATE INDEX "segment_members_profile" ON "segment_members" USING btree ("project_id","profile_id");--> statement-breakpoint
CREATE INDEX "segment_states_due" ON "segment_states" USING btree ("due_at") WHERE due_at is not null;