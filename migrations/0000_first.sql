CREATE TABLE "audit" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"team_id" text NOT NULL,
	"user_id" text NOT NULL,
	"channel_id" text,
	"message_ts" text,
	"thread_ts" text,
	"event_id" text,
	"entity_id" text,
	"reason" text,
	"target" text,
	"claim_key" text,
	"action_name" text,
	"parameter" json,
	"action_label" text,
	"state" text,
	"outcome" text,
	"task_id" text,
	"task_message" text,
	"succeeded" integer,
	"failed" integer,
	"error_code" text,
	"reference" text,
	"sent_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "audit_action_is_whole" CHECK ("audit"."kind" <> 'action' or ("audit"."event_id" is not null and "audit"."target" is not null
        and "audit"."claim_key" is not null and "audit"."action_name" is not null and "audit"."action_label" is not null
        and "audit"."state" is not null and ("audit"."state" = 'ended') = ("audit"."ended_at" is not null)))
);
--> statement-breakpoint
CREATE TABLE "handled_events" (
	"event_id" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shown_messages" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"place" text NOT NULL,
	"kind" text NOT NULL,
	"event_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"user_id" text,
	"message_ts" text,
	"thread_ts" text,
	"url" text,
	"unfurl_id" text,
	"shape" text NOT NULL,
	"response_url" text,
	"uses_left" integer,
	"expires_at" timestamp (3) with time zone,
	"shown_at" timestamp (3) with time zone NOT NULL,
	"revision" text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "audit_running_claim" ON "audit" USING btree ("claim_key") WHERE "audit"."kind" = 'action' and "audit"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "audit_event" ON "audit" USING btree ("event_id","at");--> statement-breakpoint
CREATE INDEX "audit_user" ON "audit" USING btree ("user_id","at");--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "handled_events_at" ON "handled_events" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "shown_messages_place" ON "shown_messages" USING btree ("place");--> statement-breakpoint
CREATE INDEX "shown_messages_event" ON "shown_messages" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "shown_messages_expiry" ON "shown_messages" USING btree ("expires_at") WHERE "shown_messages"."expires_at" is not null;