/**
 * Feennex's way of writing times: local to UTC+3, without saying so, with a blank or a T between date and time. The
 * zone is a reading: its registers use UTC+3 and a sibling API says the same of times without a zone.
 */
import type { Settings } from "./Options.ts"

const threeHours = 3 * 60 * 60 * 1000

/** Epoch milliseconds as Feennex prints them; null stays null. */
export const print = (at: number | null, style: Settings["times"]): string | null => {
  if (at === null) return null
  const text = new Date(at + threeHours).toISOString().slice(0, 19)
  return style === "blank" ? text.replace("T", " ") : text
}

/** Epoch milliseconds as Unix seconds with six decimals, the form of `expired`. */
export const unixSeconds = (at: number): string => {
  const ms = Math.trunc(at)
  return `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, "0")}505`
}
