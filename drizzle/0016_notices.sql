CREATE TABLE "notice" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notice_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"event_key" text NOT NULL,
	"kind" text NOT NULL,
	"level" text NOT NULL,
	"task_id" bigint,
	"task_log_id" bigint,
	"content" jsonb NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"spread_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notice_tenant_id" UNIQUE("tenant_id","id"),
	CONSTRAINT "notice_event" UNIQUE("tenant_id","event_key"),
	CONSTRAINT "notice_kind" CHECK (kind in ('run', 'fires', 'paused', 'test')),
	CONSTRAINT "notice_level" CHECK (level in ('info', 'warning', 'error')),
	CONSTRAINT "notice_state" CHECK (state in ('waiting', 'delivered', 'dead', 'given_up', 'untold'))
);
--> statement-breakpoint
CREATE TABLE "notice_attempt" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notice_attempt_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"delivery_id" bigint NOT NULL,
	"number" integer NOT NULL,
	"outcome" text,
	"reason" text,
	"calls" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "notice_attempt_number" UNIQUE("delivery_id","number"),
	CONSTRAINT "notice_attempt_outcome" CHECK (outcome in ('delivered', 'again', 'refused'))
);
--> statement-breakpoint
CREATE TABLE "notice_channel" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notice_channel_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"settings" jsonb NOT NULL,
	"sealed_secret" "bytea",
	"locale" text NOT NULL,
	"used_by_default" boolean DEFAULT false NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "notice_channel_tenant_id" UNIQUE("tenant_id","id"),
	CONSTRAINT "notice_channel_kind" CHECK (kind in ('webhook', 'email', 'dingtalk', 'wecom', 'feishu'))
);
--> statement-breakpoint
CREATE TABLE "notice_delivery" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notice_delivery_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"notice_id" bigint NOT NULL,
	"channel_id" bigint,
	"channel_kind" text NOT NULL,
	"channel_name" text,
	"receivers" jsonb,
	"idempotency_key" uuid DEFAULT gen_random_uuid() NOT NULL,
	"made" text,
	"state" text DEFAULT 'waiting' NOT NULL,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"round_attempts" integer DEFAULT 0 NOT NULL,
	"round_at" timestamp with time zone DEFAULT now() NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT now(),
	"worker_id" bigint,
	"taken_at" timestamp with time zone,
	"ended_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "notice_delivery_tenant_id" UNIQUE("tenant_id","id"),
	CONSTRAINT "notice_delivery_channel" UNIQUE NULLS NOT DISTINCT("notice_id","channel_id"),
	CONSTRAINT "notice_delivery_state" CHECK (state in ('waiting', 'delivered', 'dead', 'given_up')),
	CONSTRAINT "notice_delivery_kind" CHECK (channel_kind in ('message_centre', 'webhook', 'email', 'dingtalk', 'wecom', 'feishu')),
	CONSTRAINT "notice_delivery_ended" CHECK ((state = 'waiting') = (ended_at is null)),
	CONSTRAINT "notice_delivery_next" CHECK ((state = 'waiting') = (next_attempt_at is not null))
);
--> statement-breakpoint
ALTER TABLE "e_script_task" ADD COLUMN "notice_rule" text DEFAULT 'failure' NOT NULL;--> statement-breakpoint
ALTER TABLE "e_script_task" ADD COLUMN "notice_receivers" jsonb;--> statement-breakpoint
ALTER TABLE "e_script_task" ADD COLUMN "notice_channel_ids" jsonb;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "notice_receivers" jsonb;--> statement-breakpoint
ALTER TABLE "notice" ADD CONSTRAINT "notice_tenant" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice" ADD CONSTRAINT "notice_task" FOREIGN KEY ("tenant_id","task_id") REFERENCES "public"."e_script_task"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice" ADD CONSTRAINT "notice_task_log" FOREIGN KEY ("tenant_id","task_log_id") REFERENCES "public"."e_script_task_log"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_attempt" ADD CONSTRAINT "notice_attempt_delivery" FOREIGN KEY ("tenant_id","delivery_id") REFERENCES "public"."notice_delivery"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_channel" ADD CONSTRAINT "notice_channel_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_delivery" ADD CONSTRAINT "notice_delivery_worker_id_worker_id_fk" FOREIGN KEY ("worker_id") REFERENCES "public"."worker"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_delivery" ADD CONSTRAINT "notice_delivery_notice" FOREIGN KEY ("tenant_id","notice_id") REFERENCES "public"."notice"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_delivery" ADD CONSTRAINT "notice_delivery_notice_channel" FOREIGN KEY ("tenant_id","channel_id") REFERENCES "public"."notice_channel"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notice_of_task" ON "notice" USING btree ("tenant_id","task_id","id");--> statement-breakpoint
CREATE INDEX "notice_of_task_log" ON "notice" USING btree ("tenant_id","task_log_id");--> statement-breakpoint
CREATE INDEX "notice_not_spread" ON "notice" USING btree ("id") WHERE spread_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "notice_channel_name" ON "notice_channel" USING btree ("tenant_id","name") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "notice_delivery_waiting" ON "notice_delivery" USING btree ("next_attempt_at") WHERE state = 'waiting';--> statement-breakpoint
ALTER TABLE "e_script_task" ADD CONSTRAINT "e_script_task_notice_rule" CHECK (notice_rule in ('failure', 'change', 'always', 'never'));--> statement-breakpoint
ALTER TABLE notice_channel ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE notice_channel FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY inside_tenant ON notice_channel USING (hostrun_sees(tenant_id)) WITH CHECK (hostrun_sees(tenant_id));--> statement-breakpoint
ALTER TABLE notice ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE notice FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY inside_tenant ON notice USING (hostrun_sees(tenant_id)) WITH CHECK (hostrun_sees(tenant_id));--> statement-breakpoint
ALTER TABLE notice_delivery ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE notice_delivery FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY inside_tenant ON notice_delivery USING (hostrun_sees(tenant_id)) WITH CHECK (hostrun_sees(tenant_id));--> statement-breakpoint
ALTER TABLE notice_attempt ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE notice_attempt FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY inside_tenant ON notice_attempt USING (hostrun_sees(tenant_id)) WITH CHECK (hostrun_sees(tenant_id));
