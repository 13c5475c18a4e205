CREATE TABLE "company_facts" (
	"project_id" text NOT NULL,
	"domain" text NOT NULL,
	"source" text NOT NULL,
	"facts" jsonb,
	"fetched_at" timestamp with time zone NOT NULL,
	CONSTRAINT "company_facts_project_id_domain_source_pk" PRIMARY KEY("project_id","domain","source")
);
