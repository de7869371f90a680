/**
 * After the end: payouts that are on their way back, and looking after what was paid. What a running gateway has paid before is looked
 * after from now on, spread over a week. The states are those of the table of statuses; a test generates them from it.
 */

/** The statements of step 18. */
export const afterEnd: ReadonlyArray<string> = [
  "ALTER TABLE operation DROP CONSTRAINT kind_is_known, DROP CONSTRAINT status_of_kind, DROP CONSTRAINT step_of_status",
  // Nodes of earlier versions do not know what is on its way back: they are refused, and stop.
  "CREATE OR REPLACE FUNCTION fence_schema() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 18'",
  // As long as is assumed of any provider; what its own manifest says shorter ends with the first look.
  `UPDATE operation SET step = 'sweep', next_at = later.at, lane = provider || '/ended', version = version + 1,
      facts = facts || jsonb_build_object('watchAt', later.at, 'watched', 0)
    FROM (
      SELECT id, now + 21600000 + (hashtext(id)::bigint + 2147483648) * 604800000 / 4294967296 AS at
      FROM operation, (SELECT switchyard_now() AS now) clock
      WHERE step = 'none' AND provider IS NOT NULL
        AND status IN ('paid', 'paid_other_amount', 'refunded', 'succeeded', 'returned')
        AND coalesce((facts ->> 'since')::numeric, created_at) > now - 15552000000
    ) later
    WHERE operation.id = later.id`,
  "ALTER FUNCTION heal_times(bigint, bigint, bigint) RENAME TO heal_times_of_step_16",
  // What was paid is looked after in its turn after a leap as well, and not all of it at once.
  `CREATE FUNCTION heal_times(now bigint, first bigint, last bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
      DECLARE
        changed bigint;
      BEGIN
        changed := heal_times_of_step_16(now, first, last);
        UPDATE operation SET next_at = now + (hashtext(id)::bigint + 2147483648) * 604800000 / 4294967296
        WHERE seq BETWEEN first AND last AND step = 'sweep' AND next_at <= now + 100000 AND lease_until IS NULL
          AND (hinted_at IS NULL OR hinted_at <= coalesce(last_read_at, 0))
          AND status IN ('paid', 'paid_other_amount', 'refunded', 'succeeded', 'returned');
        RETURN changed;
      END
    $$`,
  `ALTER TABLE operation ADD CONSTRAINT kind_is_known CHECK (
    kind IN ('payment', 'payout', 'refund'))`,
  `ALTER TABLE operation ADD CONSTRAINT status_of_kind CHECK (
    (kind = 'payment' AND status IN ('created', 'submitting', 'awaiting_payer', 'processing', 'unknown', 'needs_review', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunding', 'refunded'))
    OR (kind = 'payout' AND status IN ('created', 'submitting', 'processing', 'unknown', 'needs_review', 'paid', 'paid_other_amount', 'failed', 'canceled', 'returning', 'returned'))
    OR (kind = 'refund' AND status IN ('created', 'submitting', 'processing', 'unknown', 'needs_review', 'failed', 'canceled', 'succeeded')))`,
  `ALTER TABLE operation ADD CONSTRAINT step_of_status CHECK (
    (step = 'submit' AND status IN ('created', 'submitting'))
    OR (step = 'send' AND status IN ('unknown'))
    OR (step = 'replay' AND status IN ('unknown'))
    OR (step = 'abandon' AND status IN ('unknown'))
    OR (step = 'look_up' AND status IN ('submitting', 'unknown'))
    OR (step = 'poll' AND status IN ('awaiting_payer', 'processing', 'refunding', 'returning'))
    OR (step = 'sweep' AND status IN ('awaiting_payer', 'processing', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunding', 'refunded', 'succeeded', 'returning', 'returned'))
    OR (step = 'none' AND status IN ('needs_review', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunded', 'succeeded', 'returned')))`
]
