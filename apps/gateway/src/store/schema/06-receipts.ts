/** Transfer receipts, written down before they are sent. */

/** The statements of step 6. */
export const receipts: ReadonlyArray<string> = [
  // A row is written before the receipt is sent; without an outcome it is on its way, or nobody knows whether it arrived.
  `CREATE TABLE receipt_upload (
    operation text PRIMARY KEY REFERENCES operation (id),
    instance text NOT NULL,
    started_at bigint NOT NULL,
    send_until bigint NOT NULL,
    accepted boolean NOT NULL DEFAULT false
  )`
]
