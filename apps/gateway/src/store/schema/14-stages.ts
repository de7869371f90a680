/**
 * A create in stages: the attempt to abandon what one has left, and with the attempt that was sent what it takes to commit it. The
 * states are those of the table of statuses; a test generates them from it.
 */

/** The statements of step 14. */
export const stages: ReadonlyArray<string> = [
  "ALTER TABLE attempt DROP CONSTRAINT attempt_kind_check",
  "ALTER TABLE attempt ADD CONSTRAINT attempt_kind_check CHECK (kind IN ('send', 'replay', 'abandon'))",
  // Sealed, and written once: between what was prepared and its commit.
  "ALTER TABLE attempt ADD COLUMN prepared bytea",
  "ALTER TABLE operation DROP CONSTRAINT step_of_status",
  `ALTER TABLE operation ADD CONSTRAINT step_of_status CHECK (
    (step = 'submit' AND status IN ('created', 'submitting'))
    OR (step = 'send' AND status IN ('unknown'))
    OR (step = 'replay' AND status IN ('unknown'))
    OR (step = 'abandon' AND status IN ('unknown'))
    OR (step = 'look_up' AND status IN ('submitting', 'unknown'))
    OR (step = 'poll' AND status IN ('awaiting_payer', 'processing', 'refunding'))
    OR (step = 'sweep' AND status IN ('awaiting_payer', 'processing', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunding', 'refunded', 'returned'))
    OR (step = 'none' AND status IN ('needs_review', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunded', 'returned')))`
]
