/** The documented objects as the text they are; see fixtures/README.md for where each comes from. */
import { readFileSync } from "node:fs"
import { withMembers } from "@switchyard/contract-tests/replay/Documents"
import * as Json from "@switchyard/core/Json"
import * as Result from "effect/Result"

/** The text of a fixture, numbers as they were written. */
export const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8")

/** A fixture with members changed; `undefined` takes one away. */
export const changed = (name: string, changes: Readonly<Record<string, Json.Writable | undefined>>): string =>
  withMembers(fixture(name), changes)

/** The same with members as a test writes them, numbers among them. */
export const changedBy = (name: string, changes: object): string =>
  withMembers(
    fixture(name),
    Object.fromEntries(
      Object.entries(changes).map(([path, value]) => [
        path,
        value === undefined ? undefined : Result.getOrThrow(Json.parse(JSON.stringify(value)))
      ])
    )
  )
