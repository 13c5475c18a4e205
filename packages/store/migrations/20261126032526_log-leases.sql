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
ALTER TABLE "recommender_snapshots" ADD COLUMN "beyond" jsonb DEFAULT '[]'::jsonb NOT NULL;