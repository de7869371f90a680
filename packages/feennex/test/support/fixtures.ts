/** The documents' own samples as the text they are; see fixtures/README.md for where each comes from. */
import { readFileSync } from "node:fs"

/** The text of a fixture, numbers as they were written. */
export const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8")

type Members = Record<string, unknown>

/** A fixture with members of its `data` changed; `undefined` removes one. For what the change is about only. */
export const fixtureWith = (name: string, changes: Members): string => {
  const envelope: { data: Members } = JSON.parse(fixture(name))
  return JSON.stringify({ ...envelope, data: { ...envelope.data, ...changes } })
}

/** A refusal in the documented envelope. */
export const refusal = (code: number, message: string): string =>
  JSON.stringify({ data: null, error_code: code, message, result: false })
