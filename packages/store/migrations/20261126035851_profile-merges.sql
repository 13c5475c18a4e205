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
CREATE INDEX "profile_merges_into" ON "profile_merges" USING btree ("project_id","into_profile","seq");--> statement-breakpoint
CREATE INDEX "profile_merges_from" ON "profile_merges" USING btree ("project_id","from_profile");--> statement-breakpoint
CREATE INDEX "profile_merges_event" ON "profile_merges" USING btree ("project_id","event_id");