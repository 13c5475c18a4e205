CREATE TABLE "agent_checkpoint_values" (
	"project_id" text NOT NULL,
	"thread_id" text NOT NULL,
	"ns" text NOT NULL,
	"channel" text NOT NULL,
	"version" text NOT NULL,
	"type" text NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "agent_checkpoint_values_project_id_thread_id_ns_channel_version_pk" PRIMARY KEY("project_id","thread_id","ns","channel","version")
);
--> statement-breakpoint
CREATE TABLE "agent_checkpoint_writes" (
	"project_id" text NOT NULL,
	"thread_id" text NOT NULL,
	"ns" text NOT NULL,
	"checkpoint_id" text NOT NULL,
	"task_id" text NOT NULL,
	"idx" integer NOT NULL,
	"channel" text NOT NULL,
	"type" text NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "agent_checkpoint_writes_project_id_thread_id_ns_checkpoint_id_task_id_idx_pk" PRIMARY KEY("project_id","thread_id","ns","checkpoint_id","task_id","idx")
);
--> statement-breakpoint
CREATE TABLE "agent_checkpoints" (
	"project_id" text NOT NULL,
	"thread_id" text NOT NULL,
	"ns" text NOT NULL,
	"id" text NOT NULL,
	"parent_id" text,
	"checkpoint" text NOT NULL,
	"metadata" jsonb NOT NULL,
	CONSTRAINT "agent_checkpoints_project_id_thread_id_ns_id_pk" PRIMARY KEY("project_id","thread_id","ns","id")
);
--> statement-breakpoint
CREATE TABLE "agent_runs" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"graph" text NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"input" jsonb NOT NULL,
	"key" text,
	"requested_by" text NOT NULL,
	"epoch" integer DEFAULT 0 NOT NULL,
	"wakes" integer DEFAULT 0 NOT NULL,
	"job_id" text,
	"parent_run_id" text,
	"result" jsonb,
	"error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "agent_runs_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "agent_steps" (
	"project_id" text NOT NULL,
	"run_id" text NOT NULL,
	"id" text NOT NULL,
	"parent_id" text,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 1 NOT NULL,
	"input_digest" text,
	"output_digest" text,
	"model" text,
	"input_tokens" integer DEFAULT 0 NOT NULL,
	"output_tokens" integer DEFAULT 0 NOT NULL,
	"cost_micros" bigint DEFAULT 0 NOT NULL,
	"cached" boolean DEFAULT false NOT NULL,
	"error" text,
	"started_at" timestamp with time zone NOT NULL,
	"duration_ms" integer,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "agent_steps_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	CONSTRAINT "agent_steps_project_id_run_id_id_pk" PRIMARY KEY("project_id","run_id","id")
);
--> statement-breakpoint
CREATE TABLE "agent_stops" (
	"project_id" text NOT NULL,
	"reason" text NOT NULL,
	"stopped_by" text NOT NULL,
	"stopped_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "agent_stops_project_id_pk" PRIMARY KEY("project_id")
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"run_id" text NOT NULL,
	"interrupt_id" text NOT NULL,
	"checkpoint_id" text NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"summary" text NOT NULL,
	"schema" jsonb NOT NULL,
	"proposal" jsonb NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"decision" jsonb,
	"problem" text,
	"decided_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	CONSTRAINT "approvals_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "content_pieces" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"channel" text NOT NULL,
	"title" text NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"run_id" text,
	"brief" jsonb NOT NULL,
	"variants" jsonb NOT NULL,
	"facts" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"decided_by" text,
	CONSTRAINT "content_pieces_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "agent_runs_key" ON "agent_runs" USING btree ("project_id","graph","key");--> statement-breakpoint
CREATE INDEX "agent_runs_state" ON "agent_runs" USING btree ("project_id","state","id");--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_interrupt" ON "approvals" USING btree ("project_id","run_id","interrupt_id");--> statement-breakpoint
CREATE INDEX "approvals_state" ON "approvals" USING btree ("project_id","state","id");--> statement-breakpoint
CREATE UNIQUE INDEX "content_pieces_run" ON "content_pieces" USING btree ("project_id","run_id","channel");--> statement-breakpoint
CREATE INDEX "content_pieces_state" ON "content_pieces" USING btree ("project_id","state","id");