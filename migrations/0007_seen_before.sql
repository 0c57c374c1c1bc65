ALTER TABLE "audit" ADD COLUMN "seen_before" json;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "corrects" text;