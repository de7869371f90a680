/** The issues with what a create, a preparation or an abandonment is asked with beside its request, for callers without types. */
import * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import { isUsable } from "../../domain/Reference.ts"
import type { FieldIssue } from "../../outcome/ProviderError.ts"

type Rule = readonly [isKept: boolean, path: string, reason: string]

const issuesOf = (rules: ReadonlyArray<Rule>): ReadonlyArray<FieldIssue> =>
  rules.flatMap(([isKept, path, reason]) => (isKept ? [] : [{ path, reason }]))

const isCount = (count: unknown): boolean => Number.isSafeInteger(count) && Number(count) >= 0

const counted = (path: string, count: unknown): Rule => [
  count === undefined || isCount(count),
  path,
  "must be a whole number, 0 or more"
]

const preparedRules = (path: string, prepared: unknown): ReadonlyArray<Rule> => {
  if (prepared === undefined) return []
  const { commitUntil, providerReference, state }: { readonly [name: string]: unknown } = Object(prepared)
  return [
    [
      Redacted.isRedacted(state) && typeof Redacted.value(state) === "string",
      `${path}.state`,
      "must be the text that was given to be stored, redacted"
    ],
    [
      providerReference === undefined || typeof providerReference === "string",
      `${path}.providerReference`,
      "must be text"
    ],
    [commitUntil === undefined || DateTime.isDateTime(commitUntil), `${path}.commitUntil`, "must be a DateTime"]
  ]
}

/** What is wrong with the creation that a record or options name. */
export const ofCreation = (
  { generation, prepared }: { readonly generation?: unknown; readonly prepared?: unknown },
  within = ""
): ReadonlyArray<FieldIssue> =>
  issuesOf([counted(`${within}generation`, generation), ...preparedRules(`${within}prepared`, prepared)])

/** What is wrong with the options of a create. */
export const ofCreate = ({
  beforeCommit,
  generation
}: {
  readonly beforeCommit?: unknown
  readonly generation?: unknown
}): ReadonlyArray<FieldIssue> =>
  issuesOf([
    counted("generation", generation),
    [beforeCommit === undefined || typeof beforeCommit === "function", "beforeCommit", "must be a function"]
  ])

/** What is wrong with the options of an abandonment. */
export const ofLeft = ({
  asked,
  providerReference,
  ...creation
}: {
  readonly asked?: unknown
  readonly providerReference?: unknown
  readonly generation?: unknown
  readonly prepared?: unknown
}): ReadonlyArray<FieldIssue> => [
  ...issuesOf([
    [
      typeof providerReference === "string" && isUsable(providerReference),
      "providerReference",
      "must be the provider's id of what is left"
    ],
    counted("asked", asked)
  ]),
  ...ofCreation(creation)
]
