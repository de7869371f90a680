/** docs/errors.md: every class, every reason with what its consequences allow, every problem with its status. */
import { again, allowsFailover, by, isTransient, Reason } from "../../packages/core/src/outcome/Reason.ts"
import { differences, found, type Problem, read, rows } from "./tables.ts"

const document = "docs/errors.md"

const namesOf = (heading: string) => rows(document, heading).map(([name]) => name)

const classes = (): ReadonlyArray<Problem> => {
  const core = ["outcome/Outcome", "outcome/ProviderError", "provider/Callback"]
    .map((name) => read(`packages/core/src/${name}.ts`))
    .join("\n")
  const real = found(core, /export (?:class|interface) (\w+)(?= extends Schema\.(?:Class|TaggedError)|<out A> \{)/g)
  return differences(document, "class", namesOf("class"), real)
}

// The words that a cell must have, or must not: they are what the code allows.
const consequences = (reason: Reason, cells: ReadonlyArray<string>): ReadonlyArray<Problem> => {
  const [notExecuted = "", rejected = "", unknown = "", readFailed = ""] = cells
  const expected: ReadonlyArray<readonly [string, string, string, boolean]> = [
    ["NotExecuted", notExecuted, "failover", true],
    ["NotExecuted", notExecuted, "send again", isTransient(reason)],
    ["Rejected", rejected, "failover", allowsFailover(reason)],
    ["Rejected", rejected, "failed", !allowsFailover(reason)],
    ["OutcomeUnknown", unknown, "look up", true],
    ["ReadFailed", readFailed, "ask again", isTransient(reason)]
  ]
  return expected.flatMap(([outcome, cell, words, isThere]): ReadonlyArray<Problem> => {
    const must = isThere ? "must" : "must not"
    return cell.includes(words) === isThere
      ? []
      : [[document, `${reason} × ${outcome} ${must} say "${words}": ${cell}`]]
  })
}

const reasons = (): ReadonlyArray<Problem> => {
  const actions = new Map(rows(document, "reason").filter(([, cells]) => cells.length === 4))
  return [
    ...differences(document, "reason", namesOf("reason"), Reason.literals),
    ...Reason.literals.flatMap((reason) => consequences(reason, actions.get(reason) ?? []))
  ]
}

// What is left is never the failure of what was accepted.
const failures = (): ReadonlyArray<Problem> => {
  const shown = new Map(rows(document, "failure"))
  const real = Reason.literals.filter((reason) => reason !== "Leftover")
  return [
    ...differences(document, "failure", shown.keys(), real),
    ...real.flatMap((reason): ReadonlyArray<Problem> => {
      const expected = [by(reason), again(reason)].map((word) => `\`${word}\``).join(" | ")
      const cells = (shown.get(reason) ?? []).join(" | ")
      return cells === expected ? [] : [[document, `failure ${reason} is ${expected}, not ${cells}`]]
    })
  ]
}

const codes = (): ReadonlyArray<Problem> => {
  // Where no endpoint answers there is no schema of the answer.
  const real = new Map([["method_not_allowed", "405"]])
  const source = read("apps/gateway/src/http/api/Problem.ts")
  for (const [, status = "", list = ""] of source.matchAll(/body\(\s*"\w+",\s*(\d{3}),\s*\[([^\]]*)\]/g)) {
    for (const code of found(list, /"(\w+)"/g)) {
      const before = real.get(code)
      real.set(code, before === undefined || before === status ? status : `${before}, ${status}`)
    }
  }
  const wrong = rows(document, "code").flatMap(([code, [status = ""]]): ReadonlyArray<Problem> => {
    const known = real.get(code)
    return known === undefined || known === status ? [] : [[document, `${code} has the status ${known}, not ${status}`]]
  })
  return [...differences(document, "problem", namesOf("code"), real.keys()), ...wrong]
}

/** The problems of the document. */
export const problems = (): ReadonlyArray<Problem> => [...classes(), ...reasons(), ...failures(), ...codes()]
