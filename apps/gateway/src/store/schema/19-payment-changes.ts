/**
 * Changes of a payment: its captures, its cancel and its completion stand in the facts of its row, and their attempts among the
 * others of it. The states are those of the table of statuses; a test generates them from it.
 */

/** The statements of step 19. */
export const paymentChanges: ReadonlyArray<string> = [
  "ALTER TABLE attempt DROP CONSTRAINT attempt_kind_check",
  "ALTER TABLE attempt ADD CONSTRAINT attempt_kind_check CHECK (kind IN ('send', 'replay', 'abandon', 'capture', 'cancel', 'complete'))",
  "ALTER TABLE operation DROP CONSTRAINT kind_is_known, DROP CONSTRAINT status_of_kind, DROP CONSTRAINT step_of_status",
  // Nodes of earlier versions resolve and cancel payments without seeing their changes: they are refused, and stop.
  `CREATE OR REPLACE FUNCTION fence_admits(known jsonb, lane integer, begins boolean, OUT refused text, OUT mark bigint)
    LANGUAGE plpgsql VOLATILE AS $$
      DECLARE
        here fence;
        live record;
      BEGIN
        IF known IS NULL THEN RETURN; END IF;
        PERFORM pg_advisory_xact_lock_shared(7309844116);
        PERFORM keep_durably();
        SELECT * INTO here FROM fence;
        SELECT * INTO live FROM fence_live();
        refused := CASE
          WHEN here.token IS NULL OR here.token IS DISTINCT FROM (known ->> 'token')::uuid OR here.epoch <> (known ->> 'epoch')::bigint
            OR here.database <> (known ->> 'database')::uuid THEN 'epoch'
          WHEN coalesce((known ->> 'schema')::integer, 0) < 19 THEN 'schema'
          WHEN live.system <> known ->> 'system' OR live.tables <> known ->> 'tables' THEN 'another'
          WHEN live.timeline <> (known ->> 'timeline')::integer THEN 'timeline'
          WHEN live.started <> known ->> 'started' THEN 'restarted'
          WHEN EXISTS (
            SELECT 1 FROM jsonb_to_recordset(known -> 'marks') AS k(slot integer, mark bigint)
            LEFT JOIN fence_mark f ON f.node = (known ->> 'node')::uuid AND f.slot = k.slot
            WHERE coalesce(f.mark, 0) < k.mark) THEN 'mark'
          WHEN begins AND (known ->> 'isDurable')::boolean AND current_setting('fsync') <> 'on' THEN 'fsync'
          WHEN begins AND (known ->> 'isDurable')::boolean AND current_setting('full_page_writes') <> 'on'
            THEN 'full_page_writes'
          WHEN begins AND (known ->> 'isSynchronous')::boolean AND current_setting('synchronous_standby_names') = ''
            THEN 'not_synchronous'
        END;
        IF refused IS NOT NULL THEN RETURN; END IF;
        INSERT INTO fence_mark AS f VALUES ((known ->> 'node')::uuid, lane, 1, switchyard_now())
          ON CONFLICT (node, slot) DO UPDATE SET mark = f.mark + 1, at = switchyard_now(), has_left = false,
            before_recovery = false
          RETURNING f.mark INTO mark;
      END
    $$`,
  `ALTER TABLE operation ADD CONSTRAINT kind_is_known CHECK (
    kind IN ('payment', 'payout', 'refund'))`,
  `ALTER TABLE operation ADD CONSTRAINT status_of_kind CHECK (
    (kind = 'payment' AND status IN ('created', 'submitting', 'awaiting_payer', 'processing', 'authorized', 'unknown', 'needs_review', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunding', 'refunded'))
    OR (kind = 'payout' AND status IN ('created', 'submitting', 'processing', 'unknown', 'needs_review', 'paid', 'paid_other_amount', 'failed', 'canceled', 'returned'))
    OR (kind = 'refund' AND status IN ('created', 'submitting', 'processing', 'unknown', 'needs_review', 'failed', 'canceled', 'succeeded')))`,
  `ALTER TABLE operation ADD CONSTRAINT step_of_status CHECK (
    (step = 'submit' AND status IN ('created', 'submitting'))
    OR (step = 'send' AND status IN ('unknown'))
    OR (step = 'replay' AND status IN ('unknown'))
    OR (step = 'abandon' AND status IN ('unknown'))
    OR (step = 'look_up' AND status IN ('submitting', 'unknown'))
    OR (step = 'poll' AND status IN ('awaiting_payer', 'processing', 'authorized', 'refunding'))
    OR (step = 'sweep' AND status IN ('awaiting_payer', 'processing', 'authorized', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunding', 'refunded', 'succeeded', 'returned'))
    OR (step = 'change' AND status IN ('awaiting_payer', 'authorized'))
    OR (step = 'none' AND status IN ('needs_review', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunded', 'succeeded', 'returned')))`
]
