CREATE SEQUENCE "public"."audit_endings" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "ended_order" bigint;