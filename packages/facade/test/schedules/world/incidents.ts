/** What befalls workers of ours: the next one that comes to a point dies there, or stands still for a while. */
import type { Happening, Point } from "../schedule.ts"

/** One thing that befalls a worker. */
export type Incident = Extract<Happening, { do: "crash" | "stall" }>

/** The incidents that are still to come. */
export interface Incidents {
  readonly add: (incident: Incident) => void
  /** The incident that happens there now, which then is over. */
  readonly take: (point: Point) => Incident | undefined
  readonly clear: () => void
}

/** No incidents. */
export const make = (): Incidents => {
  let coming: ReadonlyArray<{ readonly incident: Incident; left: number }> = []
  return {
    add: (incident) => {
      coming = [...coming, { incident, left: incident.skip }]
    },
    take: (point) => {
      const found = coming.find(({ incident }) => incident.point === point)
      if (found === undefined) return undefined
      found.left -= 1
      if (found.left >= 0) return undefined
      coming = coming.filter((other) => other !== found)
      return found.incident
    },
    clear: () => {
      coming = []
    }
  }
}
