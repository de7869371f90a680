/** What a config must name for a gateway to have anything to do: without it the start would look like a success. */
import { Config } from "@switchyard/facade"

/** What is missing, as problems of the config. `isReported` is true of members that have problems already. */
export const problems = (
  json: unknown,
  { apiKeys, payments, payouts }: Config.Draft,
  isReported: (member: string) => boolean
): ReadonlyArray<Config.Problem> => {
  const [first] = Config.providerNames(json)
  const example = JSON.stringify({ payouts: [{ try: [first ?? "…"] }] })
  const missing: ReadonlyArray<readonly [path: string, isThere: boolean, reason: string]> = [
    ["providers", first !== undefined, "names no provider, so nothing could be paid or asked"],
    [
      "routes",
      payouts.length + payments.length > 0,
      `has no rule, so no provider would be tried for anything; say who is, such as ${example}`
    ],
    [
      "apiKeys",
      apiKeys.length > 0,
      "names no key, so every request would be refused; `npx switchyard new-key <name>` makes one and prints its entry"
    ]
  ]
  return missing.flatMap(([path, isThere, reason]) => (isThere || isReported(path) ? [] : [{ path, reason }]))
}
