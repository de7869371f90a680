/** What one walk is about: the kind, the two providers, what may go wrong, and the machine that is walked. */
import type { decide } from "../../src/lifecycle/Machine.ts"
import { noPolicy } from "../../src/lifecycle/Machine.ts"
import type { Policy } from "../../src/lifecycle/Operation.ts"
import type { Kind } from "../../src/lifecycle/Status.ts"
import type { Silence } from "./answerings.ts"
import type { Provider } from "./providers.ts"
import type { Registry } from "./Registry.ts"
import { both, type Two, type Which, type World } from "./World.ts"

/** What may happen besides what always may. */
export type Incident =
  /** Answers to creates are lost, nodes die or hang. */
  | "messages"
  /** Reads fail, deny what is there, say what no document lists, or come late. */
  | "reads"
  | "callbacks"
  /** Cancel, resolve, refresh. */
  | "people"
  /** A provider refuses and keeps it all the same. */
  | "refused and kept"
  /** Providers change what has ended. */
  | "late changes"
  /** Circuits open; routes and names change. */
  | "config"
  /** Records are set back to what they were. */
  | "recovery"

/** One walk. */
export interface Walk {
  readonly kind: Kind
  readonly providers: Two<Provider>
  readonly decide: typeof decide
  readonly registry: Registry
  readonly incidents: ReadonlySet<Incident>
  /** At most so many incidents in one course of events. */
  readonly most: number
  /** The ways in which nobody says anything, from every undecided state (`silence.ts`). */
  readonly silences: ReadonlyArray<Silence>
  /** Backups are kept without what a recovery sets anew (`turns.ts`). */
  readonly levelsBackups: boolean
  /** At most so many requests on their way. */
  readonly mostCalls: number
}

/** The account to which a name leads now. */
export const accountOf = ({ providers }: Walk, { gone }: World, instance: string | null): Which | undefined =>
  both.find((which) => !gone[which] && providers[which].instance === instance)

/** What the manifest says of the instance that has it by the records; nothing where no name leads there. */
export const policyOf = (walk: Walk, world: World): Policy => {
  const which = accountOf(walk, world, world.records.operation.provider)
  return which === undefined ? noPolicy : walk.providers[which].policy
}

/** The place of a name: two accounts that share it have the first one. */
export const slotOf = ({ providers: [first, second] }: Walk, which: Which): Which =>
  first.instance === second.instance ? 0 : which

/** What else may come of a state: `honest` where everybody does and says what is true, by itself. */
export interface Move<W = World> {
  readonly label: string
  /** Whether it is an incident. */
  readonly cost: 0 | 1
  readonly isHonest: boolean
  readonly to: W
}
