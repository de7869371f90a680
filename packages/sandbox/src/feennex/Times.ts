/**
 * Feennex's ways of writing times. Most are local to UTC+3 without a zone: that zone is a reading, because its
 * registers use UTC+3 and a sibling API documents the same for times without a zone.
 */
import type { Settings } from "./Settings.ts"

const threeHours = 3 * 60 * 60 * 1000

/** Epoch milliseconds as Feennex prints them; null stays null. */
export const print = (at: number | null, style: Settings["times"]): string | null => {
  if (at === null) return null
  const local = new Date(at + threeHours).toISOString()
  const seconds = local.slice(0, 19)
  switch (style) {
    case "blank":
      return seconds.replace("T", " ")
    case "iso":
      return seconds
    case "micro":
      return `${local.slice(0, 23)}000`
    case "zoned":
      return `${seconds}+03:00`
    case "utc":
      return `${new Date(at).toISOString().slice(0, 19)}Z`
  }
}

/** Epoch milliseconds as Unix seconds with six decimals, the form of `expired`. */
export const unixSeconds = (at: number): string => {
  const ms = Math.trunc(at)
  return `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, "0")}505`
}
