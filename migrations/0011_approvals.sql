CREATE TABLE "approval_messages" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"approval_id" uuid NOT NULL,
	"channel_id" text NOT NULL,
	"message_ts" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"state" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"team_id" text NOT NULL,
	"user_id" text NOT NULL,
	"user_ids" json NOT NULL,
	"channel_id" text,
	"message_ts" text,
	"thread_ts" text,
	"event_id" text,
	"campaign_id" uuid,
	"request" json NOT NULL,
	"emails" integer NOT NULL,
	"reason" text NOT NULL,
	"policy" json NOT NULL,
	"ask_key" text NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"denial" text
);
--> statement-breakpoint
ALTER TABLE "audit" DROP CONSTRAINT "audit_action_is_whole";--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "email_claim_key" text;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "campaign_id" uuid;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "approval_id" uuid;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "approved_by" text;--> statement-breakpoint
ALTER TABLE "approval_messages" ADD CONSTRAINT "approval_messages_approval_id_approvals_id_fk" FOREIGN KEY ("approval_id") REFERENCES "public"."approvals"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "approval_messages_message" ON "approval_messages" USING btree ("approval_id","channel_id","message_ts");--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_waiting" ON "approvals" USING btree ("ask_key") WHERE "approvals"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "approvals_user" ON "approvals" USING btree ("user_id","asked_at");--> statement-breakpoint
CREATE INDEX "approvals_asked" ON "approvals" USING btree ("asked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_running_email" ON "audit" USING btree ("email_claim_key") WHERE "audit"."kind" = 'action' and "audit"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "audit_campaign" ON "audit" USING btree ("campaign_id","entity_id") WHERE "audit"."campaign_id" is not null;--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_action_is_whole" CHECK ("audit"."kind" <> 'action' or (("audit"."event_id" is not null or "audit"."campaign_id" is not null)
        and "audit"."target" is not null and "audit"."claim_key" is not null and "audit"."action_name" is not null and "audit"."action_label" is not null
        and "audit"."state" is not null and ("audit"."state" = 'ended') = ("audit"."ended_at" is not null)));