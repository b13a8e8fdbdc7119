ALTER TABLE "notice" DROP CONSTRAINT "notice_kind";--> statement-breakpoint
ALTER TABLE "notice" DROP CONSTRAINT "notice_state";--> statement-breakpoint
ALTER TABLE "notice" ADD COLUMN "folded_into" bigint;--> statement-breakpoint
ALTER TABLE "notice" ADD COLUMN "spread_from" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "notice" ADD CONSTRAINT "notice_folded_into" FOREIGN KEY ("tenant_id","folded_into") REFERENCES "public"."notice"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notice_folded" ON "notice" USING btree ("tenant_id","folded_into") WHERE folded_into is not null;--> statement-breakpoint
CREATE INDEX "notice_spread" ON "notice" USING btree ("tenant_id","spread_at");--> statement-breakpoint
ALTER TABLE "notice" ADD CONSTRAINT "notice_kind" CHECK (kind in ('run', 'fires', 'paused', 'flood', 'test'));--> statement-breakpoint
ALTER TABLE "notice" ADD CONSTRAINT "notice_state" CHECK (state in ('waiting', 'delivered', 'dead', 'given_up', 'untold', 'folded'));