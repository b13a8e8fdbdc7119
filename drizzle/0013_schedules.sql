CREATE TABLE "calendar" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "calendar_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	"weekly" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"dated" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "schedule_fire" (
	"tenant_id" bigint NOT NULL,
	"task_id" bigint NOT NULL,
	"fire_at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"reason_values" jsonb,
	"count" integer DEFAULT 1 NOT NULL,
	"last_fire_at" timestamp with time zone,
	"lateness_ms" bigint,
	"task_log_id" bigint,
	"in_the_way_id" bigint,
	"calendar_id" bigint,
	"calendar_name" text,
	"cancelled_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "schedule_fire_task_id_fire_at_pk" PRIMARY KEY("task_id","fire_at"),
	CONSTRAINT "schedule_fire_outcome" CHECK (outcome in ('ran', 'late', 'missed', 'queued', 'skipped_overlap', 'blocked', 'cancelled', 'refused'))
);
--> statement-breakpoint
ALTER TABLE "e_script_task" ADD COLUMN "cron" text;--> statement-breakpoint
ALTER TABLE "e_script_task" ADD COLUMN "run_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "e_script_task" ADD COLUMN "time_zone" text;--> statement-breakpoint
ALTER TABLE "e_script_task" ADD COLUMN "schedule" jsonb DEFAULT '{"misfire":"run_once","misfireWindowSeconds":3600,"overlap":"skip","overlapLimit":2,"startAt":null,"endAt":null,"calendarIds":[],"jitterSeconds":0,"pauseAfterFailures":null}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "e_script_task" ADD COLUMN "next_fire_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "e_script_task" ADD COLUMN "no_next_fire_reason" text DEFAULT 'immediate';--> statement-breakpoint
ALTER TABLE "e_script_task" ADD COLUMN "failures_in_row" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "minimum_interval_seconds" integer DEFAULT 10 NOT NULL;--> statement-breakpoint
ALTER TABLE "calendar" ADD CONSTRAINT "calendar_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_fire" ADD CONSTRAINT "schedule_fire_task" FOREIGN KEY ("tenant_id","task_id") REFERENCES "public"."e_script_task"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_fire" ADD CONSTRAINT "schedule_fire_task_log" FOREIGN KEY ("tenant_id","task_log_id") REFERENCES "public"."e_script_task_log"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "calendar_name" ON "calendar" USING btree ("tenant_id","name") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "schedule_fire_queued" ON "schedule_fire" USING btree ("task_id") WHERE outcome = 'queued';--> statement-breakpoint
CREATE INDEX "schedule_fire_of_task_log" ON "schedule_fire" USING btree ("tenant_id","task_log_id") WHERE task_log_id is not null;--> statement-breakpoint
CREATE INDEX "e_script_task_due" ON "e_script_task" USING btree ("next_fire_at") WHERE next_fire_at is not null;--> statement-breakpoint
ALTER TABLE "e_script_task" ADD CONSTRAINT "e_script_task_next_fire" CHECK ((next_fire_at is null) = (no_next_fire_reason is not null));--> statement-breakpoint
ALTER TABLE "e_script_task" ADD CONSTRAINT "e_script_task_no_next_fire" CHECK (no_next_fire_reason in ('immediate', 'stopped', 'finished', 'paused', 'tenant_disabled', 'unreadable'));--> statement-breakpoint
ALTER TABLE "tenant" ADD CONSTRAINT "tenant_minimum_interval" CHECK (minimum_interval_seconds between 1 and 86400);--> statement-breakpoint
ALTER TABLE calendar ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE calendar FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY inside_tenant ON calendar USING (hostrun_sees(tenant_id)) WITH CHECK (hostrun_sees(tenant_id));--> statement-breakpoint
ALTER TABLE schedule_fire ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE schedule_fire FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY inside_tenant ON schedule_fire USING (hostrun_sees(tenant_id)) WITH CHECK (hostrun_sees(tenant_id));
