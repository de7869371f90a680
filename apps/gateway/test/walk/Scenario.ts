/** What a walk is told to be about, and the walk that comes of it. */
import type { decide } from "../../src/lifecycle/Machine.ts"
import type { Kind } from "../../src/lifecycle/Status.ts"
import { type Silence, silences } from "./answerings.ts"
import { type Manifest, two } from "./providers.ts"
import { registry } from "./Registry.ts"
import type { Incident, Walk } from "./Walk.ts"
import type { Two } from "./World.ts"

/** What a walk is told to be about. */
export interface Scenario {
  readonly kind: Kind
  readonly manifests: Two<Manifest>
  readonly incidents: ReadonlyArray<Incident>
  readonly most: number
  /** The second one cannot be asked by our own id. */
  readonly cannotAsk?: boolean
  /** Both accounts have one name, which leads to one of them at a time. */
  readonly isRenamed?: boolean
  readonly mostCalls?: number
  readonly levelsBackups?: boolean
  readonly silences?: ReadonlyArray<Silence>
}

/** A walk of this machine. */
export const walkOf = (scenario: Scenario, machine: typeof decide): Walk => {
  const { cannotAsk, incidents, isRenamed, kind, manifests, most } = scenario
  return {
    kind,
    providers: two(manifests, { canAsk: cannotAsk !== true, isRenamed: isRenamed === true }),
    decide: machine,
    registry: registry(),
    incidents: new Set(incidents),
    most,
    mostCalls: scenario.mostCalls ?? 2,
    levelsBackups: scenario.levelsBackups ?? true,
    silences: scenario.silences ?? silences
  }
}
