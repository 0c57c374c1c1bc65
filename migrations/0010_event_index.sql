CREATE TABLE "seen_events" (
	"event_id" text PRIMARY KEY NOT NULL,
	"entity_id" text,
	"entity_type" text,
	"created_at" timestamp (3) with time zone,
	"type" text,
	"state" text,
	"severity" smallint,
	"severity_text" text,
	"confidence" text,
	"saas" text,
	"sender" text,
	"subject" text,
	"mailbox" text,
	"description" text NOT NULL,
	"plain_sender" text,
	"plain_text" text NOT NULL,
	"email_seen_at" timestamp (3) with time zone,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "seen_events_entity" ON "seen_events" USING btree ("entity_id","created_at");--> statement-breakpoint
CREATE INDEX "seen_events_created" ON "seen_events" USING btree ("created_at","event_id");--> statement-breakpoint
CREATE INDEX "seen_events_seen" ON "seen_events" USING btree ("seen_at");