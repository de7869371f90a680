/** What is there once: an id of a provider's in one operation, each event of a callback told, and what instances share of secrets. */

/** The statements of step 19. */
export const once: ReadonlyArray<string> = [
  // Of a callback that waits for what one of its events names: which of the others were told.
  "ALTER TABLE callback ADD COLUMN told text[]",
  // `007`, `7` and `7.0` are one id, as `sameProviderId` of core says it.
  `CREATE FUNCTION provider_id(id text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
      SELECT CASE WHEN id ~ '^[0-9]+([.]0+)?$'
        THEN regexp_replace(regexp_replace(id, '[.]0+$', ''), '^0+([0-9])', '\\1') ELSE id END
    $$`,
  "ALTER TABLE operation ADD COLUMN shares_id boolean NOT NULL DEFAULT false",
  // What two have already stays as it is, and is shown: which of them it is nobody here knows.
  `WITH held AS (
      SELECT id, first_value(id) OVER one AS first
      FROM operation WHERE provider_reference <> '' AND fingerprint IS NOT NULL
      WINDOW one AS (PARTITION BY kind, fingerprint, provider_id(provider_reference) ORDER BY seq)
    ), shared AS (
      UPDATE operation SET shares_id = true, version = version + 1 FROM held
      WHERE operation.id = held.id AND held.first <> held.id RETURNING operation.id, held.first
    )
    INSERT INTO event (operation, at, kind, summary, details)
    SELECT of.id, switchyard_now(), 'anomaly', 'the provider''s id of it is that of ' || of.other || ' as well',
      jsonb_build_object('anomaly', 'ReferenceDiffers', 'operation', of.other)
    FROM (SELECT id, first AS other FROM shared UNION ALL SELECT first, id FROM shared) of`,
  // Of another kind, at another account or in another context the same id is another one.
  `CREATE UNIQUE INDEX operation_has_id_alone ON operation (kind, fingerprint, provider_id(provider_reference))
    WHERE provider_reference <> '' AND fingerprint IS NOT NULL AND NOT shares_id`,
  // Sealed for its id, which says instance, account and name.
  `CREATE TABLE secret (
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY,
    version integer NOT NULL,
    sealed bytea NOT NULL
  )`
]
