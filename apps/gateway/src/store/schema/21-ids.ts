/** The ids that a provider has given an operation beside its own one, so that a callback which names one of them finds it. */

/** The statements of step 21. */
export const ids: ReadonlyArray<string> = [
  `CREATE FUNCTION further_ids(results jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
      SELECT CASE WHEN jsonb_typeof(results -> 'ids') = 'object'
        THEN ARRAY(SELECT value FROM jsonb_each_text(results -> 'ids')) END
    $$`,
  "CREATE INDEX operation_further_ids ON operation USING gin (further_ids(results)) WHERE results -> 'ids' IS NOT NULL"
]
