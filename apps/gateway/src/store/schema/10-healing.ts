/** How stored times are put right after the database's clock has leapt. */

/** The statements of step 10. */
export const healing: ReadonlyArray<string> = [
  // An object with one time in it, which becomes this one where it lies behind the last that can be right.
  `CREATE FUNCTION heal_time(holder jsonb, name text, last bigint, instead bigint) RETURNS jsonb
    LANGUAGE sql IMMUTABLE AS $$
      SELECT CASE WHEN jsonb_typeof(holder -> name) = 'number' AND (holder ->> name)::numeric > last
        THEN jsonb_set(holder, ARRAY[name], to_jsonb(instead)) ELSE holder END
    $$`,
  // How long ago a request ended is not known any more, so an answer of "not found" counts from now on.
  `CREATE FUNCTION heal_facts(facts jsonb, status text, now bigint, far bigint) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE AS $$
      DECLARE
        healed jsonb := facts;
        past text;
      BEGIN
        FOREACH past IN ARRAY ARRAY['since', 'lastNotFoundAt', 'cancelAskedAt', 'unaskedSince'] LOOP
          healed := heal_time(healed, past, now, now);
        END LOOP;
        healed := heal_time(heal_time(healed, 'sendUntil', far, now), 'watchAt', far, now);
        IF status IN ('submitting', 'unknown', 'needs_review') AND (healed ->> 'sendUntil')::numeric < now THEN
          healed := jsonb_set(healed, '{sendUntil}', to_jsonb(now));
        END IF;
        IF jsonb_typeof(healed -> 'tried') = 'array' THEN
          healed := jsonb_set(healed, '{tried}', (
            SELECT coalesce(jsonb_agg(heal_time(each, 'until', far, now) ORDER BY n), '[]')
            FROM jsonb_array_elements(healed -> 'tried') WITH ORDINALITY AS t(each, n)));
        END IF;
        IF jsonb_typeof(healed #> '{doubt,dead}') = 'object' THEN
          healed := jsonb_set(healed, '{doubt,dead}', heal_time(healed #> '{doubt,dead}', 'watchAt', far, now));
        END IF;
        RETURN healed;
      END
    $$`,
  // Puts times right that were told before the clock leapt, in the rows of each table with these numbers. What lies in the
  // past by its nature is now where it is ahead of now. What was waited for is due, as soon as its provider may be asked
  // again; but what was told since then and ends by itself, as leases and attempts do, stays.
  `CREATE FUNCTION heal_times(now bigint, first bigint, last bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
      DECLARE
        -- Longer than any lease or attempt.
        far CONSTANT bigint := now + 100000;
        changed bigint := 0;
        count bigint;
      BEGIN
        UPDATE operation o SET next_at = h.next_at, lease_until = h.lease_until, last_read_at = h.last_read_at,
          hinted_at = h.hinted_at, created_at = h.created_at, facts = h.facts, version = o.version + 1
        FROM (
          SELECT id,
            CASE WHEN next_at > far THEN least(next_at, greatest(now, CASE
              WHEN step = 'sweep' THEN least(coalesce(last_read_at, updated_at), now) + 10800000
              WHEN step IN ('poll', 'look_up') AND last_read_at IS NOT NULL THEN least(last_read_at, now) + 60000
              ELSE now END)) ELSE next_at END AS next_at,
            CASE WHEN lease_until > far THEN now ELSE lease_until END AS lease_until,
            CASE WHEN last_read_at > now THEN now ELSE last_read_at END AS last_read_at,
            -- Whether somebody has called back since the last read stays as it is.
            CASE WHEN hinted_at > last_read_at THEN least(hinted_at, now + 1)
              WHEN hinted_at > now THEN now ELSE hinted_at END AS hinted_at,
            CASE WHEN step <> 'none' AND created_at > now THEN now ELSE created_at END AS created_at,
            heal_facts(operation.facts, status, now, far) AS facts
          FROM operation
          WHERE seq BETWEEN first AND last AND (step <> 'none' OR status = 'needs_review' OR lease_until > far
            OR last_read_at > now OR hinted_at > now + 1 OR updated_at > now)
          ORDER BY id FOR UPDATE
        ) h
        WHERE o.id = h.id AND (o.next_at, o.lease_until, o.last_read_at, o.hinted_at, o.created_at, o.facts)
          IS DISTINCT FROM (h.next_at, h.lease_until, h.last_read_at, h.hinted_at, h.created_at, h.facts);
        GET DIAGNOSTICS count = ROW_COUNT;
        changed := changed + count;

        UPDATE side_read s SET last_read_at = CASE WHEN s.last_read_at > now THEN now ELSE s.last_read_at END,
          next_at = CASE WHEN s.next_at > far
            THEN greatest(now, CASE WHEN s.last_read_at > now THEN now ELSE s.last_read_at END + 60000)
            ELSE s.next_at END
        FROM operation o
        WHERE o.seq BETWEEN first AND last AND s.operation = o.id AND (s.next_at > far OR s.last_read_at > now);
        GET DIAGNOSTICS count = ROW_COUNT;
        changed := changed + count;

        UPDATE receipt_upload r SET send_until = now
        FROM operation o
        WHERE o.seq BETWEEN first AND last AND r.operation = o.id AND r.send_until > far;
        GET DIAGNOSTICS count = ROW_COUNT;
        changed := changed + count;

        UPDATE callback SET received_at = least(received_at, now), next_at = CASE WHEN next_at > far THEN now ELSE next_at END
        WHERE seq BETWEEN first AND last AND (received_at > now OR next_at > far);
        GET DIAGNOSTICS count = ROW_COUNT;
        changed := changed + count;

        -- The day after which one is given up begins anew.
        UPDATE delivery SET next_at = CASE WHEN next_at > far THEN now ELSE next_at END,
          lease_until = CASE WHEN lease_until > far THEN now ELSE lease_until END,
          first_attempt_at = CASE WHEN first_attempt_at IS NULL THEN NULL ELSE now END
        WHERE seq BETWEEN first AND last AND next_at IS NOT NULL
          AND (next_at > far OR lease_until > far OR first_attempt_at <> now);
        GET DIAGNOSTICS count = ROW_COUNT;
        changed := changed + count;

        IF first > 0 THEN RETURN changed; END IF;
        UPDATE register SET lease_until = now WHERE lease_until > far;
        GET DIAGNOSTICS count = ROW_COUNT;
        changed := changed + count;
        UPDATE circuit SET since = least(since, now), trying = CASE WHEN trying > now THEN NULL ELSE trying END,
          tried_from = CASE WHEN tried_from > far THEN now ELSE tried_from END, version = version + 1
        WHERE since > now OR tried_from > far OR trying > now;
        GET DIAGNOSTICS count = ROW_COUNT;
        changed := changed + count;
        UPDATE provider_rate SET free_at = now WHERE free_at > far;
        GET DIAGNOSTICS count = ROW_COUNT;
        changed := changed + count;
        UPDATE recovery SET started_at = least(started_at, now),
          ended_at = CASE WHEN ended_at > now THEN now ELSE ended_at END
        WHERE started_at > now OR ended_at > now;
        GET DIAGNOSTICS count = ROW_COUNT;
        RETURN changed + count;
      END
    $$`
]
