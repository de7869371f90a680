/** Messages for the operator about clocks that do not agree. */
import type { Doubt } from "./Standing.ts"

const units = [
  { name: "day", millis: 86_400_000 },
  { name: "hour", millis: 3_600_000 },
  { name: "minute", millis: 60_000 }
] as const

// Where a unit would count only one or two, the next smaller one is more precise.
const least = 2

/** A stretch of time, about as long as it was: `40 seconds`, `3 hours`, `30 days`. */
export const span = (millis: number): string => {
  const length = Math.abs(millis)
  const unit = units.find((each) => length >= least * each.millis)
  if (unit !== undefined) return `${Math.round(length / unit.millis)} ${unit.name}s`
  const seconds = Math.round(length / 100) / 10
  return `${seconds} ${seconds === 1 ? "second" : "seconds"}`
}

const offsetText = (ahead: number): string => `${span(ahead)} ${ahead < 0 ? "behind" : "ahead of"}`

const apart = ({ ahead, who }: Extract<Doubt, { readonly _tag: "Apart" }>): string => {
  switch (who) {
    case "node":
      return `this node's clock was changed: it is ${offsetText(ahead)} the database's`
    case "database":
      return `the database's clock was changed: it is ${offsetText(-ahead)} this node's`
    case "either":
      return `this node's clock is ${offsetText(ahead)} the database's: one of them is wrong`
  }
}

/** Why the time may not be acted on, in one sentence. */
export const why = (doubt: Doubt): string => {
  switch (doubt._tag) {
    case "Leapt": {
      const who = doubt.isShared ? "the clocks of the database and of this node have" : "the database's clock has"
      return `${who} leapt ${span(doubt.by)} ${doubt.by < 0 ? "back" : "forward"}`
    }
    case "Uncorrected":
      return "the database's clock has leapt, and stored times are being put right"
    case "Apart":
      return apart(doubt)
    case "Vague":
      return `the database's clock is known only to within ${span(doubt.uncertainty)}`
  }
}
