/**
 * A payment that is being processed can be canceled, where its provider takes that. The states are those of the table of statuses; a
 * test generates them from it.
 */

/** The statements of step 22. */
export const payersTurn: ReadonlyArray<string> = [
  "ALTER TABLE operation DROP CONSTRAINT kind_is_known, DROP CONSTRAINT status_of_kind, DROP CONSTRAINT step_of_status",
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
    OR (step = 'change' AND status IN ('awaiting_payer', 'processing', 'authorized'))
    OR (step = 'none' AND status IN ('needs_review', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunded', 'succeeded', 'returned')))`
]
