/**
 * A schema failure as text that is safe to show and to log. Reasons come only from what the schema's author wrote down
 * (`message` and `expected` annotations, type names), never from the decoded value. A message that a filter returns is
 * shown only if the filter says the same of a value that is not the input; one that a transformation builds is not shown,
 * unless it is made by `invalid`.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"

/** One failure: where, such as `items[0].number` (empty at the root), and why. */
export interface Issue {
  readonly path: string
  readonly reason: string
}

const maxIssues = 20
const maxReasonLength = 200

/** The failures of a decoding or encoding, at most 20, without any part of the value. */
export const issues = (error: Schema.SchemaError | SchemaIssue.Issue): ReadonlyArray<Issue> => {
  const found = walk(error._tag === "SchemaError" ? error.issue : error, "", undefined, new Set())
  return distinct(found).slice(0, maxIssues)
}

/** One line of text: `destination.number: must be 12 to 19 digits; amount.value: is missing`. */
export const describe = (list: ReadonlyArray<Issue>): string =>
  list.map(({ path, reason }) => (path === "" ? reason : `${path}: ${reason}`)).join("; ")

/** An issue whose reason is shown as it is; for transformations whose fixed sentences do not repeat their input. */
export const invalid = (reason: string): SchemaIssue.InvalidValue =>
  new SchemaIssue.InvalidValue({ message: reason, expected: reason })

const notValid = "is not valid"

const walk = (
  issue: SchemaIssue.Issue,
  path: string,
  override: string | undefined,
  constant: ReadonlySet<string | undefined>
): ReadonlyArray<Issue> => {
  const leaf = (reason: string): ReadonlyArray<Issue> => [{ path, reason: clip(override ?? reason) }]
  switch (issue._tag) {
    case "Filter": {
      const { message, expected } = stated(issue.filter.annotations)
      const own = override ?? message
      const messages = own === undefined ? messagesOfProbes(issue.filter) : constant
      if (own !== undefined || issue.issue._tag !== "InvalidValue") return walk(issue.issue, path, own, messages)
      return leaf(reasonOf(issue.issue, messages) ?? phrase(expected))
    }
    case "Encoding":
      return walk(issue.issue, path, override, constant)
    case "Pointer":
      return walk(issue.issue, issue.path.reduce(appendKey, path), override, constant)
    case "Composite":
      return issue.issues.flatMap((inner) => walk(inner, path, override, constant))
    case "AnyOf": {
      const own = override ?? stated(issue.ast.annotations).message
      if (issue.issues.length === 0) return leaf(own ?? typeName(new SchemaIssue.AnyOf(issue.ast, [])))
      const found = issue.issues.flatMap((inner) => walk(inner, path, override, constant))
      // The union's own words are about the choice between its members, not about a fault inside the one chosen.
      const isInside = issue.issues.length === 1 && found.every((inner) => inner.path !== path)
      return own === undefined || isInside ? alternatives(distinct(found), path) : leaf(own)
    }
    case "InvalidType":
      return leaf(stated(issue.ast.annotations).message ?? typeName(new SchemaIssue.InvalidType(issue.ast)))
    case "InvalidValue":
      return leaf(reasonOf(issue, constant) ?? notValid)
    case "MissingKey":
      return leaf(text(issue.annotations?.messageMissingKey) ?? "is missing")
    case "UnexpectedKey":
      return leaf(text(issue.ast.annotations?.messageUnexpectedKey) ?? "is not a known field")
    case "OneOf":
      return leaf(stated(issue.ast.annotations).message ?? "must match exactly one of the allowed forms")
    case "Forbidden":
      return leaf("is not allowed")
  }
}

const text = (u: unknown): string | undefined => (typeof u === "string" ? u : undefined)

const stated = (annotations: Schema.Annotations.Annotations | undefined) => ({
  message: text(annotations?.message),
  expected: text(annotations?.expected)
})

const reasonOf = (issue: SchemaIssue.InvalidValue, constant: ReadonlySet<string | undefined>): string | undefined => {
  const { message, expected } = stated(issue.annotations)
  if (expected !== undefined) return phrase(expected)
  return constant.has(message) ? message : undefined
}

const probes: ReadonlyArray<unknown> = [
  "",
  "\u0000",
  " ".repeat(5000),
  Number.NaN,
  -1,
  [],
  {},
  Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, ""]))
]

/** The messages of a filter for values that are not the input: such a message cannot repeat the input. */
const messagesOfProbes = (filter: SchemaIssue.Filter["filter"]): ReadonlySet<string | undefined> =>
  new Set(
    probes.flatMap((probe) =>
      // A probe may have another type than the filter expects, so the filter may throw.
      Result.getOrElse(
        Result.try(() => messagesOf(filter.run(probe, Schema.Unknown.ast, {}))),
        () => []
      )
    )
  )

const messagesOf = (issue: SchemaIssue.Issue | undefined): ReadonlyArray<string> => {
  if (issue?._tag === "Pointer") return messagesOf(issue.issue)
  if (issue?._tag === "Composite") return issue.issues.flatMap(messagesOf)
  const message = issue?._tag === "InvalidValue" ? stated(issue.annotations).message : undefined
  return message === undefined ? [] : [message]
}

const phrase = (expected: string | undefined): string => {
  if (expected === undefined) return notValid
  if (/^(must|is) /.test(expected)) return expected
  const kinds = expected.split(" | ").map((kind) => articles.get(kind) ?? kind)
  return `must be ${kinds.join(" or ")}`
}

const articles = new Map([
  ["string", "a string"],
  ["number", "a number"],
  ["boolean", "a boolean"],
  ["array", "an array"],
  ["object", "an object"]
])

// The issue given here was made anew without its input, so the formatter has no value to show.
const typeName = (bare: SchemaIssue.Issue): string => phrase(format(bare).replace(/^Expected /, ""))

const format = SchemaIssue.makeFormatterDefault()

const clip = (reason: string): string =>
  reason.length <= maxReasonLength ? reason : `${reason.slice(0, maxReasonLength - 1)}…`

// A key can come from the input (an excess member, a record): only names that look like field names are shown.
const isFieldName = (key: string): boolean =>
  /^[A-Za-z_][A-Za-z0-9_.-]{0,39}$/.test(key) && key.replace(/[^0-9]/g, "").length <= 4

const appendKey = (path: string, key: PropertyKey): string => {
  if (typeof key === "number") return `${path}[${key}]`
  const name = typeof key === "string" && isFieldName(key) ? key : "*"
  return path === "" ? name : `${path}.${name}`
}

const distinct = (list: ReadonlyArray<Issue>): ReadonlyArray<Issue> => [
  ...new Map(list.map((issue) => [`${issue.path}\n${issue.reason}`, issue])).values()
]

const alternatives = (list: ReadonlyArray<Issue>, path: string): ReadonlyArray<Issue> => {
  const isAlternative = ({ path: at, reason }: Issue) => at === path && reason.startsWith("must be ")
  if (list.length < 2 || !list.every(isAlternative)) return list
  return [{ path, reason: clip(`must be ${list.map(({ reason }) => reason.slice("must be ".length)).join(" or ")}`) }]
}
