/** What operators decide about messages to the merchant. */

/** The statements of step 4. */
export const decisions: ReadonlyArray<string> = [
  "ALTER TABLE delivery DROP CONSTRAINT delivery_status_check",
  `ALTER TABLE delivery ADD CONSTRAINT delivery_status_check
    CHECK (status IN ('pending', 'delivered', 'failed', 'discarded'))`,
  "ALTER TABLE delivery ADD COLUMN decisions jsonb NOT NULL DEFAULT '[]'",
  "ALTER TABLE delivery ADD COLUMN attempts_elsewhere integer NOT NULL DEFAULT 0",
  "CREATE INDEX delivery_by_endpoint ON delivery (endpoint, seq)"
]
