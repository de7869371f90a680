/** The documents' own samples as the text they are; see fixtures/README.md for where each comes from. */
import { readFileSync } from "node:fs"

/** The text of a fixture, numbers as they were written. */
export const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8")

type Members = Readonly<Record<string, unknown>>

/** The members of a fixture. */
export const fixtureMembers = (name: string): Members => JSON.parse(fixture(name))

/** A fixture with members changed; `undefined` removes one. For what the change is about only. */
export const fixtureWith = (name: string, changes: Members): string =>
  JSON.stringify({ ...fixtureMembers(name), ...changes })
