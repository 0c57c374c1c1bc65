CREATE TABLE "campaign_emails" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"campaign_id" uuid NOT NULL,
	"entity_id" text NOT NULL,
	"entity_type" text NOT NULL,
	"position" integer NOT NULL,
	"subject" text,
	"sender" text,
	"mailbox" text,
	"received_at" timestamp (3) with time zone,
	"is_read" boolean,
	"verdict" text,
	"is_clean" boolean NOT NULL,
	"is_quarantined" boolean NOT NULL,
	"is_chosen" boolean NOT NULL,
	"left_out" text,
	"is_newcomer" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "campaigns" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"state" text NOT NULL,
	"action" text NOT NULL,
	"undoes" uuid,
	"team_id" text NOT NULL,
	"user_id" text NOT NULL,
	"channel_id" text,
	"message_ts" text,
	"thread_ts" text,
	"event_id" text,
	"criteria" json NOT NULL,
	"finding" json,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"approved_by" text,
	"stopped_by" text,
	"catch_until" timestamp (3) with time zone,
	"catch_paused" text
);
--> statement-breakpoint
ALTER TABLE "campaign_emails" ADD CONSTRAINT "campaign_emails_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "campaign_emails_email" ON "campaign_emails" USING btree ("campaign_id","entity_id");--> statement-breakpoint
CREATE INDEX "campaign_emails_position" ON "campaign_emails" USING btree ("campaign_id","position");--> statement-breakpoint
CREATE INDEX "campaign_emails_mailbox" ON "campaign_emails" USING btree ("campaign_id","mailbox");--> statement-breakpoint
CREATE INDEX "campaigns_state" ON "campaigns" USING btree ("state","created_at");--> statement-breakpoint
CREATE INDEX "campaigns_user" ON "campaigns" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "campaigns_undoes" ON "campaigns" USING btree ("undoes") WHERE "campaigns"."undoes" is not null;--> statement-breakpoint
CREATE INDEX "campaigns_created" ON "campaigns" USING btree ("created_at");