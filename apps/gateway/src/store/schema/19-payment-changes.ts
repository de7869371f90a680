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
  "CREATE OR REPLACE FUNCTION fence_schema() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 19'",
  `ALTER TABLE operation ADD CONSTRAINT kind_is_known CHECK (
    kind IN ('payment', 'payout', 'refund'))`,
  `ALTER TABLE operation ADD CONSTRAINT status_of_kind CHECK (
    (kind = 'payment' AND status IN ('created', 'submitting', 'awaiting_payer', 'processing', 'authorized', 'unknown', 'needs_review', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunding', 'refunded'))
    OR (kind = 'payout' AND status IN ('created', 'submitting', 'processing', 'unknown', 'needs_review', 'paid', 'paid_other_amount', 'failed', 'canceled', 'returning', 'returned'))
    OR (kind = 'refund' AND status IN ('created', 'submitting', 'processing', 'unknown', 'needs_review', 'failed', 'canceled', 'succeeded')))`,
  `ALTER TABLE operation ADD CONSTRAINT step_of_status CHECK (
    (step = 'submit' AND status IN ('created', 'submitting'))
    OR (step = 'send' AND status IN ('unknown'))
    OR (step = 'replay' AND status IN ('unknown'))
    OR (step = 'abandon' AND status IN ('unknown'))
    OR (step = 'look_up' AND status IN ('submitting', 'unknown'))
    OR (step = 'poll' AND status IN ('awaiting_payer', 'processing', 'authorized', 'refunding', 'returning'))
    OR (step = 'sweep' AND status IN ('awaiting_payer', 'processing', 'authorized', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunding', 'refunded', 'succeeded', 'returning', 'returned'))
    OR (step = 'change' AND status IN ('awaiting_payer', 'authorized'))
    OR (step = 'none' AND status IN ('needs_review', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunded', 'succeeded', 'returned')))`
]
