CREATE TABLE "knowledge_chunks" (
	"project_id" text NOT NULL,
	"document_id" text NOT NULL,
	"number" integer NOT NULL,
	"heading" text NOT NULL,
	"text" text NOT NULL,
	"url" text,
	CONSTRAINT "knowledge_chunks_project_id_document_id_number_pk" PRIMARY KEY("project_id","document_id","number")
);
--> statement-breakpoint
CREATE TABLE "knowledge_documents" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"title" text NOT NULL,
	"url" text,
	"language" text NOT NULL,
	"state" text NOT NULL,
	"error" text,
	"notes" jsonb NOT NULL,
	"parent_id" text,
	"crawl" jsonb,
	"hash" text NOT NULL,
	"characters" integer NOT NULL,
	"chunks" integer NOT NULL,
	"job_id" text,
	"revision" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "knowledge_documents_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "knowledge_revisions" (
	"project_id" text PRIMARY KEY NOT NULL,
	"revision" bigint NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "knowledge_documents_key" ON "knowledge_documents" USING btree ("project_id","key");--> statement-breakpoint
CREATE INDEX "knowledge_documents_parent" ON "knowledge_documents" USING btree ("project_id","parent_id");