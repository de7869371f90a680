/**
 * Replays of an unknown: the step of an operation that is to be replayed, and with the attempt that was sent first what it takes
 * to send the very same once more. The states are those of the table of statuses; a test generates them from it.
 */

/** The statements of step 13. */
export const replays: ReadonlyArray<string> = [
  "ALTER TABLE attempt ADD COLUMN kind text NOT NULL DEFAULT 'send' CHECK (kind IN ('send', 'replay'))",
  // Sealed; no order of attempts follows from their number alone.
  "ALTER TABLE attempt ADD COLUMN replay_key bytea, ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE",
  // What is a step is said by the one that says of which status.
  "ALTER TABLE operation DROP CONSTRAINT operation_step_check, DROP CONSTRAINT step_of_status",
  `ALTER TABLE operation ADD CONSTRAINT step_of_status CHECK (
    (step = 'submit' AND status IN ('created', 'submitting'))
    OR (step = 'send' AND status IN ('unknown'))
    OR (step = 'replay' AND status IN ('unknown'))
    OR (step = 'look_up' AND status IN ('submitting', 'unknown'))
    OR (step = 'poll' AND status IN ('awaiting_payer', 'processing', 'refunding'))
    OR (step = 'sweep' AND status IN ('awaiting_payer', 'processing', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunding', 'refunded', 'returned'))
    OR (step = 'none' AND status IN ('needs_review', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunded', 'returned')))`
]
