CREATE TABLE "behaviour_models" (
	"project_id" text PRIMARY KEY NOT NULL,
	"model" text NOT NULL,
	"dimension" integer NOT NULL,
	"counts" jsonb NOT NULL,
	"people" integer NOT NULL,
	"through_seq" bigint NOT NULL,
	"fitted_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "profile_vectors" (
	"project_id" text NOT NULL,
	"profile_id" uuid NOT NULL,
	"model" text NOT NULL,
	"vector" real[] NOT NULL,
	CONSTRAINT "profile_vectors_project_id_model_profile_id_pk" PRIMARY KEY("project_id","model","profile_id")
);
--> statement-breakpoint
CREATE TABLE "rfm_scores" (
	"project_id" text NOT NULL,
	"profile_id" uuid NOT NULL,
	"last_order_at" timestamp with time zone NOT NULL,
	"orders" bigint NOT NULL,
	"revenue" double precision NOT NULL,
	"recency" smallint NOT NULL,
	"frequency" smallint NOT NULL,
	"monetary" smallint NOT NULL,
	"segment" text NOT NULL,
	"computed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "rfm_scores_project_id_profile_id_pk" PRIMARY KEY("project_id","profile_id")
);
--> statement-breakpoint
CREATE INDEX "rfm_scores_segment" ON "rfm_scores" USING btree ("project_id","segment");