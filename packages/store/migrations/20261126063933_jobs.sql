CREATE TABLE "jobs" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"queue_id" uuid NOT NULL,
	"name" text NOT NULL,
	"key" text,
	"input" jsonb NOT NULL,
	"requested_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"run_at" timestamp with time zone NOT NULL,
	"max_attempts" integer NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"checkpoint" jsonb,
	"done" bigint,
	"total" bigint,
	"note" text,
	"error" text,
	"result" jsonb,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"outcome" text,
	CONSTRAINT "jobs_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_key" ON "jobs" USING btree ("project_id","name","key");--> statement-breakpoint
CREATE INDEX "jobs_finished" ON "jobs" USING btree ("project_id","finished_at");