/**
 * Where a live environment's answers have another shape than the provider's documents: members that are missing, that
 * are new, or that are of another type. It compares shapes and no values, and it judges nothing: new members are
 * ordinary, a missing one may be the reason why tomorrow's decoding fails.
 */
import * as Json from "@switchyard/core/Json"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** A body that stands for one case, such as `create` or `refusal`. */
export interface Sample {
  readonly case: string
  /** JSON text; undefined where the answer was no JSON. */
  readonly body: string | undefined
}

/** One member that is not as the documents have it. */
export interface Difference {
  readonly case: string
  readonly member: string
  readonly what: "missing" | "new" | "other type"
  readonly documents: string
  readonly live: string
}

type Shape = ReadonlyMap<string, ReadonlySet<string>>

const isFields = Schema.is(Json.Fields)

const typeOf = (value: Json.Json): string => {
  if (value === null) return "null"
  if (Array.isArray(value)) return "array"
  return Json.isJsonNumber(value) ? "number" : typeof value
}

const walk = (value: Json.Json, path: string, shape: Map<string, Set<string>>): void => {
  const types = shape.get(path) ?? new Set()
  shape.set(path, types.add(typeOf(value)))
  if (Array.isArray(value)) for (const item of value) walk(item, `${path}[]`, shape)
  else if (isFields(value)) {
    for (const [name, member] of Object.entries(value)) walk(member, path === "" ? name : `${path}.${name}`, shape)
  }
}

const shapeOf = ({ body }: Sample): Shape => {
  const shape = new Map<string, Set<string>>()
  const json = body === undefined ? undefined : Json.parse(body)
  if (json === undefined || Result.isFailure(json)) shape.set("", new Set(["no JSON"]))
  else walk(json.success, "", shape)
  return shape
}

const union = (shapes: ReadonlyArray<Shape>): Shape => {
  const all = new Map<string, ReadonlySet<string>>()
  for (const shape of shapes) {
    for (const [path, types] of shape) all.set(path, new Set([...(all.get(path) ?? []), ...types]))
  }
  return all
}

const parentOf = (path: string): string => path.replace(/(\[\]|\.?[^.[\]]+)$/, "")

// Where the parent holds nothing, nothing can be known of its members.
const holds = (shape: Shape, path: string): boolean => {
  const types = shape.get(path)
  return types !== undefined && (types.has("object") || types.has("array"))
}

const words = (types: ReadonlySet<string> | undefined): string => [...(types ?? [])].sort().join(" or ") || "-"

const differencesOf = (name: string, documents: ReadonlyArray<Shape>, live: ReadonlyArray<Shape>) => {
  const printed = union(documents)
  const observed = union(live)
  const found: Array<Difference> = []
  const note = (member: string, what: Difference["what"]) =>
    found.push({ case: name, member, what, documents: words(printed.get(member)), live: words(observed.get(member)) })
  for (const path of printed.keys()) {
    // What only some samples have is optional; a list may be empty.
    const isAlways = documents.every((shape) => shape.has(path) || !holds(shape, parentOf(path)))
    if (isAlways && !path.endsWith("[]") && !observed.has(path) && holds(observed, parentOf(path)))
      note(path, "missing")
  }
  for (const [path, types] of observed) {
    const known = printed.get(path)
    if (known === undefined) {
      if (holds(printed, parentOf(path))) note(path, "new")
    } else if ([...types].some((type) => !known.has(type))) note(path, "other type")
  }
  return found
}

/** Every difference, for the cases that the live run has seen; a case without a sample is one difference. */
export const compare = (samples: ReadonlyArray<Sample>, live: ReadonlyArray<Sample>): ReadonlyArray<Difference> =>
  [...new Set(live.map((answer) => answer.case))].flatMap((name) => {
    const isCase = (sample: Sample) => sample.case === name
    const printed = samples.filter(isCase).map(shapeOf)
    const observed = live.filter(isCase).map(shapeOf)
    if (printed.length > 0) return differencesOf(name, printed, observed)
    return [
      { case: name, member: "", what: "new" as const, documents: "no sample", live: words(union(observed).get("")) }
    ]
  })

/** The report as a table, or one line that says that nothing has drifted. */
export const table = (differences: ReadonlyArray<Difference>): string => {
  if (differences.length === 0) return "drift: every answer has the shape that the documents print"
  const rows = differences.map((row) => [row.case, row.member || "(whole answer)", row.what, row.documents, row.live])
  const all = [["case", "member", "what", "documents", "live"], ...rows]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  const line = (row: ReadonlyArray<string>) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`
  return ["drift:", ...all.map(line)].join("\n")
}
