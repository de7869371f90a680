/**
 * Changes of a payment: the one that is under way stands in the facts of its row, all of them in a table of their own, and their
 * attempts among the others of the payment. The states are those of the table of statuses as it was then.
 */

/** The statements of step 20. */
export const paymentChanges: ReadonlyArray<string> = [
  "ALTER TABLE attempt DROP CONSTRAINT attempt_kind_check",
  "ALTER TABLE attempt ADD CONSTRAINT attempt_kind_check CHECK (kind IN ('send', 'replay', 'abandon', 'capture', 'cancel', 'complete'))",
  // A number is never used again, and no two of a payment are under way at a time: whatever comes at once, one is written.
  `CREATE TABLE payment_change (
    operation text NOT NULL REFERENCES operation (id),
    number bigint NOT NULL CHECK (number > 0),
    name text NOT NULL CHECK (name IN ('capture', 'cancel', 'complete')),
    amount numeric CHECK (amount > 0),
    currency text,
    is_final boolean NOT NULL,
    asked_at bigint NOT NULL,
    version integer NOT NULL,
    why text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('wanted', 'sending', 'accepted', 'unknown', 'review', 'done', 'dead')),
    part text,
    ended_at bigint,
    ended_why text,
    idempotency_key text UNIQUE,
    body_digest text,
    asked_by text,
    PRIMARY KEY (operation, number),
    CONSTRAINT amount_of_name CHECK ((name = 'cancel') = (amount IS NULL) AND (amount IS NULL) = (currency IS NULL)),
    CONSTRAINT end_of_stage CHECK ((stage IN ('done', 'dead')) = (ended_at IS NOT NULL))
  )`,
  "CREATE UNIQUE INDEX payment_change_under_way ON payment_change (operation) WHERE ended_at IS NULL",
  // How long ago a change was asked for or sent is not known any more: a read begins anew, and nothing is replayed.
  "ALTER FUNCTION heal_facts(jsonb, text, bigint, bigint) RENAME TO heal_facts_of_step_10",
  `CREATE FUNCTION heal_facts(facts jsonb, status text, now bigint, far bigint) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE AS $$
      DECLARE
        healed jsonb := heal_facts_of_step_10(facts, status, now, far);
        changes jsonb := healed -> 'changes';
        here jsonb := changes -> 'open';
      BEGIN
        IF jsonb_typeof(changes) IS DISTINCT FROM 'object' THEN RETURN healed; END IF;
        changes := heal_time(changes, 'unexplainedSince', now, now);
        -- A read that is told to be later than now was none.
        IF jsonb_typeof(changes -> 'hold') = 'object' AND (changes #>> '{hold,at}')::numeric > now THEN
          changes := jsonb_set(changes, '{hold,at}', '0');
        END IF;
        IF jsonb_typeof(here) = 'object' THEN
          IF greatest((here ->> 'askedAt')::numeric, (here ->> 'firstSentAt')::numeric) > now
            OR (here ->> 'until')::numeric > far THEN
            here := jsonb_set(here, '{isReplayable}', 'false');
          END IF;
          here := heal_time(heal_time(here, 'askedAt', now, now), 'firstSentAt', now, now);
          here := heal_time(heal_time(here, 'until', far, now), 'dueAt', far, now);
          changes := jsonb_set(changes, '{open}', here);
        END IF;
        RETURN jsonb_set(healed, '{changes}', changes);
      END
    $$`,
  "ALTER TABLE operation DROP CONSTRAINT kind_is_known, DROP CONSTRAINT status_of_kind, DROP CONSTRAINT step_of_status",
  // Nodes of earlier versions resolve and cancel payments without seeing their changes: they are refused, and stop.
  "CREATE OR REPLACE FUNCTION fence_schema() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 20'",
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
