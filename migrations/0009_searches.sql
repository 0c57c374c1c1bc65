ALTER TABLE "audit" ADD COLUMN "query" text;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "found" integer;