CREATE TABLE "cluster_members" (
	"project_id" text NOT NULL,
	"profile_id" uuid NOT NULL,
	"cluster_id" text NOT NULL,
	"similarity" real NOT NULL,
	"since" timestamp with time zone NOT NULL,
	CONSTRAINT "cluster_members_project_id_profile_id_pk" PRIMARY KEY("project_id","profile_id")
);
--> statement-breakpoint
CREATE TABLE "cluster_models" (
	"project_id" text PRIMARY KEY NOT NULL,
	"behaviour_model" text NOT NULL,
	"k" integer NOT NULL,
	"silhouette" double precision NOT NULL,
	"tried" jsonb NOT NULL,
	"people" integer NOT NULL,
	"fitted_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "clusters" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"centre" real[] NOT NULL,
	"features" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "clusters_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "profile_score_marks" (
	"project_id" text PRIMARY KEY NOT NULL,
	"through_seq" bigint NOT NULL,
	"model_ids" jsonb NOT NULL,
	"scored_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "profile_scores" (
	"project_id" text NOT NULL,
	"name" text NOT NULL,
	"profile_id" uuid NOT NULL,
	"value" double precision NOT NULL,
	"model_id" text NOT NULL,
	"scored_at" timestamp with time zone NOT NULL,
	CONSTRAINT "profile_scores_project_id_name_profile_id_pk" PRIMARY KEY("project_id","name","profile_id")
);
--> statement-breakpoint
CREATE TABLE "segment_looks" (
	"project_id" text NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "segment_looks_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"profile_id" uuid NOT NULL,
	CONSTRAINT "segment_looks_project_id_seq_pk" PRIMARY KEY("project_id","seq")
);
--> statement-breakpoint
CREATE INDEX "cluster_members_cluster" ON "cluster_members" USING btree ("project_id","cluster_id","similarity");--> statement-breakpoint
CREATE INDEX "profile_scores_profile" ON "profile_scores" USING btree ("project_id","profile_id");--> statement-breakpoint
CREATE INDEX "segment_looks_seq" ON "segment_looks" USING btree ("seq");