/** What providers have stated in units of their own, as a list instead of members that one provider's USDT was named by. */

// The name of each then, the provider's own name of it, and its unit.
const members = `
  (1, 'usdt', 'usdt_amount', 'USDT'),
  (2, 'debitedUsdt', 'merchant_spent_usdt', 'USDT'),
  (3, 'rate', 'exchange_rate', (request #>> '{amount,currency}') || '/USDT')`

/** The statements of step 11. */
export const providerAmounts: ReadonlyArray<string> = [
  // What left the balance is an amount like any other now, in the digits in which it was stated.
  `UPDATE operation SET results = results || jsonb_build_object('debited', jsonb_build_object('currency', 'USDT', 'value',
      results #>> '{providerAmounts,debitedUsdt}'))
    WHERE jsonb_typeof(results -> 'providerAmounts') = 'object' AND results -> 'debited' IS NULL
      AND results #>> '{providerAmounts,debitedUsdt}' ~ '^(0|[1-9][0-9]{0,29})([.][0-9]{1,18})?$'`,
  `UPDATE operation SET results = jsonb_set(results, '{providerAmounts}', (
      SELECT coalesce(jsonb_agg(jsonb_build_object('label', label, 'value', value, 'unit', unit) ORDER BY number), '[]')
      FROM (VALUES ${members}) AS member(number, name, label, unit), jsonb_each_text(results -> 'providerAmounts') AS stated(key, value)
      WHERE key = name AND value IS NOT NULL AND unit IS NOT NULL))
    WHERE jsonb_typeof(results -> 'providerAmounts') = 'object'`
]
