/**
 * Which statuses a kind has and which next steps a status can have, as the table of statuses (`model/statuses.ts`) says it at
 * this step. A test generates it from the table: whoever changes that adds a step with what the test then expects.
 */

/** The statements of step 12. */
export const states: ReadonlyArray<string> = [
  // A read that found nothing has made some that wait for a person due for another look.
  `UPDATE operation SET step = 'none', next_at = NULL, lease_until = NULL, version = version + 1,
    facts = facts || '{"watchAt": null}' WHERE status = 'needs_review' AND step <> 'none'`,
  // What is open has a next step by the one that says which.
  "ALTER TABLE operation DROP CONSTRAINT open_is_carried",
  `ALTER TABLE operation ADD CONSTRAINT status_of_kind CHECK (
    (kind = 'payment' AND status IN ('created', 'submitting', 'awaiting_payer', 'processing', 'unknown', 'needs_review', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunding', 'refunded'))
    OR (kind = 'payout' AND status IN ('created', 'submitting', 'processing', 'unknown', 'needs_review', 'paid', 'paid_other_amount', 'failed', 'canceled', 'returned')))`,
  `ALTER TABLE operation ADD CONSTRAINT step_of_status CHECK (
    (step = 'submit' AND status IN ('created', 'submitting'))
    OR (step = 'send' AND status IN ('unknown'))
    OR (step = 'look_up' AND status IN ('submitting', 'unknown'))
    OR (step = 'poll' AND status IN ('awaiting_payer', 'processing', 'refunding'))
    OR (step = 'sweep' AND status IN ('awaiting_payer', 'processing', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunding', 'refunded', 'returned'))
    OR (step = 'none' AND status IN ('needs_review', 'paid', 'paid_other_amount', 'failed', 'expired', 'canceled', 'refunded', 'returned')))`
]
