/**
 * Refunds: operations of a payment, which holds what each of them may pay back. What a payment is worth stands in its row with what
 * its refunds hold, so that any two of them meet there. The states are those of the table of statuses; a test generates them
 * from it.
 */

/** The statements of step 17. */
export const refunds: ReadonlyArray<string> = [
  // What a payment is worth by the read that was asked for at `stated_at`, in one currency; null is not known, which is not zero.
  `ALTER TABLE operation ADD COLUMN parent text REFERENCES operation (id),
    ADD COLUMN reserved numeric NOT NULL DEFAULT 0,
    ADD COLUMN worth_currency text, ADD COLUMN captured numeric, ADD COLUMN elsewhere numeric, ADD COLUMN disputed numeric,
    ADD COLUMN stated_at bigint, ADD COLUMN stated_by text, ADD COLUMN states_refunds boolean NOT NULL DEFAULT false`,
  "ALTER TABLE operation DROP CONSTRAINT operation_kind_check, DROP CONSTRAINT status_of_kind, DROP CONSTRAINT step_of_status",
  "ALTER TABLE used_account DROP CONSTRAINT used_account_kind_check",
  "ALTER TABLE used_account ADD CONSTRAINT used_account_kind_check CHECK (kind IN ('payment', 'payout', 'refund'))",
  `ALTER TABLE operation ADD CONSTRAINT refund_has_payment CHECK ((kind = 'refund') = (parent IS NOT NULL) AND reserved >= 0)`,
  "CREATE INDEX operation_by_parent ON operation (parent, seq) WHERE parent IS NOT NULL",
  // Nodes of earlier versions change payments without seeing their refunds: they are refused, and stop.
  "ALTER FUNCTION fence_admits(jsonb, integer, boolean) RENAME TO fence_admits_any_version",
  "CREATE FUNCTION fence_schema() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 17'",
  `CREATE FUNCTION fence_admits(known jsonb, lane integer, begins boolean, OUT refused text, OUT mark bigint)
    LANGUAGE plpgsql VOLATILE AS $$
      BEGIN
        -- Whoever has another token is told so below.
        SELECT 'schema' INTO refused FROM fence
          WHERE token = (known ->> 'token')::uuid AND coalesce((known ->> 'schema')::integer, 0) < fence_schema();
        IF refused IS NOT NULL THEN RETURN; END IF;
        SELECT a.refused, a.mark INTO refused, mark FROM fence_admits_any_version(known, lane, begins) a;
      END
    $$`,
  `ALTER TABLE operation ADD CONSTRAINT kind_is_known CHECK (
    kind IN ('payment', 'payout', 'refund'))`,
  `ALTER TABLE operation ADD CONSTRAINT status_of_kind CHECK (
    (kind = 'payment' AND status IN ('created', 'submitting', 'awaiting_payer', 'processing', 'unknown', 'needs_review', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunding', 'refunded'))
    OR (kind = 'payout' AND status IN ('created', 'submitting', 'processing', 'unknown', 'needs_review', 'paid', 'paid_other_amount', 'failed', 'canceled', 'returned'))
    OR (kind = 'refund' AND status IN ('created', 'submitting', 'processing', 'unknown', 'needs_review', 'failed', 'canceled', 'succeeded')))`,
  `ALTER TABLE operation ADD CONSTRAINT step_of_status CHECK (
    (step = 'submit' AND status IN ('created', 'submitting'))
    OR (step = 'send' AND status IN ('unknown'))
    OR (step = 'replay' AND status IN ('unknown'))
    OR (step = 'abandon' AND status IN ('unknown'))
    OR (step = 'look_up' AND status IN ('submitting', 'unknown'))
    OR (step = 'poll' AND status IN ('awaiting_payer', 'processing', 'refunding'))
    OR (step = 'sweep' AND status IN ('awaiting_payer', 'processing', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunding', 'refunded', 'succeeded', 'returned'))
    OR (step = 'none' AND status IN ('needs_review', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunded', 'succeeded', 'returned')))`
]
